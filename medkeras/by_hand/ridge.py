"""Ridge regression on many subsets of columns in one batched call."""

import numpy as np

from medkeras.utils.errors import UsageError


class SubsetRidge:
    """Ridge regression on chosen columns, for many choices at once.

    Its solution needs the data only through the Gram matrix X'X (the inner
    products of all pairs of columns) and X'y. Both are computed once; a
    subset then uses its own rows and columns of them:

        (X'X + penalty I) w = X'(y - mean)

    Args:
        x: (rows, columns); their means are taken off first.
        y: (rows,), what is predicted.
        penalty: weight of the squared coefficients, above 0.

    Raises:
        UsageError: shapes that do not fit, values that are not finite, or
            a penalty that is not positive.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.ridge import SubsetRidge
        >>> x = np.array([[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]])
        >>> ridge = SubsetRidge(x, y=3 * x[:, 0] + x[:, 1], penalty=4.0)
        >>> ridge.coefficients([[True, True], [False, True]])
        array([[1.5, 0.5],
               [0. , 0.5]])

    Reference: Hoerl and Kennard 1970,
        doi:10.1080/00401706.1970.10488634.
    Chapter: 2.0.2
    """

    def __init__(self, x: np.ndarray, y: np.ndarray, penalty: float = 10.0):
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        if x.ndim != 2 or y.shape != x.shape[:1] or not penalty > 0:
            raise UsageError(
                "`x` must be (rows, columns), `y` (rows,) and `penalty` "
                f"positive. Received: {x.shape}, {y.shape}, {penalty!r}"
            )
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            raise UsageError(
                "`x` and `y` must be finite: fill gaps first. Received: "
                f"{np.isnan(x).sum() + np.isnan(y).sum()} NaN"
            )
        self.penalty = penalty
        self.center, self.mean = x.mean(axis=0), y.mean()
        x, y = x - self.center, y - self.mean
        self.gram = x.T @ x  # (columns, columns)
        self.products = x.T @ y  # (columns,)

    def coefficients(self, masks: np.ndarray) -> np.ndarray:
        """Coefficients (subsets, columns), 0 where a mask is False."""
        masks, columns = np.asarray(masks), len(self.products)
        fits = masks.ndim == 2 and masks.shape[1] == columns
        if not fits or not np.isin(masks, [0, 1]).all():
            raise UsageError(
                f"`masks` must be True or False of shape (subsets, {columns}). "
                f"Received: {masks.dtype} of shape {masks.shape}"
            )
        chosen = masks.astype(bool)
        pairs = chosen[:, :, None] & chosen[:, None, :]
        system = np.where(pairs, self.gram, 0.0)
        system += self.penalty * np.eye(columns)
        targets = np.where(chosen, self.products, 0.0)
        return np.linalg.solve(system, targets[..., None])[..., 0]

    def predict(self, masks: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Predictions (subsets, rows) for new rows."""
        return self.coefficients(masks) @ (x - self.center).T + self.mean
