"""For the readers of data sets: files opened, or one line on why not.

Reads nothing of `medkeras.data`, so that any builder may read this.
"""

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from etils import epath

from medkeras.utils.errors import DataError, one_line

SHOWN = 4  # names of a listing
# What people have in place of a file that they mean to have.
OTHER_KINDS = {
    b"pk\x03\x04": "a compressed archive: unpack it first",
    b"\x1f\x8b": "a compressed archive: unpack it first",
    b"<": "a web page (log in at the source and download again)",
}


def listing(folder) -> str:
    """The first names in a folder, as the end of "found ..."."""
    folder = epath.Path(folder)
    if not folder.exists():
        return f"no folder {folder}"
    names = sorted(path.name for path in folder.iterdir())
    if not names:
        return "an empty folder"
    more = ", ..." if names[SHOWN:] else ""
    return "only " + ", ".join(names[:SHOWN]) + more


def files_of_splits(folder, files: Mapping[str, str]) -> dict:
    """Paths of the official splits that somebody has, by split.

    Args:
        folder: in which, or below which, they lie.
        files: name of each split's file.

    Returns:
        Paths by split, in the order of `files`.

    Raises:
        DataError: none of them is there.

    Example:
        >>> from medkeras.data.sources import files_of_splits
        >>> files_of_splits("lost", {"train": "a.csv"})
        Traceback (most recent call last):
        ...
        medkeras.utils.errors.DataError: lost: expected a.csv or some of them;
        found no folder lost
    """
    folder = Path(folder)
    found = {
        split: next(iter(sorted(folder.rglob(name))), None)
        for split, name in files.items()
    }
    found = {split: path for split, path in found.items() if path}
    if not found:
        raise DataError(
            f"{folder}: expected {', '.join(files.values())} or some of them; "
            f"found {listing(folder)}"
        )
    return found


def content_of(path, expected: str = "a file") -> bytes:
    """Bytes of a file; or one line with what was expected.

    Args:
        path: of the file.
        expected: what it should be, such as "a CSV table".

    Returns:
        All of its bytes.

    Raises:
        DataError: there is no such file, it is a folder, or it may not be
            read.

    Example:
        >>> from medkeras.data.sources import content_of
        >>> content_of("lost/diabetes.csv", "a CSV table")
        Traceback (most recent call last):
        ...
        medkeras.utils.errors.DataError: lost/diabetes.csv: expected this
        file; found no folder lost
    """
    path = epath.Path(path)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise DataError(
            f"{path}: expected this file; found {listing(path.parent)}"
        ) from error
    except PermissionError as error:
        raise DataError(
            f"{path}: expected {expected}; found: permission denied"
        ) from error
    except OSError as error:
        raise DataError(
            f"{path}: expected a file; found {error.strerror or error}"
        ) from error


def text_of(path, expected: str = "a table") -> str:
    """Text of a file with "\\n" between lines, whichever system wrote it.

    Args:
        path: of the file.
        expected: what it should be, such as "a CSV table".

    Returns:
        The text, without empty lines at both ends; of a file `.gz`, what is
        packed in it.

    Raises:
        DataError: as `content_of`; an empty file, an archive, a web page, or
            other bytes than UTF-8; a file `.gz` that is cut off.

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.sources import text_of
        >>> shipped = card("pima_diabetes").folder / "sample" / "diabetes.csv"
        >>> text_of(shipped).split("\\n")[0][:19]
        'Pregnancies,Glucose'
    """
    data = _unpacked(path, content_of(path, expected), expected)
    start = data[:200].lstrip().lower()
    other = None if start else "an empty file"
    for mark, kind in OTHER_KINDS.items():
        other = kind if start.startswith(mark) else other
    if other:
        raise DataError(f"{path}: expected {expected}; found {other}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}: expected text in UTF-8; found the byte "
            f"0x{data[error.start]:02x} at position {error.start}"
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _unpacked(path, data: bytes, expected: str) -> bytes:
    """What is in a file `.gz`; any other content as it is."""
    if not (str(path).endswith(".gz") and data.startswith(b"\x1f\x8b")):
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            f"{path}: expected {expected}; found a damaged .gz file (cut "
            f"off?): {one_line(error)}"
        ) from error


