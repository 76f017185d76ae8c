"""The tables of CoAID: news and claims, true and false, by date."""

import re
from collections import Counter
from pathlib import Path

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import listing, table_rows
from medkeras.utils.errors import DataError

NUM_ROWS = 3970  # news and claims of the four dates
TABLE = re.compile(r"(News|Claim)(Fake|Real)COVID-19\.csv", re.IGNORECASE)
DATE = re.compile(r"(\d\d)-(\d\d)-(\d{4})")
COLUMNS = ("fact_check_url", "news_url", "title")
KINDS = {
    "kind": str, "month": int, "certifier": str, "source": str,
    "title": object, "body": object, "label": int,
}  # fmt: skip
# Quotation marks and dashes of an old encoding, read as letters; they stand in
# false titles only, where they would give the label away.
LOST_MARKS = str.maketrans("ÒÓÔÕÐÑ", "“”‘’–—")
BEFORE_A_HOST = re.compile(r"^(https?:)?/*(www\d?\.)?", re.IGNORECASE)


def read_folder(folder) -> Reading:
    """Rows of all tables, by date, and what could not be used.

    Raises:
        DataError: no table of CoAID, a column that is missing or renamed, a
            row that is cut off, no row that can be used.
    """
    folder = Path(folder)
    paths = sorted(
        (path for path in folder.rglob("*.csv") if TABLE.fullmatch(path.name)),
        key=lambda path: (_month(path), path.name),
    )
    if not paths:
        raise DataError(
            f"{folder}: expected folders by date with NewsFakeCOVID-19.csv, "
            f"...; found {listing(folder)}"
        )
    columns, left_out, mended = [], Counter(), 0
    for path in paths:
        for row in table_rows(path, COLUMNS):
            if not row["title"]:
                left_out["no title"] += 1
                continue
            found = _row(path, row)
            mended += found.pop("mended")
            columns.append(found)
    if not columns:
        raise DataError(f"{folder}: expected rows with a title; found none")
    notes = [f"{len(columns)} rows of {len(paths)} tables"]
    notes += [f"{n} rows left out: {why}" for why, n in left_out.items()]
    if mended:
        notes.append(f"{mended} titles whose quotation marks were mended")
    table = {
        # Texts as objects: an array of equal lengths would be 50 times as
        # large as the articles.
        name: np.array([row[name] for row in columns], kind)
        for name, kind in KINDS.items()
    }
    return Reading({"train": table}, notes, len(columns) >= NUM_ROWS)


def host_of(address: str) -> str:
    """Site of an address: what stands before its first slash."""
    return re.split(r"[/?#:]", BEFORE_A_HOST.sub("", address), maxsplit=1)[
        0
    ].lower()


def _month(path):
    date = DATE.fullmatch(path.parent.name)
    if not date:
        raise DataError(
            f"{path.parent}: expected a folder named by its date as "
            f"05-01-2020; found {path.parent.name}"
        )
    month, _, year = map(int, date.groups())
    return 12 * (year - 2020) + month - 1


def _row(path, row):
    kind, truth = TABLE.fullmatch(path.name).groups()
    title = row["title"].strip('"').translate(LOST_MARKS)
    parts = [row.get("abstract", ""), row.get("content", "")]
    body = " ".join(part for part in parts if part)
    return {
        "kind": kind.lower(),
        "month": _month(path),
        "certifier": host_of(row["fact_check_url"]),
        "source": host_of(row["news_url"]),
        "title": title,
        "body": body.translate(LOST_MARKS),
        "label": int(truth.lower() == "fake"),
        "mended": title != row["title"].strip('"'),
    }
