"""What all builders share: variants, places, splits, rows, numbered patients.

The builders of the book are those of TensorFlow Datasets. Of the package they
read this module and `sources`, which read nothing of `medkeras.data`.
"""

import abc
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, NamedTuple

import numpy as np
import tensorflow_datasets as tfds
from etils import epath

Columns = Mapping[str, np.ndarray]  # of one length, one for each feature
Examples = Columns | Iterable[Mapping]
# Function of the number of examples made and of the lines said while they were
# read, both by split; it returns the notes, and whether the set is complete.
Summarize = Callable[[Mapping, Mapping], tuple[Sequence[str], bool]]


class Reading(NamedTuple):
    """What a reader found in somebody's own copy of a set.

    Attributes:
        splits: examples of each split.
        notes: how much was read and what could not be, a line each.
        complete: False where it is a part of the published set.
        summarize: where files are opened later, what says both then.

    Example:
        >>> from medkeras.data.building import Reading
        >>> Reading({"train": []}, ["0 of 45 patients"], False).complete
        False
    """

    splits: Mapping[str, Examples]
    notes: Sequence[str]
    complete: bool
    summarize: Summarize | None = None


class FileExamples(Sequence):
    """Examples whose files are opened when they are asked for.

    So several processes can read a part each, and what was read before an
    interruption is not read again.

    Args:
        items: what each example is read from, such as a path.
        read: function of an item that returns the example, None where it
            cannot be used, and lines on what could not be.

    Example:
        >>> from medkeras.data.building import FileExamples
        >>> def read(text):
        ...     known = text.isdigit()
        ...     return (int(text), []) if known else (None, [f"{text}?"])
        >>> examples, said = FileExamples(["1", "x", "3"], read), []
        >>> list(examples.usable(0, 3, said)), said
        ([1, 3], ['x?'])
    """

    def __init__(self, items: Sequence, read: Callable):
        self._items, self._read = items, read

    def __len__(self):
        return len(self._items)

    def __getitem__(self, place):
        """One example, or None if it cannot be used."""
        return self._read(self._items[place])[0]

    def __iter__(self):
        return self.usable(0, len(self), [])

    def usable(self, start: int, stop: int, notes: list[str]) -> Iterator:
        """Those of a part that can be used; adds to the notes."""
        for item in self._items[start:stop]:
            example, said = self._read(item)
            notes += said
            if example is not None:
                yield example


def read_at_once(reading: Reading) -> Reading:
    """The same with all files opened: lists of examples, final notes."""
    said = {split: [] for split in reading.splits}
    splits = {
        split: list(examples.usable(0, len(examples), said[split]))
        for split, examples in reading.splits.items()
    }
    counts = {split: len(examples) for split, examples in splits.items()}
    notes, complete = reading.summarize(counts, said)
    splits = {split: found for split, found in splits.items() if found}
    return Reading(splits, notes, complete)


class DatasetBuilder(tfds.core.GeneratorBasedBuilder, skip_registration=True):
    """Base of the builders: a set declares its facts and reads its files.

    Attributes:
        VERSION: of the set, a text; TFDS keeps it as its own type.
        VARIANTS: what "sample" holds, and "full" where there is one.
        FEATURES: type of each column, as `tfds.features` names them.
        HOMEPAGE: address of the source.
        notes: what the reader could not use, a line each.
        complete: False where a part of the published set was read.
        summarize: as in `Reading`.

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.building import DatasetBuilder
        >>> from medkeras.data.preparing import builder_class
        >>> issubclass(builder_class(card("vein_reflux")), DatasetBuilder)
        True
    """

    VARIANTS: ClassVar[Mapping[str, str]] = {}
    FEATURES: ClassVar[Mapping] = {}
    HOMEPAGE: ClassVar[str | None] = None
    notes: Sequence[str] = ()
    complete: bool = True
    summarize: Summarize | None = None

    def __init_subclass__(cls, **options):
        # TFDS asks the package for its folder; an editable install has none.
        cls.code_path = epath.Path(inspect.getfile(cls))
        cls.pkg_dir_path = cls.code_path.parent
        cls.VERSION = tfds.core.Version(str(cls.VERSION))
        cls.BUILDER_CONFIGS = [
            tfds.core.BuilderConfig(name=name, description=description)
            for name, description in cls.VARIANTS.items()
        ]
        super().__init_subclass__(**options)

    @abc.abstractmethod
    def read_sample(self, folder: epath.Path) -> Mapping[str, Examples]:
        """Examples of each split: read from a folder, or drawn."""

    def read_full(
        self, dl_manager: tfds.download.DownloadManager
    ) -> Mapping[str, Examples] | Reading:
        """Examples of each split, from the files of the published set.

        A `Reading` brings the notes with it, and whether it is complete.
        """
        raise NotImplementedError(f"{self.name} has a sample only")

    def _info(self) -> tfds.core.DatasetInfo:
        return self.dataset_info_from_configs(
            features=tfds.features.FeaturesDict(dict(self.FEATURES)),
            homepage=self.HOMEPAGE,
            # The order of a set is a part of it: folds are drawn from it.
            disable_shuffling=True,
        )

    def _split_generators(self, dl_manager: tfds.download.DownloadManager):
        if self.builder_config.name == "sample":
            found = self.read_sample(self.code_path.parent / "sample")
        else:
            found = self.read_full(dl_manager)
        if isinstance(found, Reading):
            self.notes, self.complete = found.notes, found.complete
            self.summarize, found = found.summarize, found.splits
        return {
            split: self._generate_examples(examples)
            for split, examples in found.items()
        }

    def _generate_examples(self, examples: Examples):
        if isinstance(examples, Mapping):
            examples = rows_of(examples, list(self.FEATURES))
        yield from enumerate(examples)


def rows_of(columns: Columns, names: Sequence[str]) -> Iterable[dict]:
    """One example a row; columns that are no features are left out."""
    for row in range(len(columns[names[0]])):
        yield {name: columns[name][row] for name in names}


def number_patients(
    splits: Mapping[str, Columns], name: str = "patient"
) -> dict[str, Columns]:
    """Number the patients of all splits on: 0, 1, ... for each row.

    Args:
        splits: columns of each split, one row a patient.
        name: of the column that is set.

    Returns:
        The splits with the column; nobody is in two of them.

    Example:
        >>> from medkeras.data.building import number_patients
        >>> found = number_patients({"train": {"x": [5]}, "test": {"x": [7]}})
        >>> [part["patient"].tolist() for part in found.values()]
        [[0], [1]]
    """
    numbered, first = {}, 0
    for split, columns in splits.items():
        count = len(next(iter(columns.values())))
        numbers = np.arange(first, first + count)
        numbered[split] = {**columns, name: numbers}
        first += count
    return numbered


def own_or_official(
    builder: tfds.core.DatasetBuilder, dl_manager, file: str
) -> epath.Path:
    """The reader's own file, else the official one of `checksums.tsv`."""
    try:
        by_hand = dl_manager.manual_dir / file
    except AssertionError:  # how TFDS says that there is no such folder
        by_hand = None
    if by_hand is not None and by_hand.exists():
        return by_hand
    urls = {known.filename: url for url, known in builder.url_infos.items()}
    return dl_manager.download(urls[file])
