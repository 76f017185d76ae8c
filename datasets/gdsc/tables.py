"""The two tables of GDSC v17, joined by the cell line's number."""

import re
from pathlib import Path

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import listing, number_column, table_rows
from medkeras.utils.errors import DataError

IC50, FEATURES = "IC50_v17.csv", "genomic_features_v17.csv"
LINE, TISSUE, MSI = "COSMIC_ID", "TISSUE_FACTOR", "MSI_FACTOR"
DRUG = re.compile(r"^Drug_(\d+)_IC50$")
NUM_LINES, NUM_DRUGS = 988, 265


def read_tables(folder) -> Reading:
    """Cell lines that stand in both tables, in the order of the IC50 table.

    Raises:
        DataError: a table that is missing or cut off, without drugs or
            features, with a line twice, or with a cell that is no number.
    """
    folder = Path(folder)
    path = _table(folder, IC50)
    rows = table_rows(path, [LINE])
    drugs = [name for name in rows[0] if DRUG.match(name)]
    if not drugs:
        raise DataError(
            f"{path}: expected columns such as Drug_1_IC50; found none"
        )
    answers = _by_line(path, rows)
    other_path = _table(folder, FEATURES)
    other_rows = table_rows(other_path, [LINE, TISSUE, MSI])
    names = [n for n in other_rows[0] if n not in (LINE, TISSUE, MSI)]
    if not names:
        raise DataError(f"{other_path}: expected columns of genes; found none")
    described = _by_line(other_path, other_rows)
    lines = [line for line in answers if line in described]
    if not lines:
        raise DataError(
            f"{path}: expected cell lines of {other_path.name}; found none"
        )
    known = [described[line] for line in lines]
    columns = {
        "ic50": _ic50(path, [answers[line] for line in lines], drugs),
        "drugs": np.tile(
            [int(DRUG.match(drug)[1]) for drug in drugs], (len(lines), 1)
        ),
        "features": _binary(other_path, known, names),
        "feature_names": np.full(len(lines), ";".join(names)),
        "tissue": np.array([row[TISSUE] for row in known]),
        "msi": _binary(other_path, known, [MSI])[:, 0],
        "cell_line": np.array([int(line) for line in lines]),
    }
    complete = (len(lines), len(drugs)) == (NUM_LINES, NUM_DRUGS)
    apart = len(answers) - len(lines), len(described) - len(lines)
    return Reading({"train": columns}, _notes(columns, apart), complete)


def _table(folder, name):
    """The table, packed or not."""
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise DataError(
        f"{folder / name}: expected this table, or it as .gz; found "
        f"{listing(folder)}"
    )


def _by_line(path, rows):
    found = {}
    for number, row in enumerate(rows, start=1):
        line = row[LINE]
        if not line.isdecimal():
            raise DataError(
                f"{path}, row {number}, {LINE}: expected a whole number; found "
                f"{line[:40]!r}"
            )
        if line in found:
            raise DataError(
                f"{path}, row {number}: expected each cell line once; found "
                f"{line} again"
            )
        found[line] = row
    return found


def _ic50(path, rows, drugs):
    """(lines, drugs); an empty cell was not measured."""
    values = np.full((len(rows), len(drugs)), np.nan, np.float32)
    for place, drug in enumerate(drugs):
        there = [n for n, row in enumerate(rows) if row[drug] not in ("", "NA")]
        measured = [rows[n] for n in there]
        values[there, place] = number_column(path, measured, drug)
    return values


def _binary(path, rows, names):
    """(lines, names); each cell 0 or 1."""
    cells = np.array([[row[name] for name in names] for row in rows])
    wrong = np.argwhere(~np.isin(cells, ["0", "1", "0.0", "1.0"]))
    if len(wrong):
        row, place = wrong[0]
        raise DataError(
            f"{path}, cell line {rows[row][LINE]}, {names[place]}: expected 0 "
            f"or 1; found {cells[row, place][:40]!r}"
        )
    return cells.astype(float).astype(np.int64)


def _notes(columns, apart):
    lines, drugs = columns["ic50"].shape
    measured = int(np.isfinite(columns["ic50"]).sum())
    notes = [
        f"{lines} of {NUM_LINES} cell lines of "
        f"{len(set(columns['tissue']))} tissues, {drugs} of {NUM_DRUGS} drugs, "
        f"{measured} values, {columns['features'].shape[1]} genomic features"
    ]
    for count, table in zip(apart, ("IC50", "features"), strict=True):
        if count:
            notes.append(
                f"{count} cell lines stand in the table of {table} only and "
                "were left out"
            )
    return notes
