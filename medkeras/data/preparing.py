"""Sets prepared once, whole or not at all, by their builders."""

import contextlib
import hashlib
import importlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from medkeras.data import cards, fetching, official, variants
from medkeras.data.cards import Card
from medkeras.utils.errors import DataError
from medkeras.utils.files import write_atomically

MANIFEST = "complete.json"

Progress = Callable[[int, int], None]


def prepare(
    name: str, variant: str | None = None, progress: Progress | None = None
) -> Path:
    """Prepare a set for reading, unless that is done already.

    Files are written to a folder of their own and renamed at the end: an
    interruption leaves nothing behind, and two processes do not meet.

    Args:
        name: name of the set.
        variant: "auto", "sample" or "full"; None as in `load`.
        progress: called with examples done and examples expected; before,
            with bytes, where the official files are downloaded.

    Returns:
        The folder of the prepared set.

    Raises:
        UsageError: no such set or variant.
        DataError: a file is missing or not what it claims to be; one line.

    Example:
        >>> from medkeras.data import prepare
        >>> prepare("pima_diabetes", "sample").is_dir()
        True
    """
    card = cards.card(name)
    fetching.fetch_wanted(card, variant, progress)
    variant = variants.resolve(card, variant)
    folder = prepared_folder(card, variant)
    if not _is_whole(folder):
        _prepare(card, variant, folder, progress)
    return folder


def prepared_folder(card: Card, variant: str) -> Path:
    """Where a prepared set is kept; the name changes with its sources.

    Args:
        card: card of the set.
        variant: "sample" or "full".

    Returns:
        A folder below MEDKERAS_DATA_DIR (by default the user's cache).

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.preparing import prepared_folder
        >>> prepared_folder(card("pima_diabetes"), "sample").name[:21]
        'pima_diabetes-sample-'
    """
    digest = hashlib.sha256()
    for path in sorted(card.folder.rglob("*")):
        inside = path.relative_to(card.folder)
        source = path.suffix in (".py", ".tsv") or inside.parts[0] == "sample"
        if source and path.is_file():
            digest.update(f"{inside.as_posix()}\n".encode() + path.read_bytes())
    manual = variants.source_folder(card, variant)
    if manual and manual.parent != card.folder:
        for pattern in card.facts["files"]:
            found = sorted(manual.glob(pattern)) or [manual / pattern]
            for file in found:
                digest.update(_trace(file).encode())
    name = f"{card.name}-{variant}-{digest.hexdigest()[:16]}"
    return official.cache_root() / name


def builder_class(card: Card) -> type:
    """The TFDS builder of a set: the one door through which it is imported.

    Args:
        card: card of the set.

    Returns:
        The class `Builder`.

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.preparing import builder_class
        >>> builder_class(card("vein_reflux")).name
        'vein_reflux'
    """
    # TensorFlow's start-up notices are not for readers of a chapter.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import tensorflow_datasets as tfds

    tfds.disable_progress_bar()
    module = f"{cards.PACKAGE}.{card.name}.{card.name}_dataset_builder"
    return importlib.import_module(module).Builder


def manifest(folder: Path) -> dict:
    """What was written down when a set was prepared: sizes and counts.

    Args:
        folder: folder of the prepared set.

    Returns:
        `files` (bytes by path), `n` and `positives` (patients), `counts`
        (examples by split), `notes` (lines from the builder).

    Example:
        >>> from medkeras.data import prepare
        >>> from medkeras.data.preparing import manifest
        >>> manifest(prepare("pima_diabetes", "sample"))["positives"]
        268
    """
    return json.loads((folder / MANIFEST).read_text("utf-8"))


def _trace(path: Path) -> str:
    """What changes when a manual file is changed, without reading it all."""
    try:
        facts = path.stat()
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        return f"{path} {type(error).__name__}\n"
    return f"{path} {facts.st_size} {facts.st_mtime_ns}\n"


def _is_whole(folder: Path) -> bool:
    try:
        return manifest(folder)["files"] == _sizes(folder)
    except (OSError, ValueError):  # no manifest, or not one of ours
        return False


def _sizes(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def _prepare(
    card: Card, variant: str, folder: Path, progress: Progress | None
) -> None:
    with _temporary_neighbour(folder) as part:
        builder = builder_class(card)(data_dir=str(part), config=variant)
        tally = _Tally(card, progress)
        _run(builder, variants.source_folder(card, variant), tally.watch)
        shutil.rmtree(part / "downloads", ignore_errors=True)
        splits = builder.info.splits
        facts = tally.facts() | {
            "counts": {split: splits[split].num_examples for split in splits},
            # What a builder says of files that it could not use, or not whole.
            "notes": list(getattr(builder, "notes", [])),
            "files": _sizes(part),
        }
        write_atomically(part / MANIFEST, json.dumps(facts, indent=1))
        _put_in_place(part, folder)


def _put_in_place(part: Path, folder: Path) -> None:
    try:
        part.rename(folder)
    except OSError:
        # Another process was first: its copy is as good as ours. Otherwise
        # a damaged copy is in the way.
        if not _is_whole(folder):
            shutil.rmtree(folder)
            part.rename(folder)


@contextlib.contextmanager
def _temporary_neighbour(folder: Path):
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".part-"))
    except OSError as error:
        raise DataError(
            f"{official.CACHE_VARIABLE} must be a folder that can be written "
            f"to. Received: {folder.parent} ({error.strerror})"
        ) from error
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _run(builder, source: Path | None, watch) -> None:
    """Let the builder work, without its own messages and without a network."""
    import tensorflow_datasets as tfds

    config = tfds.download.DownloadConfig(
        manual_dir=source and str(source),
        try_download_gcs=False,
        compute_stats=tfds.download.ComputeStatsMode.SKIP,
    )
    builder._log_download_bytes = builder._log_download_done = lambda: None
    generate = builder._generate_examples
    builder._generate_examples = lambda *args, **kwargs: watch(
        generate(*args, **kwargs)
    )
    try:
        builder.download_and_prepare(download_config=config)
    except (ValueError, OSError) as error:
        # Builders say what is wrong with a file in one line.
        raise DataError(" ".join(str(error).split())) from error


class _Tally:
    """Counts examples and patients while a builder hands them over."""

    def __init__(self, card: Card, progress: Progress | None):
        self._group, self._label = card.facts["group"], card.facts["label"]
        self._total = sum(card.facts["counts"].values())
        self._progress = progress
        self._done, self._patients, self._positives = 0, set(), set()

    def watch(self, examples):
        for key, example in examples:
            yield key, example
            self._done += 1
            self._patients.add(example[self._group])
            if self._label and example[self._label] == 1:
                self._positives.add(example[self._group])
            if self._progress:
                self._progress(self._done, self._total)

    def facts(self) -> dict:
        positives = len(self._positives) if self._label else None
        return {"n": len(self._patients), "positives": positives}
