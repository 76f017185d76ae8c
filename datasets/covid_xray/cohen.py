"""Cohen's collection: what its table says of each film."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from medkeras.data.sources import table_rows

TABLE = "metadata.csv"
COLUMNS = ["patientid", "finding", "view", "modality", "filename", "url"]
NONE, OTHER, COVID = 0, 1, 2
UNLABELLED = ("", "todo", "unknown", "?")
# The same person under two numbers: byte-identical films, or one case told
# in two places.
SAME_PERSON = (("97", "178"), ("78", "201"), ("137", "202"), ("192", "196"))


def label_of(finding: str) -> int | None:
    """0, 1 or 2 of a finding's text; None where nobody gave one.

    The collection wrote "COVID-19, ARDS" first and "Pneumonia/Viral/COVID-19"
    later. Everything else that has a name is another pneumonia, ARDS (acute
    respiratory distress syndrome, a state, not a germ) among them.
    """
    text = finding.strip().lower()
    if text in UNLABELLED:
        return None
    if "covid" in text:
        return COVID
    return NONE if text == "no finding" else OTHER


def person_of(patientid: str) -> str:
    """350a and 350b are one person; so are the pairs named above."""
    name = patientid.strip()
    lettered = re.fullmatch(r"(\d+)[a-z]", name)
    name = lettered[1] if lettered else name
    for first, second in SAME_PERSON:
        name = first if name == second else name
    return f"cohen-{name}"


def source_of(url: str) -> str:
    """The web site that a film was taken from; "unknown" without address."""
    text = url.strip()
    site = urlsplit(text if "//" in text else f"//{text}").netloc.lower()
    return site.removeprefix("www.") or "unknown"


def read_rows(path: Path) -> tuple[list[dict], list[str], int]:
    """Facts of each X-ray with a finding, what was left out, all X-rays.

    Raises:
        DataError: no such table, or columns that are missing.
    """
    kept, counts, seen = [], {}, {}
    table = table_rows(path, COLUMNS)
    for row in table:
        if row["modality"].replace("-", "").lower() != "xray":
            _count(counts, "films of another kind than X-ray")
            continue
        if row["filename"]:
            seen.setdefault(row["filename"], []).append(row)
    for name, rows in seen.items():
        findings = {label_of(row["finding"]) for row in rows}
        if len(findings) > 1:
            _count(counts, "pictures with two findings", name)
        elif None in findings:
            _count(counts, "films without a finding (todo, Unknown)")
        else:
            kept.append(_facts(rows[0]))
    notes = [f"{path.name}: {what}: {n} left out" for what, n in counts.items()]
    return kept, notes, len(seen)


def _count(counts, what, name=None):
    counts[what] = counts.get(what, 0) + 1
    if name is not None and counts[what] == 1:
        counts[f"{what}, the first: {name}"] = counts.pop(what)


def _facts(row) -> dict:
    view = row["view"]
    return {
        "filename": row["filename"],
        "label": label_of(row["finding"]),
        "finding": row["finding"],
        "source": source_of(row["url"]),
        "collection": "cohen",
        "view": view if view not in UNLABELLED else "unknown",
        "sex": row.get("sex", ""),
        "age": _number(row.get("age", "")),
        "licence": row.get("license", ""),
        "person": person_of(row["patientid"]),
    }


def _number(text):
    try:
        return float(text)
    except ValueError:
        return float("nan")
