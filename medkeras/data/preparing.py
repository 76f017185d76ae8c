"""Sets prepared once, whole or not at all, by their builders."""

import dataclasses
import errno
import hashlib
import importlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from medkeras.data import download, fetching, imported_code, official
from medkeras.data.card_files import PACKAGE
from medkeras.data.cards import Card
from medkeras.data.download import Progress
from medkeras.data.making import SetMaker
from medkeras.data.resolving import ResolvedDataset
from medkeras.data.work_folder import SET, remove_outdated, work_folder
from medkeras.utils.errors import DataError
from medkeras.utils.files import write_atomically
from medkeras.utils.unfinished import alone_in

MANIFEST = "complete.json"
FORMAT = 2  # of the manifest; another one is prepared anew
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG)
NUM_REASONS = 3  # notes that a builder's failure repeats


def prepare(
    name: str, variant: str | None = None, progress: Progress | None = None
) -> Path:
    """Prepare a set for reading, unless that is done already.

    Files are written to a folder of their own and renamed at the end: two
    processes do not meet. The shards of a large set are made by several
    processes. An interruption, or a crash, leaves those that are whole, and
    the next time the others are made, with the same bytes.

    Args:
        name: name of the set.
        variant: "auto", "sample" or "full"; None as in `load`.
        progress: called with examples done and examples expected; before,
            with bytes, where the official files are downloaded.

    Returns:
        The folder of the prepared set.

    Raises:
        UsageError: no such set or variant.
        DataError: a file is missing or not what it claims to be, or there
            is no room for the prepared set; one line.

    Example:
        >>> from medkeras.data import prepare
        >>> prepare("pima_diabetes", "sample").is_dir()
        True
    """
    resolved = fetching.resolve_and_fetch(name, variant, progress)
    return prepared(resolved, progress).folder


