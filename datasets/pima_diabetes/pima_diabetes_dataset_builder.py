"""Pima Indians Diabetes: 768 women, eight measurements, one outcome each."""

import csv
import hashlib
from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from etils import epath

FILE = "diabetes.csv"
NUM_ROWS = 768
LARGEST = 1e9  # beyond any measurement, and exact enough in single precision
HEADER = (
    "Pregnancies,Glucose,BloodPressure,SkinThickness,Insulin,BMI,"
    "DiabetesPedigreeFunction,Age,Outcome"
)
COLUMNS = (
    "pregnancies",
    "glucose",
    "blood_pressure",
    "skin_thickness",
    "insulin",
    "bmi",
    "diabetes_pedigree",
    "age",
)
# Nobody alive has a glucose or a body mass index of 0: here 0 says "missing".
ZERO_IS_MISSING = (
    "glucose",
    "blood_pressure",
    "skin_thickness",
    "insulin",
    "bmi",
)


class TableError(ValueError):
    """A file that is not the published table; the message is one line."""


class Builder(tfds.core.GeneratorBasedBuilder):
    """Builder of the 768 rows; `sample` and `full` hold the same women."""

    # TFDS asks the package for its folder; an editable install has none.
    code_path = epath.Path(__file__)
    pkg_dir_path = code_path.parent
    VERSION = tfds.core.Version("1.0.0")
    RELEASE_NOTES: ClassVar = {
        "1.0.0": "The published table, zeros turned into NaN."
    }
    BUILDER_CONFIGS: ClassVar = [
        tfds.core.BuilderConfig(
            name="sample", description="The 768 rows shipped with the book."
        ),
        tfds.core.BuilderConfig(
            name="full", description="The 768 rows of your own download."
        ),
    ]
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {FILE} (CSV, {NUM_ROWS} rows, header {HEADER}) in this folder; "
        "it is also in the folder sample/ of this builder."
    )

    def _info(self) -> tfds.core.DatasetInfo:
        features = {name: np.float32 for name in COLUMNS}
        features["diabetes"] = np.int64  # 1: onset seen at any later survey
        features["patient"] = np.int64  # row number in the published file
        return self.dataset_info_from_configs(
            features=tfds.features.FeaturesDict(features),
            homepage="https://www.openml.org/d/37",
            # Row order is part of the table: folds are drawn from it.
            disable_shuffling=True,
        )

    def _split_generators(self, dl_manager: tfds.download.DownloadManager):
        if self.builder_config.name == "full":
            folder = dl_manager.manual_dir
        else:
            folder = self.code_path.parent / "sample"
        (known,) = self.url_infos.values()
        table = read_table(folder / FILE, known.checksum, NUM_ROWS)
        return {"train": self._generate_examples(table)}

    def _generate_examples(self, table: np.ndarray):
        for patient, row in enumerate(table):
            example = dict(zip(COLUMNS, row, strict=False))
            for name in ZERO_IS_MISSING:
                if example[name] == 0:
                    example[name] = np.float32("nan")
            example |= {"diabetes": int(row[-1]), "patient": patient}
            yield patient, example


def read_table(path, sha256: str, num_rows: int) -> np.ndarray:
    """Read the published table and prove that it is the published table.

    What counts is the values: line ends, quotes, blanks and ways to write a
    number may differ. Returns (women, 9), float32; zeros still stand for
    missing values. A TableError names file, expectation and finding.
    """
    path = epath.Path(path)
    header, *cells = _cells(path)
    _check_header(path, header)
    rows = [_row(path, 2 + i, row) for i, row in enumerate(cells) if any(row)]
    if len(rows) != num_rows:
        raise TableError(
            f"{path}: expected {num_rows} rows below the header; found "
            f"{len(rows)} (a truncated or changed copy?)"
        )
    table = np.array(rows, np.float32)
    found = hashlib.sha256(_canonical_text(table).encode()).hexdigest()
    if found != sha256:
        raise TableError(
            f"{path}: expected the values of the published table (sha256 "
            f"{sha256[:16]}...); found {found[:16]}...{_difference(table)}"
        )
    return table


def _cells(path: epath.Path) -> list[list[str]]:
    lines = csv.reader(_read_text(path).split("\n"), skipinitialspace=True)
    try:
        return [[cell.strip() for cell in line] for line in lines]
    except csv.Error as error:
        raise TableError(
            f"{path}: expected a CSV table; found: {error}"
        ) from error


def _canonical_text(table: np.ndarray) -> str:
    """The table as it was published: 148, not 148.0, and no last line end."""
    lines = [",".join(_shortest(value) for value in row) for row in table]
    return "\n".join([HEADER, *lines])


