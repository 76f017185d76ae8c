"""The one way to read a data set: `load`."""

import dataclasses
import logging
from collections.abc import Mapping

import numpy as np

from medkeras.data import fetching, preparing
from medkeras.data.cards import Card
from medkeras.data.resolving import ResolvedDataset
from medkeras.utils.cores import cores
from medkeras.utils.errors import UsageError, nearest, one_line

WHAT_PART = {"full": "a part of full", "sample": "sample, a part of the set"}


@dataclasses.dataclass(frozen=True)
class LoadedDataset:
    """A data set ready for use, and what must be said about it.

    Attributes:
        name: name of the set.
        variant: "sample" or "full".
        card: its data card.
        splits: a `tf.data.Dataset` of feature dictionaries for each split.
        n: number of patients.
        positives: how many of them have the finding; None if there is none.
        counts: number of examples of each split.
        banner: the line printed by `load`.
        notes: what could not be downloaded, where your own copy was looked
            for in vain, and what the builder said of files it could not
            use, a line each; printed below the banner.
        complete: False where a part of the published set was read: figures
            on it are not set beside those on the whole.
        builder: the TFDS builder that reads the files of the set.

    Example:
        >>> from medkeras.data import load
        >>> load("pima_diabetes", quiet=True).counts
        {'train': 768}
    """

    name: str
    variant: str
    card: Card
    splits: Mapping
    features: tuple[str, ...]
    n: int
    positives: int | None
    counts: Mapping[str, int]
    banner: str
    notes: tuple[str, ...] = ()
    complete: bool = True
    builder: object = dataclasses.field(default=None, repr=False)

    @property
    def provenance(self) -> str:
        """Where the numbers come from: "real" or "synthetic"."""
        return self.card.provenance_of(self.variant)

    def arrays(self, split: str = "train") -> dict[str, np.ndarray]:
        """All examples of a split, stacked feature by feature.

        Where examples differ in length, the shorter ones end in NaN, or 0
        where the feature is of whole numbers.

        Args:
            split: name of the split.

        Returns:
            Arrays (examples, ...) by feature name, in the builder's order.

        Raises:
            UsageError: the set has no such split.

        Example:
            >>> from medkeras.data import load
            >>> ds = load("vein_reflux", "sample", quiet=True)
            >>> ds.arrays("test")["video"].shape
            (200, 8, 16, 16, 1)
        """
        check_split(self, split)
        # One batch of everything: stacking in C++ is quick, looping is not.
        batches = batched(self.splits[split], self.counts[split])
        batch = next(batches.as_numpy_iterator())
        return {name: batch[name] for name in self.features}

    def groups(self, split: str = "train") -> np.ndarray:
        """Whose each example of a split is; nothing else is read.

        Args:
            split: name of the split.

        Returns:
            The patient (or what else the card calls the group) of each
            example, (examples,), in the order of `arrays`.

        Raises:
            UsageError: the set has no such split.

        Example:
            >>> from medkeras.data import load
            >>> load("pima_diabetes", "sample", quiet=True).groups()[:3]
            array([0, 1, 2])
        """
        check_split(self, split)
        group = self.card.facts["group"]
        examples = read(self, split, (group,)).batch(1024)
        return np.concatenate([b[group] for b in examples.as_numpy_iterator()])

    def frame(self, split: str = "train"):
        """A split as a table: scalar features only, missing values as NaN.

        Args:
            split: name of the split.

        Returns:
            A `pandas.DataFrame`, columns in the builder's order, one row an
            example.

        Raises:
            UsageError: the set has no such split.

        Example:
            >>> from medkeras.data import load
            >>> ds = load("pima_diabetes", "sample", quiet=True)
            >>> int(ds.frame()["insulin"].isna().sum())
            374
        """
        import pandas as pd  # half a second that `medkeras data` does not need

        columns = self.arrays(split)
        return pd.DataFrame(
            {name: v for name, v in columns.items() if v.ndim == 1}
        )