@dataclasses.dataclass(frozen=True)
class PreparedDataset:
    """What a resolved set became: a folder that TFDS reads.

    Attributes:
        resolved: what was read.
        folder: of the prepared set.
        manifest: what was written down when it was prepared: `files` (hash
            by path), `n` and `positives` (patients), `counts` (examples by
            split), `notes` (lines from the builder), `complete` (False for
            a part of the published set).
    """

    resolved: ResolvedDataset
    folder: Path
    manifest: Mapping

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be said of the place read and by its builder."""
        return (*self.resolved.notes, *self.manifest["notes"])


def prepared(
    resolved: ResolvedDataset, progress: Progress | None = None
) -> PreparedDataset:
    """Prepare a resolved set for reading, unless that is done already."""
    folder = prepared_folder(resolved)
    if not _is_whole(folder):
        _prepare(resolved, folder, progress)
    return PreparedDataset(resolved, folder, manifest(folder))


def prepared_folder(resolved: ResolvedDataset) -> Path:
    """Where a prepared set is kept; the name changes with all it is made of."""
    card = resolved.card
    label, group = card.facts["label"], card.facts["group"]
    digest = hashlib.sha256(f"{FORMAT} {label} {group}\n".encode())
    for path in sorted(card.folder.rglob("*")):
        inside = path.relative_to(card.folder)
        source = path.suffix == ".tsv" or inside.parts[0] == "sample"
        if source and path.is_file():
            digest.update(f"{inside.as_posix()}\n".encode() + path.read_bytes())
    for path in imported_code.code_files(card.folder):
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    for file in resolved.files:
        # Not there: read under another name or further below, if at all.
        found = file if file.exists() else file.parent
        digest.update(f"{file} {_content(found)}\n".encode())
    name = f"{card.name}-{resolved.variant}-{digest.hexdigest()[:16]}"
    return official.cache_root() / name


def builder_class(card: Card) -> type:
    """The TFDS builder of a set: the one door through which it is imported."""
    # TensorFlow's start-up notices are not for readers of a chapter.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import tensorflow_datasets as tfds

    tfds.disable_progress_bar()
    module = f"{PACKAGE}.{card.name}.{card.name}_dataset_builder"
    return importlib.import_module(module).Builder


def manifest(folder: Path) -> dict:
    """What was written down when a set was prepared."""
    return json.loads((folder / MANIFEST).read_text("utf-8"))


def _content(path: Path) -> str:
    """What changes when a file changes, be its size and time the same.

    Of a folder names, sizes and times: it may hold gigabytes.
    """
    try:
        return _listing(path) if path.is_dir() else download.sha256(path)
    except OSError as error:
        return type(error).__name__


def _listing(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        seen = path.stat()
        inside = path.relative_to(folder).as_posix()
        if path.is_file():
            line = f"{inside} {seen.st_size} {seen.st_mtime_ns}\n"
            digest.update(line.encode())
    return digest.hexdigest()


def _is_whole(folder: Path) -> bool:
    try:
        return manifest(folder)["files"] == _contents(folder)
    except (OSError, ValueError, TypeError, KeyError):  # none, or not ours
        return False


def _contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): _content(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def _prepare(
    resolved: ResolvedDataset, folder: Path, progress: Progress | None
) -> None:
    with work_folder(folder) as work:
        part = work / SET
        builder = builder_class(resolved.card)(
            data_dir=str(part), config=resolved.variant
        )
        maker = SetMaker(resolved, work, progress)
        run(builder, resolved.folder, maker.split_infos)
        shutil.rmtree(part / "downloads", ignore_errors=True)
        splits = builder.info.splits
        facts = maker.tally.facts() | {
            "counts": {split: splits[split].num_examples for split in splits},
            # What a builder says of files that it could not use, or not whole.
            "notes": list(getattr(builder, "notes", [])),
            "complete": bool(getattr(builder, "complete", True)),
            "files": _contents(part),
        }
        write_atomically(part / MANIFEST, json.dumps(facts, indent=1))
        with alone_in(folder.parent):
            _put_in_place(part, folder)
    remove_outdated(folder)


def _put_in_place(part: Path, folder: Path) -> None:
    try:
        part.rename(folder)
    except OSError:
        # Another process was first: its copy is as good as ours. Otherwise
        # a damaged copy is in the way.
        if not _is_whole(folder):
            shutil.rmtree(folder)
            part.rename(folder)


def run(builder, source: Path | None, make) -> None:
    """Let a builder read, without its own messages and without a network.

    Args:
        builder: of TFDS.
        source: folder of the files, if there are any.
        make: function of the builder and the examples of each split that
            writes them and returns what TFDS is to know of the splits.

    Raises:
        DataError: what the builder says, in one line.
        OSError: there is no room.
    """
    import tensorflow as tf
    import tensorflow_datasets as tfds

    config = tfds.download.DownloadConfig(
        manual_dir=source and str(source),
        try_download_gcs=False,
        compute_stats=tfds.download.ComputeStatsMode.SKIP,
    )
    builder._log_download_bytes = builder._log_download_done = lambda: None
    builder._generate_examples = lambda examples: examples
    builder._generate_splits = lambda dl_manager, _: make(
        builder, builder._split_generators(dl_manager)
    )
    try:
        builder.download_and_prepare(download_config=config)
    except (tf.errors.OpError, RuntimeError) as error:
        # TensorFlow writes the files; TFDS wraps what it says.
        for said in (error, error.__cause__):
            if isinstance(said, tf.errors.OpError):
                reason = " ".join(said.message.split()).split("; ")[-1]
                raise OSError(None, reason) from error
        raise
    except (ValueError, OSError, AssertionError) as error:
        if getattr(error, "errno", None) in NO_ROOM:
            raise
        raise DataError(_reasons(error, builder)) from error


def _reasons(error: Exception, builder) -> str:
    """A builder's line, and the first of what it noted before it gave up."""
    line = " ".join(str(error).split()) or type(error).__name__
    notes = [note for note in getattr(builder, "notes", []) if note not in line]
    more = [f"{len(notes) - NUM_REASONS} more"] if notes[NUM_REASONS:] else []
    return "; ".join([line, *notes[:NUM_REASONS], *more])