def _shortest(value: np.float32) -> str:
    return str(value).removesuffix(".0")


def _difference(table: np.ndarray) -> str:
    """Where a table of the right size differs from the shipped one."""
    shipped = (Builder.code_path.parent / "sample" / FILE).read_text()
    _, *lines = shipped.strip().split("\n")
    published = np.array([line.split(",") for line in lines], np.float32)
    if published.shape != table.shape:
        return ""
    if sorted(map(tuple, published)) == sorted(map(tuple, table)):
        return ": the same rows in another order"
    rows, columns = np.nonzero(published != table)
    row, column = rows[0], columns[0]
    return (
        f": {len(rows)} values differ, first line {row + 2}, "
        f"{HEADER.split(',')[column]}: published "
        f"{_shortest(published[row, column])}, found "
        f"{_shortest(table[row, column])}"
    )


def _check_header(path: epath.Path, header: list[str]) -> None:
    """Compare the names of the columns; say which ones differ."""
    names = HEADER.split(",")
    expected = f"{path}: expected the header {HEADER}"
    if [name.lower() for name in header] == [name.lower() for name in names]:
        return
    if len(header) < 2:
        found = f"{header[0][:60]!r}" if header else "an empty first line"
        raise TableError(f"{expected}; found {found}")
    if len(header) == len(names):
        pairs = enumerate(zip(names, header, strict=True), start=1)
        others = [
            f"column {number} is {found[:30]!r}, not {name}"
            for number, (name, found) in pairs
            if found.lower() != name.lower()
        ]
    else:
        missing = [name for name in names if name not in header]
        others = [f"{len(header)} columns, not {len(names)}"]
        others += [f"without {', '.join(missing)}"] if missing else []
        more = [repr(name[:30]) for name in header if name not in names]
        others += [f"with {', '.join(more[:3])}"] if more else []
    raise TableError(f"{expected}; found: {'; '.join(others)}")


def _read_text(path: epath.Path) -> str:
    """Text of the file with "\\n" between lines, whichever system wrote it."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise TableError(
            f"{path}: expected this file; found {_neighbours(path)}"
        ) from error
    except PermissionError as error:
        raise TableError(
            f"{path}: expected a readable file; found: permission denied"
        ) from error
    except OSError as error:
        raise TableError(
            f"{path}: expected a file; found {error.strerror or error}"
        ) from error
    _refuse_other_kinds(path, data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(
            f"{path}: expected text in UTF-8; found the byte "
            f"0x{data[error.start]:02x} at position {error.start}"
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _neighbours(path: epath.Path) -> str:
    folder = path.parent
    if not folder.exists():
        return f"no folder {folder}"
    names = sorted(neighbour.name for neighbour in folder.iterdir())
    if not names:
        return "an empty folder"
    return "only " + ", ".join(names[:4]) + (", ..." if names[4:] else "")


def _refuse_other_kinds(path: epath.Path, data: bytes) -> None:
    start = data[:200].lstrip().lower()
    if not start:
        raise TableError(f"{path}: expected a CSV table; found an empty file")
    if start.startswith((b"pk\x03\x04", b"\x1f\x8b")):
        raise TableError(
            f"{path}: expected a CSV table; found a compressed archive: "
            "unpack it first"
        )
    if start.startswith(b"<"):
        raise TableError(
            f"{path}: expected a CSV table; found a web page (log in at the "
            "source and download again)"
        )


def _row(path: epath.Path, number: int, cells: list[str]) -> list[float]:
    """Nine checked numbers of one line of the file."""
    names = HEADER.split(",")
    if len(cells) != len(names):
        raise TableError(
            f"{path}, line {number}: expected {len(names)} columns; found "
            f"{len(cells)} in {','.join(cells)[:60]!r} (cut off?)"
        )
    row = []
    for name, cell in zip(names, cells, strict=True):
        try:
            value = float(cell)
        except ValueError as error:
            raise TableError(
                f"{path}, line {number}, {name}: expected a number; found "
                f"{cell[:40]!r}"
            ) from error
        if not 0 <= value < LARGEST:  # NaN fails this too
            raise TableError(
                f"{path}, line {number}, {name}: expected a finite number of "
                f"at least 0; found {cell[:40]!r}"
            )
        row.append(value)
    if row[-1] not in (0, 1):
        raise TableError(
            f"{path}, line {number}, Outcome: expected 0 or 1; found "
            f"{cells[-1][:40]!r}"
        )
    return row
