"""How good, how varied and how private generated examples are.

All distances are in an embedding that the caller chooses and states: pixels,
principal components, features of a network of the domain. Two figures in
different embeddings cannot be compared.
"""

from typing import NamedTuple

import numpy as np
from scipy.spatial.distance import cdist

from medkeras.metrics.bootstrap import bootstrap_by_patient
from medkeras.metrics.classification import auroc
from medkeras.metrics.estimate import Estimate
from medkeras.utils.arrays import as_array, finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole


class Fidelity(NamedTuple):
    """Improved precision and recall.

    Attributes:
        precision: share of generated examples that lie among the real ones.
        recall: share of real examples that lie among the generated ones.

    Example:
        >>> from medkeras.metrics.generative import Fidelity
        >>> Fidelity(1.0, 0.2).recall
        0.2

    Chapter: 2.2.4
    """

    precision: float
    recall: float


def frechet_distance(real: np.ndarray, generated: np.ndarray) -> float:
    """Squared Fréchet distance of the Gaussians fitted to two sets.

        |m₁ - m₂|² + tr(S₁ + S₂ - 2 (S₁^½ S₂ S₁^½)^½)

    It grows as the sets get smaller, even if both come from one source:
    compare only figures of equal sizes.

    Args:
        real: (rows, features), embedded.
        generated: (other rows, features), in the same embedding.

    Returns:
        The distance, in squared units of the embedding.

    Raises:
        UsageError: widths that differ, NaN, or fewer than two rows.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.generative import frechet_distance
        >>> line = np.array([[0.0], [2.0]])
        >>> frechet_distance(line, line + 3)
        9.0

    Reference: Dowson and Landau 1982, doi:10.1016/0047-259X(82)90077-X;
        as a score: Heusel et al. 2017, doi:10.48550/arXiv.1706.08500.
    Chapter: 2.2.4
    """
    real, generated = _checked(real, generated, rows=2)
    gap = real.mean(axis=0) - generated.mean(axis=0)
    first, second = (np.atleast_2d(np.cov(x.T)) for x in (real, generated))
    root = _root(first)
    mixed = np.linalg.eigvalsh(root @ second @ root).clip(0)
    trace = np.trace(first) + np.trace(second) - 2 * np.sqrt(mixed).sum()
    return float(gap @ gap + max(trace, 0.0))


def kernel_distance(real: np.ndarray, generated: np.ndarray) -> float:
    """Squared maximum mean discrepancy with a cubic kernel, unbiased.

    The kernel is (x·y / features + 1)³. Unlike the Fréchet distance its
    expectation does not depend on the number of rows; it may be negative.

    Args:
        real: (rows, features), embedded.
        generated: (other rows, features), in the same embedding.

    Returns:
        The discrepancy.

    Raises:
        UsageError: widths that differ, NaN, or fewer than two rows.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.generative import kernel_distance
        >>> kernel_distance(np.array([[0.0], [0]]), np.array([[1.0], [1]]))
        7.0

    Reference: Bińkowski et al. 2018, "Demystifying MMD GANs",
        doi:10.48550/arXiv.1801.01401.
    Chapter: 2.2.4
    """
    real, generated = _checked(real, generated, rows=2)

    def kernel(a, b):
        return (a @ b.T / a.shape[1] + 1) ** 3

    def within(a):
        values = kernel(a, a)
        pairs = len(a) * (len(a) - 1)
        return (values.sum() - np.trace(values)) / pairs

    between = kernel(real, generated).mean()
    return float(within(real) + within(generated) - 2 * between)


