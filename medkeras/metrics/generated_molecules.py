"""Generated molecules judged by several measures at once.

Each alone is easy to please: carbon chains are valid, one molecule many times
is valid, random rings are new. Together they are not.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from medkeras.metrics.generative import frechet_distance
from medkeras.molecules.descriptors import (
    ALL_DESCRIPTORS,
    molecular_descriptors,
    morgan_fingerprints,
)
from medkeras.molecules.reading import ReadMolecules, read_molecules
from medkeras.molecules.scaffolds import murcko_scaffolds
from medkeras.utils.errors import UsageError

EMBEDDING = (
    f"{len(ALL_DESCRIPTORS)} descriptors of RDKit in units of the reference's "
    "standard deviations"
)


class GeneratedMolecules(NamedTuple):
    """How good, how varied and how new generated molecules are.

    Attributes:
        validity: share of the texts that are molecules.
        uniqueness: of these, the share that is different.
        novelty: of the different ones, the share not in the training.
        internal_diversity: 1 - mean similarity of two valid ones, repeats
            included.
        scaffold_novelty: of their different scaffolds, the share that no
            training molecule has; molecules without rings are left out.
        frechet_distance: to the reference, in `EMBEDDING`.
        num_generated: texts.
        num_valid: of these.
        num_unique: of these.
        num_novel: of these.

    NaN stands where there is nothing to judge.

    Example:
        >>> from medkeras.metrics.generated_molecules import GeneratedMolecules
        >>> GeneratedMolecules._fields[:3]
        ('validity', 'uniqueness', 'novelty')

    Chapter: 3.4.3
    """

    validity: float
    uniqueness: float
    novelty: float
    internal_diversity: float
    scaffold_novelty: float
    frechet_distance: float
    num_generated: int
    num_valid: int
    num_unique: int
    num_novel: int


def judge_generated(
    generated: Sequence[str] | ReadMolecules,
    training: Sequence[str] | ReadMolecules,
    reference: Sequence[str] | ReadMolecules | None = None,
) -> GeneratedMolecules:
    """Judge generated SMILES by six measures.

    Molecules are compared after canonicalisation: two texts of one molecule
    are one, and a new text of a training molecule is not new. Uniqueness and
    the Fréchet distance depend on how many are judged: compare figures of
    equal sizes only.

    Args:
        generated: texts as a model wrote them, wrong ones too; or what
            `read_molecules` made of them.
        training: SMILES, or what `read_molecules` made of them.
        reference: molecules that the model has not seen, for the Fréchet
            distance; the training if None.

    Returns:
        The measures; NaN where there is nothing to judge.

    Raises:
        UsageError: no text generated, or no valid molecule to compare with.

    Example:
        >>> from medkeras.metrics.generated_molecules import judge_generated
        >>> texts = ["OCC", "CCO", "c1ccccc1C", "C(C", "CCN"]
        >>> found = judge_generated(texts, training=["CCO", "CCC", "CCCl"])
        >>> found.validity, found.uniqueness, round(found.novelty, 2)
        (0.8, 0.75, 0.67)

    Reference: Polykovskiy et al. 2020, doi:10.3389/fphar.2020.565644 (MOSES);
        Preuer et al. 2018, doi:10.1021/acs.jcim.8b00234, whose Fréchet
        distance uses another embedding.
    Chapter: 3.4.3
    """
    generated = _as_read("generated", generated)
    training = _as_read("training", training)
    others = training if reference is None else _as_read("reference", reference)
    if not (len(training.canonical) and len(others.canonical)):
        raise UsageError(
            "`training` and `reference` must hold a molecule. Received: "
            f"{len(training.canonical)} and {len(others.canonical)} valid ones"
        )
    unique = set(generated.canonical)
    novel = unique - set(training.canonical)
    counts = (len(generated.valid), len(generated.canonical))
    counts += (len(unique), len(novel))
    shares = [_share(counts[n + 1], counts[n]) for n in range(3)]
    return GeneratedMolecules(
        *shares,
        internal_diversity(generated.molecules),
        _scaffold_novelty(generated.molecules, training.canonical),
        descriptor_distance(others.molecules, generated.molecules),
        *counts,
    )


def internal_diversity(molecules: Sequence) -> float:
    """1 - mean Tanimoto similarity of two of the molecules.

    A molecule that comes twice counts twice: a model that repeats itself
    is not diverse.

    Args:
        molecules: SMILES, or RDKit's molecules.

    Returns:
        From 0 to 1; NaN for fewer than two.

    Raises:
        UsageError: texts that are no molecule.

    Example:
        >>> from medkeras.metrics.generated_molecules import internal_diversity
        >>> internal_diversity(["CCO", "OCC"])
        0.0

    Reference: Benhenda 2017, doi:10.48550/arXiv.1708.08227.
    Chapter: 3.4.3
    """
    return _diversity(morgan_fingerprints(molecules).astype(np.float32))


def _diversity(bits):
    """1 - mean Tanimoto similarity of two rows of bits, in blocks."""
    rows = len(bits)
    if rows < 2:
        return float("nan")
    sizes = bits.sum(axis=1)
    total = 0.0
    for start in range(0, rows, 1024):
        part = slice(start, start + 1024)
        both = bits[part] @ bits.T
        either = sizes[part, None] + sizes - both
        similar = np.where(either > 0, both / np.maximum(either, 1), 1.0)
        total += similar.sum(dtype=float)
    return float(1 - (total - rows) / (rows * (rows - 1)))


def descriptor_distance(reference: Sequence, molecules: Sequence) -> float:
    """Squared Fréchet distance of two sets in `EMBEDDING`.

    The twelve descriptors of `medkeras.molecules` are scaled by the
    reference's means and standard deviations. It is not the "FCD" of the
    literature, whose embedding is a network's.

    Args:
        reference: SMILES, or RDKit's molecules.
        molecules: others.

    Returns:
        The distance; NaN for fewer than two on a side.

    Raises:
        UsageError: texts that are no molecule.

    Example:
        >>> from medkeras.metrics.generated_molecules import descriptor_distance
        >>> descriptor_distance(["C", "CCO"], ["CCO", "C"]) < 1e-9
        True

    Chapter: 3.4.3
    """
    first = molecular_descriptors(reference, ALL_DESCRIPTORS)
    second = molecular_descriptors(molecules, ALL_DESCRIPTORS)
    if min(len(first), len(second)) < 2:
        return float("nan")
    # A descriptor that is constant in the reference keeps its own unit.
    spread = first.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    center = first.mean(axis=0)
    return frechet_distance(
        (first - center) / spread, (second - center) / spread
    )


@lru_cache(maxsize=4)
def _scaffolds_of(canonical):
    """Scaffolds of a training set, looked for once for many generators."""
    return frozenset(murcko_scaffolds(list(canonical)))


def _scaffold_novelty(molecules, canonical):
    known = _scaffolds_of(tuple(canonical))
    found = set(murcko_scaffolds(molecules)) - {""}
    return _share(len(found - known), len(found))


def _share(part, whole):
    return part / whole if whole else float("nan")


def _as_read(name, molecules):
    if isinstance(molecules, ReadMolecules):
        found = molecules
    else:
        found = read_molecules(molecules)
    if not len(found.valid):
        raise UsageError(f"`{name}` must hold a text or more. Received: none")
    return found
