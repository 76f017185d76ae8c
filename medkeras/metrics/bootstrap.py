"""An interval from resampled patients, whole patients with all their rows."""

import inspect
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.exceptions import UndefinedMetricWarning

from medkeras.metrics.estimate import Estimate
from medkeras.utils.arrays import as_array, check_one_length
from medkeras.utils.errors import UndefinedMetricError, UsageError
from medkeras.utils.patients import patient_codes
from medkeras.utils.sizes import check_function, check_seed, check_whole


def bootstrap_by_patient(
    metric: Callable,
    labels: np.ndarray,
    probabilities: np.ndarray,
    patients: np.ndarray | None = None,
    replicates: int = 1000,
    seed: int = 0,
) -> Estimate:
    """Value of a metric with a 95 % interval from resampled patients.

    Whole patients are drawn with replacement, all their rows with them:
    rows of one patient resemble each other, and drawing them one by one
    would make the interval too narrow.

    The ends are percentiles of the draws, a little further out than 2.5 and
    97.5: at the levels by which Student's t exceeds the normal distribution
    for this number of patients, or an interval of 22 patients is too short
    (the expanded percentile interval). With 1000 draws the ends still move
    a little from seed to seed. A score that is perfect in every draw has no
    width here, which is no proof: see `proportion_interval`.

    A metric says itself where it is undefined, by NaN or by an
    `UndefinedMetricError`, and only those draws are left out. A metric that
    compares rows with each other takes an argument named `patients`,
    as `auroc` does: a patient drawn twice is then not compared with himself.
    One that does not, and whose draws lie beside its value, is refused. One
    that has an attribute `of_draws`, as `auroc` does, is quicker:
    `of_draws(labels, probabilities, codes)`, codes from 0 for the patients,
    returns a function from how often each patient was drawn, (patients,), to
    the metric, NaN where it is undefined.

    Args:
        metric: function of (labels, probabilities), or of (labels,
            probabilities, patients), that returns one number.
        labels: (rows, ...), as the metric reads them.
        probabilities: (rows, ...), as the metric reads them: probabilities,
            classes chosen, or errors.
        patients: (rows,), whose row it is: numbers, text, dates; None means
            one row a patient.
        replicates: number of draws, 10 or more.
        seed: of the draws.

    Returns:
        An `Estimate`; its n counts patients.

    Raises:
        UsageError: lengths that differ, NaN, missing patients, fewer than
            two, a metric that rests on one patient alone or whose draws
            allow no interval.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.bootstrap import bootstrap_by_patient
        >>> from medkeras.metrics.classification import auroc
        >>> labels = np.tile([0, 1], 50)
        >>> bootstrap_by_patient(auroc, labels, labels * 0.5, replicates=50)
        Estimate(value=1.0, ci_low=1.0, ci_high=1.0, n=100)

    Reference: Efron and Tibshirani 1993, "An introduction to the
        bootstrap", doi:10.1201/9780429246593; the levels: Hesterberg 2015,
        doi:10.1080/00031305.2015.1089789; whole patients: Rutter 2000,
        doi:10.1016/S1076-6332(00)80381-5.
    Chapter: 3.2.1
    """
    check_whole("replicates", replicates, least=10)
    check_seed(seed)
    labels = _without_gaps("labels", labels)
    probabilities = _without_gaps("probabilities", probabilities)
    ids = np.arange(len(labels)) if patients is None else patients
    codes, ids = patient_codes("patients", ids)
    check_one_length(labels=labels, probabilities=probabilities, patients=codes)
    if len(ids) < 2:
        raise UsageError(
            f"a bootstrap needs two patients or more. Received: {len(ids)}"
        )
    score = _scorer(metric, labels, probabilities, codes)
    rng = np.random.default_rng(seed)
    drawn = [rng.integers(len(ids), size=len(ids)) for _ in range(replicates)]
    with warnings.catch_warnings():
        # where scikit-learn warns so, it returns 0
        warnings.simplefilter("error", UndefinedMetricWarning)
        value = score(np.arange(len(ids)), strict=True)
        if hasattr(metric, "of_draws"):  # the same, with less work a draw
            score = _counter(metric, labels, probabilities, codes)
        values = np.array([score(patients) for patients in drawn])
        _check_enough_defined(values, drawn, score, ids)
    values = values[~np.isnan(values)]
    low, high = np.quantile(values, _levels(len(ids)))
    _check_centred(metric, value, values, low, high)
    return Estimate(value, float(low), float(high), len(ids))