def load(
    name: str, variant: str | None = None, *, quiet: bool = False
) -> LoadedDataset:
    """Load a data set of the book and say in one line what it is.

    Args:
        name: name of the set; `medkeras data` lists them.
        variant: "sample", "full", or "auto" (full if it can be had: from
            your own files, or by a download where the card names one). None
            follows the environment variable MEDKERAS_DATA, else "auto".
            Smoke mode always reads the sample.
        quiet: print no banner and no notes. That a download is tried is
            told even so.

    Returns:
        The set with its splits, card and counts.

    Raises:
        UsageError: no such set or variant.
        DataError: a file is missing, not what it claims to be, or cannot be
            downloaded; one line.

    Example:
        >>> from medkeras.data import load
        >>> ds = load("pima_diabetes", "sample", quiet=True)
        >>> ds.n, ds.positives, ds.frame().shape
        (768, 268, (768, 10))

    Chapter: 3.2.1
    """
    resolved = fetching.resolve_and_fetch(name, variant)
    prepared = preparing.prepared(resolved)
    card, facts = resolved.card, prepared.manifest
    builder = preparing.builder_class(card)(
        data_dir=str(prepared.folder), config=resolved.variant
    )
    counts = {name: facts[name] for name in ("n", "positives", "complete")}
    line = banner(resolved, **counts)
    if not quiet:
        print(line, *prepared.notes, sep="\n  ")
    return LoadedDataset(
        name=card.name,
        variant=resolved.variant,
        card=card,
        splits={split: builder.as_dataset(split) for split in facts["counts"]},
        features=tuple(builder.info.features),
        counts=facts["counts"],
        banner=line,
        notes=prepared.notes,
        builder=builder,
        **counts,
    )


def banner(
    resolved: ResolvedDataset,
    n: int,
    positives: int | None,
    complete: bool = True,
) -> str:
    """One line that says what the numbers of a chapter are made of."""
    card, variant = resolved.card, resolved.variant
    people = f"{n} {card.facts['unit']}"
    if positives is not None:
        people += f", {positives} {card.facts['positive']}"
    if card.provenance_of(variant) == "synthetic":
        return (
            f"{card.name}: synthetic data (a phantom), {people}. "
            "synthetic: these numbers say nothing about patients"
        )
    place = "shipped with the book"
    if resolved.files:
        place = f"read from {resolved.folder}"
    what = variant if complete else WHAT_PART[variant]
    return f"{card.name}: real data, {people} ({what}, {place})"


def check_split(dataset: LoadedDataset, split) -> None:
    """Refuse a split that a set does not have."""
    if not isinstance(split, str) or split not in dataset.splits:
        raise UsageError(
            f"`split` must be one of {', '.join(dataset.splits)}. Received: "
            f"{one_line(repr(split))}{nearest(split, dataset.splits)}"
        )


def read(dataset: LoadedDataset, split: str, features, **options):
    """Some features of each example, from the files, kept nowhere.

    Args:
        dataset: the set.
        split: name of the split.
        features: names of what is read.
        **options: of `tfds.ReadConfig`.

    Returns:
        A `tf.data.Dataset` of feature dictionaries.
    """
    import tensorflow_datasets as tfds

    # TFDS would keep any set below 250 MB in memory, and tune what it takes.
    options = {
        "try_autocache": False,
        "enable_ordering_guard": False,
        "num_parallel_calls_for_decode": cores(),
        "num_parallel_calls_for_interleave_files": 1,
    } | options
    decoders = tfds.decode.PartialDecoding(dict.fromkeys(features, True))
    log = logging.getLogger("absl")  # warns that an order was given up
    before, log.disabled = log.disabled, True
    try:
        return dataset.builder.as_dataset(
            split,
            decoders=decoders,
            read_config=tfds.ReadConfig(**options),
            shuffle_files="shuffle_seed" in options,
        )
    finally:
        log.disabled = before


def batched(examples, size: int):
    """Batches of examples; the shorter ones end in NaN, 0 or no text."""
    spec = examples.element_spec
    if all(each.shape.is_fully_defined() for each in spec.values()):
        return examples.batch(size)
    ends = {name: _padding(each.dtype) for name, each in spec.items()}
    return examples.padded_batch(size, padding_values=ends)


def _padding(dtype):
    """What a shorter example is filled up with."""
    if dtype.is_floating:
        return np.array(np.nan, dtype.as_numpy_dtype)
    if dtype.name == "string":
        return ""
    return np.array(0, dtype.as_numpy_dtype)
