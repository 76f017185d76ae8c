"""Ridge regression for many outcomes at once, some of them not measured."""

import numpy as np

from medkeras.utils.arrays import check_one_length, real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive, check_whole


def ridge_with_gaps(
    x: np.ndarray,
    y: np.ndarray,
    unseen_x: np.ndarray,
    penalty: float = 100.0,
    rounds: int = 30,
) -> np.ndarray:
    """Answers of a ridge for each column of y, fitted to its measured rows.

    With all rows measured, the answers on training rows are one matrix times
    y, the same for all columns:

        Ŷ = K (K + λ I)^-1 Y,   K = X X'

    Where Y has gaps, they are filled with Ŷ, again and again: what was filled
    in then pulls nowhere, and the answer is that of the measured rows alone
    (an expectation-maximisation). Columns of x lose their mean over all rows,
    those of y over their measured ones.

    Args:
        x: (rows, features).
        y: (rows, outcomes), NaN where not measured.
        unseen_x: (others, features).
        penalty: λ, above 0.
        rounds: how often the gaps are filled.

    Returns:
        (others, outcomes).

    Raises:
        UsageError: shapes that do not fit, an outcome that was never measured,
            or a penalty that is not positive.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.gap_ridge import ridge_with_gaps
        >>> x = np.array([[1.0], [-1.0], [3.0], [-3.0]])
        >>> y = np.array([[2.0], [-2.0], [6.0], [-6.0]])
        >>> ridge_with_gaps(x, y, np.array([[2.0]]), penalty=20.0)
        array([[2.]])

    Reference: Hoerl and Kennard 1970, doi:10.1080/00401706.1970.10488634;
        Dempster, Laird and Rubin 1977, doi:10.1111/j.2517-6161.1977.tb01600.x.
    Chapter: 3.4.4
    """
    x = real_array("x", x, ("rows", "features")).astype(float)
    y = real_array("y", y, ("rows", "outcomes"), missing=True).astype(float)
    others = real_array("unseen_x", unseen_x, ("others", x.shape[1]))
    check_one_length(x=x, y=y)
    check_positive("penalty", penalty)
    check_whole("rounds", rounds)
    gaps = np.isnan(y)
    if gaps.all(axis=0).any():
        raise UsageError(
            "`y` must have a measured row for each outcome. Received: none for "
            f"outcome {int(gaps.all(axis=0).argmax())}"
        )
    mean, center = np.nanmean(y, axis=0), x.mean(axis=0)
    x = x - center
    gram = x @ x.T  # K
    solved = np.linalg.inv(gram + penalty * np.eye(len(x)))
    fitted = gram @ solved
    filled = np.where(gaps, 0, y - mean)
    for _ in range(rounds):
        filled = np.where(gaps, fitted @ filled, filled)
    return mean + (others - center) @ (x.T @ (solved @ filled))
