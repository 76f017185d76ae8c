"""The Davis set in DeepDTA's layout: a matrix as text, lists as JSON.

The same folder of a download holds the matrix a second time, as the pickled
file `Y`. Unpickling runs whatever its author wrote: it is never opened.
"""

import json
from pathlib import Path

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import listing, text_of
from medkeras.molecules.reading import read_molecules
from medkeras.utils.errors import DataError, one_line

MATRIX = "drug-target_interaction_affinities_Kd__Davis_et_al.2011v1.txt"
LIGANDS = ("ligands_iso.txt", "ligands_can.txt")  # the first that is there
PROTEINS = "proteins.txt"
NUM_DRUGS, NUM_PROTEINS = 68, 442
LIMIT = 10_000.0  # nM: what binds more weakly was not measured


def read_folder(folder) -> Reading:
    """Drugs and proteins, each with its row or column of the matrix.

    Raises:
        DataError: a file that is missing or no such file, a matrix whose
            size is not that of the lists, values that are no positive
            numbers, a protein that is no letters.
    """
    folder = Path(folder)
    drugs = _list(_first(folder, LIGANDS))
    proteins = _list(_first(folder, (PROTEINS,)))
    path = _first(folder, (MATRIX,))
    kd = _matrix(path, (len(drugs), len(proteins)))
    _check_letters(folder / PROTEINS, proteins)
    names, texts = list(drugs), list(drugs.values())
    found, notes = read_molecules(texts), []
    if found.note:
        notes.append(f"drugs left out: {found.note}")
    if not found.valid.any():
        raise DataError(f"{folder}: expected SMILES of drugs; found none")
    kept = np.flatnonzero(found.valid)
    splits = columns_of(
        [names[row] for row in kept],
        [texts[row] for row in kept],
        found.canonical,
        list(proteins),
        list(proteins.values()),
        kd[kept],
    )
    complete = kd.shape == (NUM_DRUGS, NUM_PROTEINS)
    return Reading(splits, [*_notes(splits, kd[kept]), *notes], complete)


def columns_of(names, smiles, canonical, proteins, sequences, kd) -> dict:
    """The two splits; what is the same text has the same group."""
    drug_groups, groups = {}, {}
    return {
        "drugs": {
            "name": np.array(names),
            "text": np.array(smiles),
            "group": _numbered(canonical, drug_groups),
            "kd": kd.astype(np.float32),
        },
        "proteins": {
            "name": np.array(proteins),
            "text": np.array(sequences),
            # Other numbers than the drugs': they have nothing in common.
            "group": 100_000 + _numbered(sequences, groups),
            "kd": kd.T.astype(np.float32),
        },
    }


def _numbered(texts, numbers):
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts])


def _first(folder, names):
    for name in names:
        found = sorted(folder.rglob(name))
        if found:
            return found[0]
    raise DataError(
        f"{folder}: expected {' or '.join(names)}; found {listing(folder)}"
    )


def _list(path) -> dict[str, str]:
    """Texts by name, in the order of the file."""

    def once(pairs):
        names = [name for name, _ in pairs]
        for name in names:
            if names.count(name) > 1:
                raise DataError(
                    f"{path}: expected each name once; found {name} again"
                )
        return dict(pairs)

    try:
        found = json.loads(text_of(path, "JSON"), object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise DataError(
            f"{path}: expected JSON; found: {one_line(error)} (cut off?)"
        ) from error
    is_texts = isinstance(found, dict) and found
    if not is_texts or not all(isinstance(t, str) for t in found.values()):
        raise DataError(f"{path}: expected texts by name; found others")
    return found


def _matrix(path, shape):
    """(drugs, proteins) of dissociation constants in nM."""
    rows = [line.split() for line in text_of(path, "a matrix").split("\n")]
    rows = [row for row in rows if row]
    widths = {len(row) for row in rows}
    if len(rows) != shape[0] or widths != {shape[1]}:
        found = f"{len(rows)} x {'/'.join(map(str, sorted(widths)))}"
        raise DataError(
            f"{path}: expected {shape[0]} x {shape[1]} values, as many as "
            f"drugs and proteins; found {found} (cut off?)"
        )
    try:
        values = np.array(rows, dtype=float)
    except ValueError as error:
        raise DataError(
            f"{path}: expected numbers; found: {one_line(error)}"
        ) from error
    wrong = np.argwhere(~(np.isfinite(values) & (values > 0)))
    if len(wrong):
        row, column = wrong[0]
        raise DataError(
            f"{path}, row {row + 1}, column {column + 1}: expected a constant "
            f"above 0 nM; found {rows[row][column]!r}"
        )
    return values


def _check_letters(path, proteins):
    for name, text in proteins.items():
        if not (text.isascii() and text.isalpha()):
            raise DataError(
                f"{path}, {name}: expected letters of amino acids; found "
                f"{text[:40]!r}"
            )


def _notes(splits, kd):
    sequences = len(np.unique(splits["proteins"]["group"]))
    at_limit = (kd >= LIMIT).mean()
    return [
        f"{kd.shape[0]} of {NUM_DRUGS} drugs, {kd.shape[1]} of {NUM_PROTEINS} "
        f"proteins, which have {sequences} different sequences",
        f"{at_limit:.1%} of {kd.size} values are {LIMIT:.0f} nM: too weak to "
        "be measured",
    ]