def _levels(num_patients):
    """Of a normal distribution, where t ends for so many patients."""
    t = stats.t.ppf(0.975, num_patients - 1)
    tail = stats.norm.cdf(-np.sqrt(num_patients / (num_patients - 1)) * t)
    return tail, 1 - tail


def takes_patients(metric: Callable) -> bool:
    """Whether a metric has an argument named `patients`."""
    try:
        return "patients" in inspect.signature(metric).parameters
    except (TypeError, ValueError):
        return False


def _scorer(metric, labels, probabilities, codes):
    """A function from drawn patients to the metric of all their rows."""
    check_function("metric", metric)
    order = np.argsort(codes, kind="stable")
    count = np.bincount(codes)
    start = np.cumsum(count) - count  # of each patient's rows in `order`
    with_patients = takes_patients(metric)

    def score(patients, strict=False):
        counts = count[patients]
        before = np.cumsum(counts) - counts  # rows of the patients drawn before
        places = np.repeat(start[patients] - before, counts)
        rows = order[places + np.arange(len(places))]
        drawn = {"patients": codes[rows]} if with_patients else {}
        try:
            answer = _one_number(
                metric(labels[rows], probabilities[rows], **drawn)
            )
        except (UndefinedMetricError, UndefinedMetricWarning) as error:
            if strict:
                raise UsageError(" ".join(str(error).split())) from None
            return np.nan
        if strict and not np.isfinite(answer):
            raise UsageError(
                "`metric` must have a finite value on all rows. "
                f"Received: {answer}"
            )
        return answer

    return score


def _counter(metric, labels, probabilities, codes):
    """As `_scorer`, for a metric that asks only how often who was drawn."""
    of_draws = metric.of_draws(labels, probabilities, codes)
    num_patients = codes.max() + 1

    def score(patients):
        times = np.bincount(patients, minlength=num_patients)
        return of_draws(times.astype(float))

    return score


def _one_number(answer):
    answer = np.asarray(answer)
    if answer.size != 1 or answer.dtype.kind not in "biuf":
        raise UsageError(
            "`metric` must return one number. Received: "
            f"{answer.dtype} of shape {answer.shape}"
        )
    return float(answer.item())


def _check_enough_defined(values, drawn, score, ids):
    """Refuse a metric that rests on one patient: where he is not, it is not."""
    lost = np.flatnonzero(np.isnan(values))
    everybody = np.arange(len(ids))
    absent = everybody if len(lost) else everybody[:0]
    for draw in lost:
        absent = np.setdiff1d(absent, drawn[draw])
    for patient in absent:
        if np.isnan(score(np.delete(everybody, patient))):
            raise UsageError(
                "too few patients for an interval: expected two or more "
                "without whom the metric is still defined. Received: it is "
                f"not without patient {ids[patient]}"
            )
    if len(lost) > len(values) / 2:
        raise UsageError(
            "too few patients for an interval: expected a metric that is "
            f"defined in most draws. Received: {len(values) - len(lost)} of "
            f"{len(values)}"
        )


def _check_centred(metric, value, values, low, high):
    """Refuse draws that lie beside the value: their percentiles mislead.

    Sound metrics have it between the draws' 33 % and 67 % points, even for
    three patients; the slack is for the luck of few draws.
    """
    close = 1e-9 * max(abs(value), 1)
    share = np.mean(values < value - close) + np.mean(values <= value + close)
    slack = 3 * np.sqrt(0.25 * 0.75 / len(values))
    beside = abs(share / 2 - 0.5) > 0.25 + slack
    if beside or not low - close <= value <= high + close:
        name = getattr(metric, "__name__", "metric")
        raise UsageError(
            "the percentiles of the draws are no interval for this metric: "
            "expected draws around the value. Received: "
            f"{name} {value:.3f}, at the {share / 2:.0%} point of its draws; "
            "one that compares rows with each other must take `patients`, as "
            "medkeras.metrics.classification.auroc does"
        )


def _without_gaps(name, values):
    array = as_array(name, values)
    if pd.isna(array).any():
        raise UsageError(
            f"`{name}` must have no missing values. Received: "
            f"{int(pd.isna(array).sum())} of {array.size}"
        )
    return array
