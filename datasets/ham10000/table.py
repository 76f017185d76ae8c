"""The table of pictures: which lesion, which diagnosis, whose."""

from pathlib import Path
from typing import NamedTuple

from medkeras_datasets.ham10000.diseases import CLASSES

from medkeras.data.sources import listing, table_rows
from medkeras.utils.errors import DataError

TABLE = "HAM10000_metadata.csv"
NAMES = (TABLE, "HAM10000_metadata")  # Kaggle's, and as in the archive
COLUMNS = (
    "lesion_id", "image_id", "dx", "dx_type", "age", "sex", "localization",
)  # fmt: skip
OLDEST = 120


class Row(NamedTuple):
    """A picture, as the table describes it."""

    lesion: str
    image: str
    label: str  # of diseases.CLASSES
    dx_type: str
    age: float  # years, NaN if unknown
    sex: str
    site: str


def read_table(root: Path) -> tuple[list[Row], list[str]]:
    """Rows that can be used, in the table's order, and notes on the others.

    Raises:
        DataError: no table, or one without a needed column.
    """
    found = [path for name in NAMES for path in sorted(root.rglob(name))]
    found = [path for path in found if path.is_file()]
    if not found:
        raise DataError(
            f"{root / TABLE}: expected this table; found {listing(root)}"
        )
    rows, notes, seen = [], [], set()
    for number, cells in enumerate(table_rows(found[0], COLUMNS), start=1):
        row, problem = _row(cells)
        if row is None:
            notes.append(f"{found[0].name}, row {number}, left out: {problem}")
        elif row.image in seen:
            notes.append(
                f"{found[0].name}, row {number}, left out: {row.image} has "
                "a row already"
            )
        else:
            if problem:
                notes.append(f"{found[0].name}, row {number}: {problem}")
            seen.add(row.image)
            rows.append(row)
    rows, doubtful = _of_one_diagnosis(rows)
    return rows, notes + doubtful


def _row(cells):
    """A row, or None with the reason; with a remark where age is unusable."""
    lesion, image = cells["lesion_id"], cells["image_id"]
    if not lesion or not image:
        return None, "no lesion_id or image_id"
    label = cells["dx"].lower()
    if label not in CLASSES:
        return None, f"dx is one of {', '.join(CLASSES)}; found {label!r}"
    age, problem = _age(cells["age"])
    sex, site, dx_type = (
        cells[name].lower() or "unknown"
        for name in ("sex", "localization", "dx_type")
    )
    return Row(lesion, image, label, dx_type, age, sex, site), problem


def _age(text):
    """Years, or NaN; and what is wrong with a text that is no age."""
    if text.lower() in ("", "unknown", "nan", "na"):
        return float("nan"), None
    try:
        age = float(text)
    except ValueError:
        age = -1.0
    if 0 <= age <= OLDEST:
        return age, None
    return float("nan"), f"age {text!r} taken as unknown"


def _of_one_diagnosis(rows):
    """Rows of lesions that have one diagnosis, and a note on the others."""
    labels = {}
    for row in rows:
        labels.setdefault(row.lesion, set()).add(row.label)
    notes = [
        f"lesion {lesion} left out: it has several diagnoses, "
        f"{', '.join(sorted(found))}"
        for lesion, found in labels.items()
        if len(found) > 1
    ]
    return [row for row in rows if len(labels[row.lesion]) == 1], notes
