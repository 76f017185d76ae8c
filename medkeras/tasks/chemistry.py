"""Tasks on molecules: solubility, the way into the brain, binding."""

import numpy as np

from medkeras.molecules.descriptors import (
    molecular_descriptors,
    morgan_fingerprints,
)
from medkeras.molecules.proteins import encode_proteins
from medkeras.molecules.scaffolds import scaffold_groups
from medkeras.molecules.smiles_tokens import tokenize_smiles
from medkeras.tasks import baselines, networks
from medkeras.tasks.examples import Examples
from medkeras.tasks.reading import columns_of
from medkeras.tasks.task import Task

BITS = 256  # of a fingerprint
LETTERS = 27  # numbers of amino acids, 0 for none


def _molecules(dataset, table):
    """A table of MoleculeNet: SMILES, values, and scaffolds as groups."""
    columns, _ = columns_of(dataset, (table,))
    values = columns["values"][:, 0].astype(float)
    known = np.flatnonzero(np.isfinite(values))
    smiles = columns["canonical"][known].tolist()
    return smiles, values[known], scaffold_groups(smiles)


def _solubility(dataset):
    smiles, values, scaffold = _molecules(dataset, "esol")
    bits = morgan_fingerprints(smiles, num_bits=2 * BITS).astype(float)
    plain = np.asarray(molecular_descriptors(smiles), float)
    x = np.concatenate([bits, plain], axis=1)
    return Examples(x, plain, values, scaffold)


def _barrier(dataset):
    smiles, values, scaffold = _molecules(dataset, "bbbp")
    texts = [" ".join(tokenize_smiles(each)) for each in smiles]
    plain = np.asarray(molecular_descriptors(smiles), float)
    x = np.array(texts, object)
    return Examples(x, plain, values.astype(int), scaffold)


def _binding(dataset):
    """All pairs of drugs and kinases; no drug on both sides."""
    drugs, _ = columns_of(dataset, ("drugs",))
    kinases, _ = columns_of(dataset, ("proteins",))
    bits = morgan_fingerprints(drugs["text"].tolist(), num_bits=BITS)
    letters = encode_proteins(kinases["text"].tolist())
    shares = np.stack([np.bincount(row, minlength=LETTERS) for row in letters])
    shares = shares[:, 1:] / np.maximum(shares[:, 1:].sum(axis=1), 1)[:, None]
    strength = 9 - np.log10(drugs["kd"].astype(float))
    count, others = strength.shape
    drug, kinase = np.divmod(np.arange(count * others), others)
    x = np.concatenate([bits[drug], shares[kinase]], axis=1).astype(float)
    rows = strength.ravel(), drugs["group"][drug]
    known = np.flatnonzero(np.isfinite(rows[0]))
    return Examples(x, x, *rows).take(known)


TASKS = (
    Task(
        name="brain_barrier", modality="molecule", purpose="treatment",
        sentence="Does a molecule pass from the blood into the brain, as a "
        "remedy for the brain must?",
        dataset="moleculenet", read=_barrier,
        baseline=baselines.logistic_regression, model=networks.smiles_cnn,
        metric="AUROC", architecture="CNN", chapter="3.4.3",
    ),
    Task(
        name="kinase_binding", modality="molecule", purpose="treatment",
        sentence="How strongly (tenfold steps of the dissociation constant) "
        "does a new drug bind to a kinase, a protein that tumours misuse?",
        dataset="davis", read=_binding,
        baseline=baselines.ridge_regression, model=networks.dense_number,
        metric="mean absolute error", architecture="dense", chapter="3.4.3",
    ),
    Task(
        name="solubility", modality="molecule", purpose="operations",
        sentence="How much of a molecule dissolves in water (logarithm of "
        "moles a litre), before a laboratory orders it?",
        dataset="moleculenet", read=_solubility,
        baseline=baselines.ridge_regression, model=networks.dense_number,
        metric="mean absolute error", architecture="dense", chapter="3.4.3",
    ),
)  # fmt: skip
