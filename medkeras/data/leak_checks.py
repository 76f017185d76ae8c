"""The single checks of the audit for leaks, each answering one question."""

import dataclasses
from collections import Counter

import numpy as np

from medkeras.utils.errors import UsageError

GROUPS = "no patient on both sides"
DUPLICATES = "no row twice across the split"
PERMUTATION = "chance on permuted labels"
RESAMPLED = "no resampled row in the test"
CONFIDENCE = 0.99


@dataclasses.dataclass(frozen=True)
class Check:
    """One question of the audit; `passed` is None if it was not asked.

    Example:
        >>> from medkeras.data.leak_checks import Check
        >>> Check("no patient on both sides", True, "12 patients").passed
        True
    """

    check: str
    passed: bool | None
    detail: str


def matrix(features) -> np.ndarray:
    """Rows of numbers, images flattened; single precision, as sets store.

    Example:
        >>> import numpy as np
        >>> from medkeras.data.leak_checks import matrix
        >>> matrix(np.zeros((5, 8, 8, 1))).shape
        (5, 64)
    """
    values = np.asarray(features, np.float32).astype(np.float64)
    if values.ndim < 2 or not len(values):
        raise UsageError(
            "features must be rows of numbers, shape (examples, ...). "
            f"Received: shape {values.shape}"
        )
    return values.reshape(len(values), -1) + 0.0  # -0.0 becomes 0.0


def check_lengths(rows: np.ndarray, groups, side: str) -> None:
    """Refuse patients that are not one a row.

    Example:
        >>> import numpy as np
        >>> from medkeras.data.leak_checks import check_lengths
        >>> check_lengths(np.zeros((2, 3)), ["a", "b"], "train")
    """
    if np.shape(groups) != (len(rows),):
        raise UsageError(
            f"`groups_{side}` must name one patient for each of the "
            f"{len(rows)} rows. Received: shape {np.shape(groups)}"
        )


def disjoint_groups(groups_train, groups_test) -> Check:
    """Is a patient of the test in training too?

    Example:
        >>> from medkeras.data.leak_checks import disjoint_groups
        >>> disjoint_groups(["a", "b"], ["c"]).passed
        True
    """
    test = set(np.asarray(groups_test).tolist())
    both = sorted(test & set(np.asarray(groups_train).tolist()), key=str)
    if not both:
        return Check(GROUPS, True, f"{len(test)} patients only in the test")
    return Check(
        GROUPS,
        False,
        f"{len(both)} of {len(test)} patients of the test are in training: "
        + ", ".join(map(str, both[:5]))
        + (", ..." if len(both) > 5 else ""),
    )


def duplicates(train: np.ndarray, test: np.ndarray, tolerance) -> Check:
    """Is a row of the test in training too, exactly or nearly?

    Without a tolerance only exact copies are looked for, which is quick for
    any number of rows.

    Example:
        >>> import numpy as np
        >>> from medkeras.data.leak_checks import duplicates
        >>> duplicates(np.eye(3), np.eye(3)[:1], tolerance=0.05).passed
        False
    """
    seen = set(_keys(train))
    exact = np.array([key in seen for key in _keys(test)])
    if not tolerance:
        detail = f"{exact.sum()} exact duplicates among {len(test)} rows"
        return Check(DUPLICATES, not exact.any(), detail)
    distance = _nearest(train, test)
    near = int((~exact & (distance < tolerance)).sum())
    detail = (
        f"{exact.sum()} exact and {near} near duplicates among {len(test)} "
        f"rows; nearest distance {distance.min():.3f} standard deviations"
    )
    return Check(DUPLICATES, not exact.any() and near == 0, detail)


def _keys(rows: np.ndarray) -> list[bytes]:
    # All NaNs are written alike, so that missing equals missing.
    return [row.tobytes() for row in np.where(np.isnan(rows), np.nan, rows)]


def _nearest(train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Distance of each test row to training, root mean square of features.

    Missing values stand at the mean; whether a value is missing is a
    feature of its own, so that a gap is never near a number.
    """
    from sklearn.neighbors import NearestNeighbors

    measured = ~np.isnan(train)
    count = measured.sum(axis=0).clip(1)
    mean = np.nansum(train, axis=0) / count
    scale = np.sqrt(np.nansum((train - mean) ** 2, axis=0) / count)
    scale[scale == 0] = 1
    train, test = (
        np.hstack([np.nan_to_num((rows - mean) / scale), np.isnan(rows)])
        for rows in (train, test)
    )
    index = NearestNeighbors(n_neighbors=1).fit(train)
    return index.kneighbors(test)[0][:, 0] / np.sqrt(train.shape[1] / 2)


def permuted(experiment, labels, label_groups, num_permutations, seed) -> Check:
    """Does the experiment beat chance where nothing can be learned?

    Example:
        >>> from medkeras.data.leak_checks import permuted
        >>> permuted(lambda labels: 0.5, [0, 1, 0, 1], None, 3, seed=0).passed
        True
    """
    if experiment is None:
        return Check(PERMUTATION, None, "no `experiment` was given")
    if labels is None or num_permutations < 3:
        raise UsageError(
            "`experiment` needs `labels` and at least 3 permutations. "
            f"Received: labels={'given' if labels is not None else None}, "
            f"num_permutations={num_permutations}"
        )
    rng = np.random.default_rng(seed)
    scores = [
        experiment(_shuffled(np.asarray(labels), label_groups, rng))
        for _ in range(num_permutations)
    ]
    return _judge(np.asarray(scores, float))


def _judge(scores: np.ndarray) -> Check:
    """A leak lifts the score; folds pooled into one AUROC can lower it."""
    from scipy import stats

    spread = stats.sem(scores) * stats.t.ppf(
        (1 + CONFIDENCE) / 2, len(scores) - 1
    )
    mean = scores.mean()
    detail = (
        f"mean AUROC {mean:.3f} [{mean - spread:.3f}, {mean + spread:.3f}] on "
        f"{len(scores)} permutations, chance is 0.5"
    )
    return Check(PERMUTATION, bool(mean - spread <= 0.5), detail)


def _shuffled(labels: np.ndarray, groups, rng) -> np.ndarray:
    """Labels in another order; by patient where patients are given."""
    if groups is None:
        return rng.permutation(labels)
    _, first, owner = np.unique(groups, return_index=True, return_inverse=True)
    if not np.array_equal(labels[first][owner], labels):
        raise UsageError(
            "`label_groups` needs one label for each patient. Received: "
            "patients with several labels"
        )
    return rng.permutation(labels[first])[owner]


def resampled(test: np.ndarray, groups_test, original, groups) -> Check:
    """Is every test row a row of the table, no more often than there?

    Example:
        >>> import numpy as np
        >>> from medkeras.data.leak_checks import resampled
        >>> table = np.eye(3)
        >>> resampled(table[:1] / 2, ["a"], table, ["a", "b", "c"]).passed
        False
    """
    if original is None:
        return Check(RESAMPLED, None, "no `original` was given")
    allowed = Counter(_keys(matrix(original)))
    counts = Counter(_keys(test))
    made = sum((counts - allowed).values())
    detail = f"{made} of {len(test)} test rows are not rows of the table"
    strangers = set()
    if groups is not None:
        known = set(np.asarray(groups).tolist())
        strangers = set(np.asarray(groups_test).tolist()) - known
        detail += f"; {len(strangers)} unknown patients"
    return Check(RESAMPLED, not made and not strangers, detail)
