"""The single checks of the audit for leaks, each answering one question."""

import dataclasses
from collections import Counter

import numpy as np
from threadpoolctl import threadpool_limits

from medkeras.utils.errors import UsageError
from medkeras.utils.patients import (
    class_names,
    patient_ids,
    patient_numbers,
    require_one_naming,
)
from medkeras.utils.sizes import check_number, check_whole

GROUPS = "no patient on both sides"
DUPLICATES = "no row twice across the split"
PERMUTATION = "chance on permuted labels"
RESAMPLED = "no resampled row in the test"
CONFIDENCE = 0.99
MOST_PERMUTATIONS = 100_000
SMALL = 10**6  # pairs of rows, compared in one thread
ROUNDING = 1e-13  # relative spread that only rounding makes
FAR = 1e9  # standard deviations; further away is no nearer to anything


@dataclasses.dataclass(frozen=True)
class Check:
    """One question of the audit; `passed` is None if it was not asked."""

    check: str
    passed: bool | None
    detail: str


def disjoint_groups(groups_train: list, groups_test: list) -> Check:
    """Is a patient of the test in training too?"""
    require_one_naming(
        {"groups_train": groups_train, "groups_test": groups_test}
    )
    test = set(groups_test)
    both = sorted(test & set(groups_train))
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
    """
    check_number("tolerance", tolerance, 0)
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

    train, test = _standardized(train, test)
    few = len(train) * len(test) < SMALL
    # On a busy machine threads wait longer for each other than they work.
    with threadpool_limits(1 if few else None):
        index = NearestNeighbors(n_neighbors=1).fit(train)
        distances = index.kneighbors(test)[0][:, 0]
    return distances / np.sqrt(train.shape[1] / 2)


def _standardized(train: np.ndarray, test: np.ndarray):
    """Both in standard deviations of training, with a column for each gap."""
    count = (~np.isnan(train)).sum(axis=0).clip(1)
    largest = np.nan_to_num(np.abs(train)).max(axis=0)
    largest[largest == 0] = 1
    mean = np.nansum(train / largest, axis=0) / count  # 1e300 has no square
    scale = np.sqrt(np.nansum((train / largest - mean) ** 2, axis=0) / count)
    constant = scale < ROUNDING
    scale[constant] = 1 / largest[constant]  # then in units of the column
    both = []
    for rows in (train, test):
        with np.errstate(over="ignore"):
            values = (rows / largest - mean) / scale
        values = np.nan_to_num(values.clip(-FAR, FAR))
        both.append(np.hstack([values, np.isnan(rows)]))
    return both


def permuted(experiment, labels, label_groups, num_permutations, seed) -> Check:
    """Does the experiment beat chance where nothing can be learned?"""
    if experiment is None:
        return Check(PERMUTATION, None, "no `experiment` was given")
    if labels is None or not callable(experiment):
        raise UsageError(
            "`experiment` must be a function of labels, and needs `labels`. "
            f"Received: {type(experiment).__name__}, "
            f"labels={'given' if labels is not None else None}"
        )
    check_whole("num_permutations", num_permutations, 3, MOST_PERMUTATIONS)
    check_whole("seed", seed, least=0)
    rng = np.random.default_rng(seed)
    names = class_names("labels", labels)
    if len(set(names)) < 2:
        raise UsageError(
            "`labels` must hold two classes, else there is nothing to permute."
            f" Received: {len(set(names))}"
        )
    labels, owner = np.asarray(labels), np.arange(len(names))
    if labels.dtype == object:  # such as those of pandas
        labels = np.array(names)
    if label_groups is not None:
        ids = patient_ids("label_groups", label_groups, len(names))
        _, owner = patient_numbers(ids)
    scores = [
        _auroc(experiment(_shuffled(labels, owner, rng)))
        for _ in range(num_permutations)
    ]
    return _judge(np.asarray(scores, float))


def _auroc(score) -> float:
    """What an experiment returned, if it can be an AUROC; NaN cannot."""
    if isinstance(score, np.ndarray) and score.ndim == 0:
        score = score.item()
    check_number("the AUROC that `experiment` returns", score, 0, 1)
    return float(score)


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


def _shuffled(labels: np.ndarray, owner: np.ndarray, rng) -> np.ndarray:
    """Labels in another order; those of one patient stay together."""
    _, first = np.unique(owner, return_index=True)
    if not np.array_equal(labels[first][owner], labels):
        raise UsageError(
            "`label_groups` needs one label for each patient. Received: "
            "patients with several labels"
        )
    return rng.permutation(labels[first])[owner]


def resampled(
    test: np.ndarray,
    groups_test: list,
    original: list[np.ndarray],
    groups: list | None,
) -> Check:
    """Is every test row a row of the table, no more often than there?"""
    if not original:
        return Check(RESAMPLED, None, "no `original` was given")
    allowed = Counter(_keys(original[0]))
    counts = Counter(_keys(test))
    made = sum((counts - allowed).values())
    detail = f"{made} of {len(test)} test rows are not rows of the table"
    unknown = set()
    if groups is not None:
        require_one_naming(
            {"groups_test": groups_test, "original_groups": groups}
        )
        unknown = set(groups_test) - set(groups)
        detail += f"; {len(unknown)} unknown patients"
    return Check(RESAMPLED, not made and not unknown, detail)
