"""The NIH's ChestX-ray14: films of a hospital before COVID-19."""

from pathlib import Path

from medkeras.data.sources import table_rows

TABLE = "Data_Entry_2017.csv"
COLUMNS = ["Image Index", "Finding Labels", "Patient ID", "View Position"]
MOST = 1500  # films of each finding, by name: the whole set has 112,120
NONE, OTHER = 0, 1


def label_of(findings: str) -> int | None:
    """1: pneumonia, also with others; 0: No Finding; None: neither."""
    names = {name.strip() for name in findings.split("|")}
    if "Pneumonia" in names:
        return OTHER
    return NONE if names == {"No Finding"} else None


def read_rows(path: Path, present: set[str]) -> tuple[list[dict], list[str]]:
    """Facts of films that are there, and what was left out.

    Raises:
        DataError: no such table, or columns that are missing.
    """
    kept, findings, counts = [], {}, {NONE: 0, OTHER: 0, None: 0}
    table = table_rows(path, COLUMNS)
    for row in table:
        name, label = row["Image Index"], label_of(row["Finding Labels"])
        findings.setdefault(name, set()).add(label)
    for row in sorted(table, key=lambda row: row["Image Index"]):
        name, label = row["Image Index"], label_of(row["Finding Labels"])
        twice = len(findings[name]) > 1
        if name not in present or twice:
            continue
        counts[label] += 1
        if label is not None and counts[label] <= MOST:
            kept.append(_facts(row, label))
    notes = []
    several = sum(len(labels) > 1 for labels in findings.values())
    if several:
        notes.append(f"{path.name}: {several} pictures with two findings")
    if counts[None]:
        notes.append(f"{path.name}: {counts[None]} films of other findings")
    for label, name in ((NONE, "No Finding"), (OTHER, "Pneumonia")):
        if counts[label] > MOST:
            notes.append(
                f"{path.name}: {counts[label] - MOST} films of {name} beyond "
                f"the first {MOST}"
            )
    absent = len(set(findings) - present)
    if absent:
        notes.append(f"{path.name}: {absent} rows without their picture")
    return kept, notes


def _facts(row, label) -> dict:
    return {
        "filename": row["Image Index"],
        "label": label,
        "finding": row["Finding Labels"],
        "source": "nih",
        "collection": "nih",
        "view": row["View Position"] or "unknown",
        "sex": row.get("Patient Gender", ""),
        "age": _years(row.get("Patient Age", "")),
        "licence": "no restriction; credit to the NIH Clinical Center",
        "person": f"nih-{row['Patient ID']}",
    }


def _years(text):
    """In the first release written 058Y, months and days apart."""
    digits = text.rstrip("YMD")
    if not digits.isdigit():
        return float("nan")
    share = {"M": 12, "D": 365}.get(text[-1], 1)
    return int(digits) / share
