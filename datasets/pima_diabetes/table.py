"""Reading the published table, and proving that it is the published one."""

import csv
import hashlib

import numpy as np
from etils import epath

from medkeras.data.sources import text_of
from medkeras.utils.errors import DataError

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
SHIPPED = epath.Path(__file__).parent / "sample" / FILE


def read_table(path, sha256: str, num_rows: int) -> np.ndarray:
    """Read the published table and prove that it is the published table.

    What counts is the values: line ends, quotes, blanks and ways to write a
    number may differ. Returns (women, 9), float32; zeros still stand for
    missing values. A DataError names file, expectation and finding.
    """
    path = epath.Path(path)
    header, *cells = _cells(path)
    _check_header(path, header)
    rows = [_row(path, 2 + i, row) for i, row in enumerate(cells) if any(row)]
    if len(rows) != num_rows:
        raise DataError(
            f"{path}: expected {num_rows} rows below the header; found "
            f"{len(rows)} (a truncated or changed copy?)"
        )
    table = np.array(rows, np.float32)
    found = hashlib.sha256(_canonical_text(table).encode()).hexdigest()
    if found != sha256:
        raise DataError(
            f"{path}: expected the values of the published table (sha256 "
            f"{sha256[:16]}...); found {found[:16]}...{_difference(table)}"
        )
    return table


def _cells(path: epath.Path) -> list[list[str]]:
    text = text_of(path, "a CSV table")
    lines = csv.reader(text.split("\n"), skipinitialspace=True)
    try:
        return [[cell.strip() for cell in line] for line in lines]
    except csv.Error as error:
        raise DataError(
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
    shipped = SHIPPED.read_text()
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
        raise DataError(f"{expected}; found {found}")
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
    raise DataError(f"{expected}; found: {'; '.join(others)}")


def _row(path: epath.Path, number: int, cells: list[str]) -> list[float]:
    """Nine checked numbers of one line of the file."""
    names = HEADER.split(",")
    if len(cells) != len(names):
        raise DataError(
            f"{path}, line {number}: expected {len(names)} columns; found "
            f"{len(cells)} in {','.join(cells)[:60]!r} (cut off?)"
        )
    row = []
    for name, cell in zip(names, cells, strict=True):
        try:
            value = float(cell)
        except ValueError as error:
            raise DataError(
                f"{path}, line {number}, {name}: expected a number; found "
                f"{cell[:40]!r}"
            ) from error
        if not 0 <= value < LARGEST:  # NaN fails this too
            raise DataError(
                f"{path}, line {number}, {name}: expected a finite number of "
                f"at least 0; found {cell[:40]!r}"
            )
        row.append(value)
    if row[-1] not in (0, 1):
        raise DataError(
            f"{path}, line {number}, Outcome: expected 0 or 1; found "
            f"{cells[-1][:40]!r}"
        )
    return row