def precision_recall(
    real: np.ndarray, generated: np.ndarray, num_neighbors: int = 3
) -> Fidelity:
    """Share of the generated that looks real, and of the real that is covered.

    The region of a set is the union of balls, one around each of its
    examples, that reach to its k-th nearest other example.

    Args:
        real: (rows, features), embedded.
        generated: (other rows, features), in the same embedding.
        num_neighbors: k.

    Returns:
        A `Fidelity`.

    Raises:
        UsageError: widths that differ, NaN, no more than k rows, or a k
            that is no whole number of at least 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.generative import precision_recall
        >>> real = np.arange(10.0)[:, None]
        >>> precision_recall(real, real[:4] + 0.1, num_neighbors=1)
        Fidelity(precision=1.0, recall=0.5)

    Reference: Kynkäänniemi et al. 2019, "Improved precision and recall
        metric for assessing generative models",
        doi:10.48550/arXiv.1904.06991.
    Chapter: 2.2.4
    """
    check_whole("num_neighbors", num_neighbors)
    real, generated = _checked(real, generated, rows=num_neighbors + 1)
    between = cdist(real, generated)
    inside_real = between <= _reach(real, num_neighbors)[:, None]
    inside_generated = between <= _reach(generated, num_neighbors)[None, :]
    return Fidelity(
        float(inside_real.any(axis=0).mean()),
        float(inside_generated.any(axis=1).mean()),
    )


def nearest_distances(queries: np.ndarray, examples: np.ndarray) -> np.ndarray:
    """Distance of each query to the nearest of some examples.

    Args:
        queries: (rows, features), embedded.
        examples: (other rows, features), in the same embedding.

    Returns:
        (rows,) Euclidean distances.

    Raises:
        UsageError: widths that differ, NaN, or no rows.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.generative import nearest_distances
        >>> nearest_distances(np.array([[0.0], [5.0]]), np.array([[1.0]]))
        array([1., 4.])

    Chapter: 2.2.4
    """
    queries, examples = _checked(queries, examples, rows=1)
    return cdist(queries, examples).min(axis=1)


def membership_inference(
    generated: np.ndarray,
    members: np.ndarray,
    non_members: np.ndarray,
    replicates: int = 500,
) -> Estimate:
    """Attack a generator: who was in its training set?

    The attacker holds the generated examples and a list of people, some of whom
    were in the training set. He calls those members who lie nearest to a
    generated example. 0.5 is guessing, 1 is certainty.

    Args:
        generated: (rows, features), embedded.
        members: (people, features), the training examples.
        non_members: (other people, features), of the same population, never
            used in training.
        replicates: bootstrap draws for the interval.

    Returns:
        AUROC of the attack, an `Estimate` over the people.

    Raises:
        UsageError: widths that differ, NaN, or fewer than two rows.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.generative import membership_inference
        >>> people = np.random.default_rng(0).normal(size=(40, 3))
        >>> copies = people[:20] + 0.01
        >>> membership_inference(copies, people[:20], people[20:]).value
        1.0

    Reference: Chen et al. 2020, "GAN-Leaks", doi:10.1145/3372297.3417238.
    Chapter: 2.2.4
    """
    members, non_members = _checked(members, non_members, rows=2)
    people = np.concatenate([members, non_members])
    near = -nearest_distances(people, generated)
    truth = np.repeat([1, 0], [len(members), len(non_members)])
    # scores between 0 and 1, the order kept
    ranks = np.searchsorted(np.sort(near), near) / len(near)
    return bootstrap_by_patient(auroc, truth, ranks, replicates=replicates)


def _reach(x, num_neighbors):
    """Distance of each row to its k-th nearest other row."""
    # place 0 is the row itself
    return np.partition(cdist(x, x), num_neighbors, axis=1)[:, num_neighbors]


def _root(matrix):
    """Symmetric root of a positive semi-definite matrix."""
    values, vectors = np.linalg.eigh(matrix)
    return vectors * np.sqrt(values.clip(0)) @ vectors.T


def _checked(first, second, rows):
    first, second = as_array("first", first), as_array("second", second)
    flat = first.ndim == second.ndim == 2
    if not flat or first.shape[1] != second.shape[1] or not first.shape[1]:
        raise UsageError(
            "both sets must be (rows, features) of one embedding. "
            f"Received: {first.shape} and {second.shape}"
        )
    if min(len(first), len(second)) < rows:
        raise UsageError(
            f"both sets must have at least {rows} rows. "
            f"Received: {len(first)} and {len(second)}"
        )
    return (
        finite_numbers("both sets", first).astype(float),
        finite_numbers("both sets", second).astype(float),
    )
