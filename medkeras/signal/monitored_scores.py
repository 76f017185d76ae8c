"""From vital signs of many people to scores of decline, without a network."""

import numpy as np

from medkeras.signal.carry_forward import CarryForward
from medkeras.signal.cusum import Cusum
from medkeras.signal.news2 import news2
from medkeras.signal.patient_baseline import PatientBaseline
from medkeras.signal.vital_signs_simulator import NAMES
from medkeras.utils.arrays import float_array
from medkeras.utils.sizes import check_whole

# Of each sign of `NAMES`, to which side a decline takes it.
DIRECTION = np.array([1.0, 1.0, -1.0, -1.0, 1.0])
ALIKE = 12  # values of one hour that say as much as one


def carried(values: np.ndarray, usual: np.ndarray, longest: int = 12):
    """Signs without gaps, and the ages of their values.

    Args:
        values: (people, times, signs), NaN in gaps.
        usual: (signs,), of other people, before a first value.
        longest: times after which an age is 1.

    Returns:
        Filled signs and ages, two arrays (people, times, signs).

    Raises:
        UsageError: arrays that do not fit.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.monitored_scores import carried
        >>> filled, ages = carried([[[np.nan], [80.0]]], [70.0])
        >>> filled[0, :, 0].tolist(), ages[0, :, 0].tolist()
        ([70.0, 80.0], [1.0, 0.0])

    Chapter: 3.4.5
    """
    values = _people(values)
    rows = [CarryForward(usual, longest).update(each) for each in values]
    return np.split(np.stack(rows), 2, axis=-1)


def bedside_scores(filled: np.ndarray) -> np.ndarray:
    """NEWS2 of people who are awake and have no oxygen.

    Args:
        filled: (people, times, 5), in the order of `NAMES`.

    Returns:
        (people, times), points.

    Raises:
        UsageError: another shape, values that no patient has.

    Example:
        >>> from medkeras.signal.monitored_scores import bedside_scores
        >>> bedside_scores([[[76, 16, 97, 124, 36.7]]]).tolist()
        [[0.0]]

    Chapter: 3.4.5
    """
    filled = _people(filled, len(NAMES))
    signs = {name: filled[..., place] for place, name in enumerate(NAMES)}
    return news2(**signs).total


def own_level_distances(
    values: np.ndarray, learn: np.ndarray, learning: int = 144
) -> np.ndarray:
    """Signs minus each person's own level, in usual spreads.

    What is usual, and how much people differ, comes from `learn`; the level
    is learnt in the first steps of the watch (`PatientBaseline`).

    Args:
        values: (people, times, signs), NaN in gaps.
        learn: signs of other, calm people, shaped alike.
        learning: steps from which a level is learnt.

    Returns:
        (people, times, signs), NaN in gaps.

    Raises:
        UsageError: arrays that do not fit.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.monitored_scores import own_level_distances
        >>> rng = np.random.default_rng(0)
        >>> learn = rng.normal(80, 10, (5, 50, 1))
        >>> own_level_distances(learn[:2] + 5, learn).shape
        (2, 50, 1)

    Chapter: 3.4.5
    """
    values = _people(values)
    learn = _people(learn, values.shape[-1], "learn")
    level = np.nanmean(learn, axis=1)
    usual, spread = level.mean(axis=0), np.nanstd(learn, axis=(0, 1))
    between = level.var(axis=0)
    within = ALIKE * np.nanvar(learn - level[:, None], axis=(0, 1))
    rows = []
    for person in values:
        baseline = PatientBaseline(usual, between, within, learning)
        rows.append((person - baseline.update(person)) / spread)
    return np.stack(rows)


def decline_residuals(residuals: np.ndarray) -> np.ndarray:
    """One residual of all signs, in the direction of a decline.

    Args:
        residuals: (people, times, 5), each of spread 1, NaN in gaps.

    Returns:
        (people, times): their sum over the root of how many are known; of
        spread 1 where they are independent, 0 where none is known.

    Raises:
        UsageError: another shape.

    Example:
        >>> from medkeras.signal.monitored_scores import decline_residuals
        >>> decline_residuals([[[1, 1, -1, -1, float("nan")]]]).tolist()
        [[2.0]]

    Chapter: 3.4.5
    """
    turned = _people(residuals, len(DIRECTION), "residuals") * DIRECTION
    known = np.isfinite(turned).sum(axis=-1)
    return np.nansum(turned, axis=-1) / np.sqrt(np.maximum(known, 1))


def cusum_scores(
    residuals: np.ndarray, start: int = 0, allowance: float = 0.5
) -> np.ndarray:
    """CUSUM of each person's row, without resets.

    Args:
        residuals: (people, times), NaN in gaps.
        start: first time that is added up; 0 stands before it.
        allowance: of the sum.

    Returns:
        (people, times), the sums.

    Raises:
        UsageError: another shape, a negative start.

    Example:
        >>> from medkeras.signal.monitored_scores import cusum_scores
        >>> cusum_scores([[2.0, 1.5, 1.5]], start=1).tolist()
        [[0.0, 1.0, 2.0]]

    Chapter: 3.4.5
    """
    check_whole("start", start, 0)
    shape = ("people", "times")
    residuals = float_array("residuals", residuals, shape, missing=True)
    sums = np.zeros(residuals.shape)
    for person, row in enumerate(residuals):
        watch = Cusum(allowance, threshold=1e9)
        sums[person, start:] = watch.update(row[start:])
    return sums


def _people(values, signs="signs", name="values"):
    shape = ("people", "times", signs)
    return float_array(name, values, shape, missing=True)
