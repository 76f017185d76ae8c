"""What all builders share: variants, places, splits, rows, numbered patients.

The builders of the book are those of TensorFlow Datasets. Of the package they
read this module and `sources`, which read nothing of `medkeras.data`.
"""

import abc
import inspect
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, NamedTuple

import numpy as np
import tensorflow_datasets as tfds
from etils import epath

Columns = Mapping[str, np.ndarray]  # of one length, one for each feature
Examples = Columns | Iterable[Mapping]


class Reading(NamedTuple):
    """What a reader found in somebody's own copy of a set.

    Attributes:
        splits: examples of each split.
        notes: how much was read and what could not be, a line each.
        complete: False where it is a part of the published set.

    Example:
        >>> from medkeras.data.building import Reading
        >>> Reading({"train": []}, ["0 of 45 patients"], False).complete
        False
    """

    splits: Mapping[str, Examples]
    notes: Sequence[str]
    complete: bool


class DatasetBuilder(tfds.core.GeneratorBasedBuilder, skip_registration=True):
    """Base of the builders: a set declares its facts and reads its files.

    Attributes:
        VERSION: of the set, a text; TFDS keeps it as its own type.
        VARIANTS: what "sample" holds, and "full" where there is one.
        FEATURES: type of each column, as `tfds.features` names them.
        HOMEPAGE: address of the source.
        notes: what the reader could not use, a line each.
        complete: False where a part of the published set was read.

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
            found = found.splits
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
