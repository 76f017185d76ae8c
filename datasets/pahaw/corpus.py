"""The table of people of PaHaW: as a spreadsheet, or exported as text."""

import io
import re
import zipfile
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from medkeras.data.sources import content_of, listing, table_rows
from medkeras.utils.errors import DataError, one_line

STEM = "corpus_PaHaW"
NEEDED = ("ID", "Disease", "Age")
ILL, HEALTHY = {"PD", "ON"}, {"H", "HC", "OFF"}
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Person(NamedTuple):
    """Who wrote: whether ill, and how old (NaN: unknown)."""

    label: int
    age: float


def read_people(root: Path) -> tuple[dict[int, Person], list[str]]:
    """People by number, and notes on rows that cannot be used.

    Raises:
        DataError: no table, another kind of file, a column that is missing.
    """
    found = sorted(
        path
        for path in Path(root).rglob(f"{STEM}.*")
        if path.suffix.lower() in (".xlsx", ".csv", ".txt")
    )
    if not found:
        raise DataError(
            f"{Path(root) / STEM}.xlsx: expected this table, or the same as "
            f".csv; found {listing(root)}"
        )
    path = found[0]
    spreadsheet = path.suffix.lower() == ".xlsx"
    rows = _sheet_rows(path) if spreadsheet else table_rows(path, NEEDED)
    people, notes = {}, []
    for number, row in enumerate(rows, start=1):
        place = f"{path.name}, row {number}, left out"
        identity = re.fullmatch(r"0*(\d+)(\.0)?", row["ID"])
        disease = row["Disease"].upper()
        if identity is None:
            notes.append(f"{place}: ID is a number; found {row['ID'][:20]!r}")
        elif disease not in ILL | HEALTHY:
            notes.append(
                f"{place}: Disease is PD or H; found {row['Disease'][:20]!r}"
            )
        else:
            age = _age(row["Age"])
            people[int(identity[1])] = Person(int(disease in ILL), age)
    return people, notes


def _age(text):
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _sheet_rows(path):
    """Rows of the first sheet of a spreadsheet, by the names on its top."""
    try:
        with zipfile.ZipFile(io.BytesIO(content_of(path))) as archive:
            shared = _shared_texts(archive)
            sheet = ElementTree.fromstring(
                archive.read("xl/worksheets/sheet1.xml")
            )
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError) as error:
        raise DataError(
            f"{path}: expected a spreadsheet (.xlsx); found: {one_line(error)}"
        ) from error
    rows = [
        {
            re.sub(r"\d", "", cell.get("r", "")): _cell_text(cell, shared)
            for cell in row.iter(f"{SHEET}c")
        }
        for row in sheet.iter(f"{SHEET}row")
    ]
    header = {name: column for column, name in rows[0].items()} if rows else {}
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise DataError(
            f"{path}: expected the columns {', '.join(NEEDED)}; found none "
            f"named {', '.join(missing)}"
        )
    named = [
        {name: row.get(header[name], "") for name in NEEDED} for row in rows[1:]
    ]
    return [row for row in named if any(row.values())]


def _shared_texts(archive):
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(each.itertext()) for each in root.iter(f"{SHEET}si")]


def _cell_text(cell, shared):
    value = cell.find(f"{SHEET}v")
    text = "" if value is None else value.text or ""
    if cell.get("t") == "s" and text.isdecimal() and int(text) < len(shared):
        text = shared[int(text)]
    if cell.get("t") == "inlineStr":
        text = "".join(cell.itertext())
    return text.strip()
