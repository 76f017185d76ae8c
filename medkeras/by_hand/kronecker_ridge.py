"""Ridge regression on pairs, with a kernel that is a product of two."""

from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import float_array, real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive


class KroneckerRidge(NamedTuple):
    """A fitted model of pairs.

    Attributes:
        weights: (first, second), one of each pair of the training.
        mean: of the known values, added to each prediction.

    Example:
        >>> from medkeras.by_hand.kronecker_ridge import KroneckerRidge
        >>> KroneckerRidge._fields
        ('weights', 'mean')

    Chapter: 3.4.3
    """

    weights: np.ndarray
    mean: float

    def predict(
        self, first_kernel: np.ndarray, second_kernel: np.ndarray
    ) -> np.ndarray:
        """Predict pairs, of new or of known ones.

        Args:
            first_kernel: (rows, first), similarities to the training's first.
            second_kernel: (columns, second), to the training's second.

        Returns:
            (rows, columns) of predictions.

        Raises:
            UsageError: widths that are not the training's.
        """
        firsts, seconds = self.weights.shape
        first = float_array("first_kernel", first_kernel, ("rows", firsts))
        second = float_array("second_kernel", second_kernel, ("rows", seconds))
        return first @ self.weights @ second.T + self.mean


def kronecker_ridge(
    first_kernel: np.ndarray,
    second_kernel: np.ndarray,
    values: np.ndarray,
    penalty: float = 1.0,
    known: np.ndarray | None = None,
) -> KroneckerRidge:
    """Fit values of pairs, such as affinities of drugs to proteins.

    Two pairs are alike as far as their drugs and their proteins are: the
    kernel of pairs is the product of the two kernels, K ⊗ G. Without gaps
    the ridge regression

        (K ⊗ G + penalty I) w = y

    is solved through the eigenvalues of K and G alone, λ and μ: in their axes
    each weight is y / (λ μ + penalty). With gaps it is solved by conjugate
    gradients, where K ⊗ G times a vector is two small matrix products.

    Args:
        first_kernel: (first, first), symmetric, without negative eigenvalues.
        second_kernel: (second, second), the same.
        values: (first, second).
        penalty: above 0; the larger, the less closely values are fitted.
        known: (first, second), False where a value is a gap and not to be
            used; all are used if None.

    Returns:
        The model.

    Raises:
        UsageError: shapes that do not fit, kernels that are not symmetric, no
            value known, or a penalty that is not positive.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.kronecker_ridge import kronecker_ridge
        >>> kernel, values = np.eye(2), np.array([[5, 7], [6, 6]])
        >>> model = kronecker_ridge(kernel, kernel, values, penalty=1)
        >>> model.predict(kernel, kernel)
        array([[5.5, 6.5],
               [6. , 6. ]])

    Reference: Pahikkala et al. 2015, doi:10.1093/bib/bbu010; Stock et al.
        2018, doi:10.1162/neco_a_01096.
    Chapter: 3.4.3
    """
    first = _kernel("first_kernel", first_kernel)
    second = _kernel("second_kernel", second_kernel)
    shape = (len(first), len(second))
    values = float_array("values", values, shape).astype(float)
    check_positive("penalty", penalty)
    known = np.ones(shape) if known is None else known
    known = real_array("known", known, shape, 0, 1) == 1
    if not known.any():
        raise UsageError("`known` must be True of a pair. Received: of none")
    mean = float(values[known].mean())
    centered = np.where(known, values - mean, 0.0)
    if known.all():
        weights = _closed_form(first, second, centered, penalty)
    else:
        weights = _conjugate_gradients(first, second, centered, known, penalty)
    return KroneckerRidge(weights, mean)


def _closed_form(first, second, values, penalty):
    """Divide by λ μ + penalty in the axes of the eigenvectors."""
    lambdas, axes = np.linalg.eigh(first)
    mus, other_axes = np.linalg.eigh(second)
    turned = axes.T @ values @ other_axes
    turned /= np.outer(lambdas.clip(0), mus.clip(0)) + penalty
    return axes @ turned @ other_axes.T


def _conjugate_gradients(first, second, values, known, penalty):
    """Solve on the known pairs; unknown ones keep the weight 0."""

    def product(weights):
        whole = first @ weights @ second
        return np.where(known, whole, 0.0) + penalty * weights

    weights = np.zeros_like(values)
    residual = values.copy()
    direction, squares = residual, (residual**2).sum()
    goal = squares * 1e-12  # a millionth of the values
    for _ in range(known.sum()):
        if squares <= goal:
            break
        moved = product(direction)
        step = squares / (direction * moved).sum()
        weights = weights + step * direction
        residual = residual - step * moved
        before, squares = squares, (residual**2).sum()
        direction = residual + squares / before * direction
    return weights


def _kernel(name, kernel):
    kernel = float_array(name, kernel, ("rows", "rows")).astype(float)
    if kernel.shape[0] != kernel.shape[1]:
        raise UsageError(
            f"`{name}` must be square. Received: shape {kernel.shape}"
        )
    if not np.allclose(kernel, kernel.T, atol=1e-6):
        raise UsageError(
            f"`{name}` must be symmetric. Received: entries that differ by "
            f"up to {np.abs(kernel - kernel.T).max():.3g} from their mirror's"
        )
    return kernel
