"""What the database holds: its two halves, and one record of them."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from etils import epath
from medkeras_datasets.mitdb import beats

# De Chazal et al. 2004: no patient is to be in both halves.
DS1 = (
    101, 106, 108, 109, 112, 114, 115, 116, 118, 119, 122,
    124, 201, 203, 205, 207, 208, 209, 215, 220, 223, 230,
)  # fmt: skip
DS2 = (
    100, 103, 105, 111, 113, 117, 121, 123, 200, 202, 210,
    212, 213, 214, 219, 221, 222, 228, 231, 232, 233, 234,
)  # fmt: skip
SPLITS = {"train": DS1, "test": DS2}
PACED = (102, 104, 107, 217)  # in neither half
SAME_PATIENT = {202: 201}  # records of a patient who has another number
SUFFIXES = (".hea", ".dat", ".atr")


@dataclasses.dataclass(frozen=True)
class Record:
    """One recording with its annotated beats.

    Attributes:
        number: of the record.
        peaks: sample of each annotated beat.
        symbols: annotation of each beat.
        rows: which of the beats have a window.
        windows: mV, (rows, 96, 2): MLII, then the second lead or zeros.
        second_lead: name of the second lead, "" if there is none.
        published: whether the files are those of PhysioNet, bit for bit.
    """

    number: int
    peaks: np.ndarray
    symbols: Sequence[str]
    rows: np.ndarray
    windows: np.ndarray
    second_lead: str
    published: bool = False

    def labels(self) -> np.ndarray:
        """Class of each annotated beat, (beats,), of `beats.CLASSES`."""
        return np.array([beats.CLASS_OF[symbol] for symbol in self.symbols])

    def examples(self) -> Iterator[dict]:
        """The beats with a window, in the order of time."""
        rhythm = beats.rhythm(self.peaks)
        labels = self.labels()
        for row, window in zip(self.rows, self.windows, strict=True):
            example = {name: values[row] for name, values in rhythm.items()}
            yield example | {
                "beat": window,
                "label": labels[row],
                "symbol": self.symbols[row],
                "time": self.peaks[row] / beats.RATE,
                "second_lead": self.second_lead,
                "record": self.number,
                "patient": SAME_PATIENT.get(self.number, self.number),
            }


def is_there(folder: epath.Path, number: int) -> bool:
    """Whether any file of a record lies in a folder."""
    return any((folder / f"{number}{suffix}").exists() for suffix in SUFFIXES)


def is_complete(found: Mapping[str, Sequence[Record]]) -> bool:
    """Whether these are all 44 published records, bit for bit."""
    return all(
        {record.number for record in found.get(split, ())} == set(numbers)
        and all(record.published for record in found[split])
        for split, numbers in SPLITS.items()
    )


def count_table(found: Mapping[str, Sequence[Record]]) -> str:
    """Beats of each record by annotation, and its windows: `counts.tsv`."""
    names = ["record", "split", "windows", *beats.CLASS_OF]
    lines = ["\t".join(names)]
    for split, read in found.items():
        for record in read:
            counts = [record.symbols.count(symbol) for symbol in names[3:]]
            cells = [record.number, split, len(record.rows), *counts]
            lines.append("\t".join(map(str, cells)))
    return "\n".join(lines) + "\n"
