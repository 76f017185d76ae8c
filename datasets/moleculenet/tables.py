"""Three tables of MoleculeNet: solubility, the brain's barrier, toxicity."""

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import files_of_splits, number_column, table_rows
from medkeras.molecules.reading import read_molecules
from medkeras.utils.errors import DataError

FILES = {
    "esol": "delaney-processed.csv",
    "bbbp": "BBBP.csv",
    "tox21": "tox21.csv",
}
NUM_ROWS = {"esol": 1128, "bbbp": 2050, "tox21": 7831}
SOLUBILITY = "measured log solubility in mols per litre"
PREDICTED = "ESOL predicted log solubility in mols per litre"
TASKS = {
    "esol": (SOLUBILITY,),
    "bbbp": ("p_np",),
    "tox21": (
        "NR-AR", "NR-AR-LBD", "NR-AhR", "NR-Aromatase", "NR-ER", "NR-ER-LBD",
        "NR-PPAR-gamma", "SR-ARE", "SR-ATAD5", "SR-HSE", "SR-MMP", "SR-p53",
    ),
}  # fmt: skip
NAME = {"esol": "Compound ID", "bbbp": "name", "tox21": "mol_id"}
APART = 100_000  # numbers of the molecules of each table begin here times n


def read_folder(folder) -> Reading:
    """Molecules of each table that is there, and what could not be used.

    Raises:
        DataError: none of the tables, a column that is missing or renamed, a
            value that is no number or no label, no readable molecule.
    """
    there = files_of_splits(folder, FILES)
    splits, notes, counts = {}, [], {}
    notes += [f"no {FILES[n]}: no {n} table" for n in FILES if n not in there]
    for table, first in there.items():
        path = _original(first, folder)
        rows = table_rows(path, ("smiles", NAME[table], *TASKS[table]))
        counts[table] = len(rows)
        notes.append(f"{table}: {len(rows)} of {NUM_ROWS[table]} rows")
        splits[table] = _molecules(path, table, rows, notes)
    return Reading(splits, notes, counts == NUM_ROWS)


def _original(path, folder):
    """Of several copies, one that is not in DeepChem's folder `latest`.

    There SMILES are written in another way, with rings such as C1:C:C:C.
    """
    copies = sorted(Path(folder).rglob(path.name))
    others = [copy for copy in copies if "latest" not in copy.parts]
    return others[0] if others else path


def _molecules(path, table, rows, notes):
    """Columns of the rows whose SMILES are molecules."""
    values = _values(path, table, rows)
    found = read_molecules([row["smiles"] for row in rows])
    if found.note:
        notes.append(f"{table}: left out: {found.note}")
    if not found.valid.any():
        raise DataError(f"{path}: expected SMILES of molecules; found none")
    kept = np.flatnonzero(found.valid)
    predicted = np.full(len(rows), np.nan)
    if table == "esol" and PREDICTED in rows[0]:
        predicted = number_column(path, rows, PREDICTED)
    columns = {
        "smiles": np.array([rows[row]["smiles"] for row in kept]),
        "canonical": np.array(found.canonical),
        "name": np.array([rows[row][NAME[table]] for row in kept]),
        "molecule": numbers_of(found.canonical, table),
        "values": values[kept].astype(np.float32),
        "tasks": np.full(len(kept), ";".join(TASKS[table])),
        "predicted": predicted[kept].astype(np.float32),
    }
    notes += [f"{table}: {note}" for note in repeats(columns)]
    return columns


def numbers_of(canonical, table) -> np.ndarray:
    """The same number for the same molecule; another range in each table."""
    numbers, first = {}, APART * list(FILES).index(table)
    return np.array(
        [numbers.setdefault(text, first + len(numbers)) for text in canonical]
    )


def repeats(columns) -> list[str]:
    """What is said of molecules in several rows, of labels and of salts."""
    counts = Counter(columns["canonical"].tolist())
    repeated = sum(count - 1 for count in counts.values())
    notes = []
    if repeated:
        notes.append(
            f"{repeated} rows repeat a molecule, {_contradicting(columns)} "
            "molecules have two different values"
        )
    salts = sum("." in text for text in columns["canonical"].tolist())
    if salts:
        notes.append(f"{salts} rows are of several parts, such as salts")
    return notes


def _contradicting(columns):
    """Molecules that have more than one value of a task."""
    known = defaultdict(set)
    for number, values in zip(
        columns["molecule"].tolist(), columns["values"].tolist(), strict=True
    ):
        for task, value in enumerate(values):
            if not np.isnan(value):
                known[number, task].add(value)
    return len({key[0] for key, found in known.items() if len(found) > 1})


def _values(path, table, rows):
    """(rows, tasks): numbers, or labels, where an empty cell is unknown."""
    if table == "esol":
        return number_column(path, rows, SOLUBILITY)[:, None]
    values = np.full((len(rows), len(TASKS[table])), np.nan)
    known = {"0": 0, "1": 1, "0.0": 0, "1.0": 1}
    if table == "tox21":
        known[""] = np.nan  # not tested
    for number, row in enumerate(rows):
        for place, task in enumerate(TASKS[table]):
            if row[task] not in known:
                raise DataError(
                    f"{path}, row {number + 1}, {task}: expected 0 or 1; found "
                    f"{row[task][:40]!r}"
                )
            values[number, place] = known[row[task]]
    return values