def table_rows(path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Rows of a CSV table with a header, each by the names of its columns.

    Cells end at commas, or at tabs or semicolons where the header has more.

    Args:
        path: of the file.
        columns: that it must have; others are read, too.

    Returns:
        One dictionary a row, texts without blanks at their ends.

    Raises:
        DataError: as `text_of`; a column that is missing, no rows, or a row
            that is cut off or too long.

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.sources import table_rows
        >>> shipped = card("pima_diabetes").folder / "sample" / "diabetes.csv"
        >>> len(table_rows(shipped, ["Glucose", "Outcome"]))
        768
    """
    text = text_of(path, "a CSV table")
    first, _, _ = text.partition("\n")
    mark = max(",\t;", key=first.count)  # the first of them where all are 0
    lines = io.StringIO(text, newline="")
    try:
        header, *rows = csv.reader(
            lines, delimiter=mark, skipinitialspace=mark != "\t"
        )
    except csv.Error as error:
        raise DataError(
            f"{path}: expected a CSV table; found: {one_line(error)}"
        ) from error
    header = [name.strip() for name in header]
    missing = [name for name in columns if name not in header]
    if missing:
        raise DataError(
            f"{path}: expected the columns {', '.join(columns)}; found none "
            f"named {', '.join(missing)}"
        )
    rows = [[cell.strip() for cell in row] for row in rows if row]
    if not rows:
        raise DataError(f"{path}: expected rows below the header; found none")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise DataError(
                f"{path}, row {number}: expected {len(header)} cells; found "
                f"{len(row)} (cut off?)"
            )
    return [dict(zip(header, row, strict=True)) for row in rows]


def number_column(path, rows: Sequence[dict], column: str) -> np.ndarray:
    """One column of the rows of `table_rows`, as numbers.

    Args:
        path: of the file, for the message.
        rows: of the table, in its order.
        column: name of the column.

    Returns:
        (rows,), float64.

    Raises:
        DataError: a cell that is no finite number.

    Example:
        >>> from medkeras.data.sources import number_column
        >>> number_column("a.csv", [{"age": "57"}, {"age": "6.1e1"}], "age")
        array([57., 61.])
    """
    values = np.zeros(len(rows))
    for number, row in enumerate(rows, start=1):
        try:
            values[number - 1] = float(row[column])
        except ValueError:
            values[number - 1] = np.nan
        if not np.isfinite(values[number - 1]):
            raise DataError(
                f"{path}, row {number}, {column}: expected a number; found "
                f"{row[column][:40]!r}"
            )
    return values


def npz_arrays(
    path, names: Sequence[str], expected: str = "an npz archive"
) -> dict[str, np.ndarray]:
    """Arrays of a NumPy archive by name; objects in it are refused.

    Args:
        path: of the archive.
        names: of the arrays that it must hold.
        expected: what it should be, such as "the npz archive of Hearts".

    Returns:
        The arrays in the order of `names`.

    Raises:
        DataError: as `content_of`; no archive, a damaged one, one without
            these arrays, or with other things than plain numbers.

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.sources import npz_arrays
        >>> record = card("mitdb").folder / "sample" / "103.npz"
        >>> npz_arrays(record, ["peaks"])["peaks"].ndim
        1
    """
    data = content_of(path, expected)
    expected = f"{path}: expected {expected}"
    if not data.startswith(b"PK\x03\x04"):
        raise DataError(f"{expected}; found no zip file")
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            if set(names) <= set(archive.files):
                return {name: archive[name] for name in names}
            found = ", ".join(archive.files[:8]) or "none"
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise DataError(
            f"{expected}; found a damaged one (cut off?): {one_line(error)}"
        ) from error
    except ValueError as error:  # NumPy on pickled objects and bad headers
        raise DataError(
            f"{expected}; found an array that is not plain numbers: "
            f"{one_line(error)}"
        ) from error
    raise DataError(
        f"{path}: expected the arrays {', '.join(names)}; found {found}"
    )
