"""An interval from resampled patients, against what it promises."""

import numpy as np
import pytest
from scipy.stats import norm
from sklearn import metrics as sklearn_metrics

from medkeras.metrics import classification
from medkeras.metrics.bootstrap import bootstrap_by_patient
from medkeras.metrics.classification import accuracy, auprc, auroc
from medkeras.metrics.multiclass import (
    class_sensitivity,
    confusion,
    positive_predictivity,
)
from medkeras.utils.errors import UsageError


def test_bootstrap_of_a_share_has_the_binomial_width():
    labels = np.tile([0, 1], 200)
    probabilities = np.where(np.arange(400) % 5 == 0, 1 - labels, labels)
    estimate = bootstrap_by_patient(accuracy, labels, probabilities)
    half = 1.96 * np.sqrt(0.8 * 0.2 / 400)
    assert estimate.value == pytest.approx(0.8)
    assert estimate.ci_high - estimate.ci_low == pytest.approx(
        2 * half, rel=0.15
    )
    assert estimate.n == 400


@pytest.mark.parametrize("metric", [auroc, auprc])
def test_counted_draws_end_where_drawn_rows_do(metric):
    rng = np.random.default_rng(0)
    labels, patients = rng.integers(0, 2, 300), rng.integers(0, 90, 300)
    p = np.round(0.3 * labels + 0.7 * rng.random(300), 1)

    def by_rows(labels, probabilities, patients):
        return metric(labels, probabilities, patients)

    quick, slow = (
        bootstrap_by_patient(one, labels, p, patients, replicates=100)
        for one in (metric, by_rows)
    )
    assert quick.n == slow.n
    assert quick[:3] == pytest.approx(slow[:3], abs=1e-12)


def test_repeated_rows_of_a_patient_do_not_narrow_the_interval():
    rng = np.random.default_rng(0)
    labels = np.tile([0, 1], 40)
    probabilities = np.clip(0.3 * labels + rng.random(80) * 0.7, 0, 1)
    once = bootstrap_by_patient(auroc, labels, probabilities)
    patients = np.tile(np.arange(80), 10)
    tenfold = [np.tile(values, 10) for values in (labels, probabilities)]
    by_patient = bootstrap_by_patient(auroc, *tenfold, patients)
    by_row = bootstrap_by_patient(auroc, *tenfold)
    assert by_patient.n == 80
    width = once.ci_high - once.ci_low
    assert by_patient.ci_high - by_patient.ci_low == pytest.approx(
        width, rel=0.2
    )
    assert by_row.ci_high - by_row.ci_low < 0.5 * width


def test_bootstrap_is_the_same_twice():
    labels = np.tile([0, 1], 30)
    probabilities = np.random.default_rng(0).random(60)
    first = bootstrap_by_patient(auroc, labels, probabilities, seed=3)
    assert first == bootstrap_by_patient(auroc, labels, probabilities, seed=3)
    assert first != bootstrap_by_patient(auroc, labels, probabilities, seed=4)


def test_a_label_too_rare_for_an_interval_is_refused():
    labels = np.array([1] + [0] * 30)
    with pytest.raises(UsageError, match="too few patients"):
        bootstrap_by_patient(auroc, labels, np.linspace(0, 1, 31))


def five_classes(rng, rare_in=2, patients=22):
    """Classes 0 to 4 as in the ECG; class 4 lives in few patients only."""
    patient = np.repeat(np.arange(patients), 100)
    labels = rng.choice(4, len(patient), p=[0.8, 0.05, 0.1, 0.05])
    for rare in range(rare_in):
        labels[rare * 100 : rare * 100 + 4] = 4
    wrong = rng.random(len(labels)) < 0.1 + 0.2 * (patient % 2)
    return labels, np.where(wrong, (labels + 1) % 5, labels), patient


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("kind", [1, 2, 4])
def test_a_class_in_two_patients_spoils_no_interval(seed, kind):
    labels, predicted, patient = five_classes(np.random.default_rng(seed))

    def found(true, chosen):
        return class_sensitivity(confusion(true, chosen, 5))[kind]

    estimate = bootstrap_by_patient(
        found, labels, predicted, patient, replicates=200, seed=seed
    )
    assert estimate.ci_low <= estimate.value <= estimate.ci_high
    assert estimate.n == 22


def test_a_rare_class_does_not_touch_the_interval_of_another():
    """As if its patients were there with that class left out of the score."""
    labels, predicted, patient = five_classes(np.random.default_rng(0))

    def right(true, chosen):
        return positive_predictivity(confusion(true, chosen, 5))[2]

    with_rare = bootstrap_by_patient(right, labels, predicted, patient)
    labels = np.where(labels == 4, 0, labels)
    without = bootstrap_by_patient(right, labels, predicted, patient)
    assert with_rare == without


def test_a_class_in_one_patient_has_no_interval():
    labels, predicted, patient = five_classes(np.random.default_rng(0), 1)
    with pytest.raises(UsageError, match="not without patient 0") as said:
        bootstrap_by_patient(
            lambda t, p: class_sensitivity(confusion(t, p, 5))[4],
            labels, predicted, patient, replicates=50,
        )  # fmt: skip
    assert "\n" not in str(said.value)


def test_a_metric_that_is_seldom_defined_is_refused():
    def all_or_nothing(labels, values):
        return np.mean(values) if len(np.unique(labels)) > 7 else np.nan

    labels = np.arange(16) % 8
    with pytest.raises(UsageError, match="defined in most draws"):
        bootstrap_by_patient(all_or_nothing, labels, labels / 8)


def both_labels(rng, patients=20, offset=3.0, effect=0.3, noise=0.05):
    """Each patient has both labels, and an offset of his own."""
    patient = np.repeat(np.arange(patients), 10)
    labels = np.arange(10 * patients) % 2
    logits = offset * rng.normal(size=patients)[patient]
    logits += effect * labels + noise * rng.normal(size=len(labels))
    return labels, 1 / (1 + np.exp(-logits)), patient


@pytest.mark.parametrize("metric", [auroc, auprc])
@pytest.mark.parametrize("patients", [10, 20, 40])
def test_a_patient_drawn_twice_is_not_compared_with_himself(metric, patients):
    for seed in range(4):
        data = both_labels(np.random.default_rng(seed), patients)
        estimate = bootstrap_by_patient(metric, *data, replicates=300)
        assert estimate.ci_low <= estimate.value <= estimate.ci_high
        assert estimate.value == metric(*data)


@pytest.mark.parametrize(
    "metric",
    [
        sklearn_metrics.roc_auc_score,
        lambda t, p: auroc(t, p),
        sklearn_metrics.average_precision_score,
    ],
)
def test_a_metric_that_would_do_so_is_refused(metric):
    data = both_labels(np.random.default_rng(0))
    with pytest.raises(UsageError, match="must take `patients`") as said:
        bootstrap_by_patient(metric, *data)
    assert "\n" not in str(said.value)


def test_the_interval_covers_the_truth_in_95_of_100():
    """AUROC between patients: the score of two strangers, Phi(d / s)."""
    truth = norm.cdf(1.0 / np.sqrt(2 * (1 + 1)))
    inside = []
    for seed in range(100):
        data = both_labels(np.random.default_rng(seed), 20, 1.0, 1.0, 1.0)
        estimate = bootstrap_by_patient(auroc, *data, replicates=120)
        inside.append(estimate.ci_low <= truth <= estimate.ci_high)
    assert np.mean(inside) > 0.88  # 0.95 less three standard errors


def test_few_patients_have_the_wider_interval_of_students_t():
    """Beyond 2.5 %: for 8 patients nearly one of 200 draws an end."""
    values = np.linspace(0, 1, 8)
    estimate = bootstrap_by_patient(
        lambda _, v: float(np.mean(v)), np.zeros(8), values, replicates=8000
    )
    draws = values[np.random.default_rng(1).integers(8, size=(8000, 8))]
    tail = norm.cdf(-np.sqrt(8 / 7) * 2.36462)  # t with 7 degrees, 97.5 %
    expected = np.quantile(draws.mean(axis=1), [tail, 1 - tail])
    assert tail == pytest.approx(0.00574, abs=1e-5)
    assert estimate[1:3] == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    "name", [lambda n: f"P{n:03d}", lambda n: f"P{n:03d}".encode(), str, float]
)
def test_ids_of_any_type_are_the_same_patients(name):
    labels, probabilities, patient = both_labels(np.random.default_rng(0), 12)
    numbers = bootstrap_by_patient(
        accuracy, labels, probabilities, patient, replicates=50
    )
    named = [name(n) for n in patient + 100]
    assert numbers == bootstrap_by_patient(
        accuracy, labels, probabilities, named, replicates=50
    )
    assert numbers.n == 12
    for missing in (None, np.nan):
        with pytest.raises(UsageError, match="name a patient in every row"):
            bootstrap_by_patient(
                accuracy, labels, probabilities, [missing, *named[1:]]
            )


LABELS = np.tile([0, 1], 20)


@pytest.mark.parametrize("labels", [LABELS + 1, LABELS / 3, LABELS.astype(str)])
def test_the_metric_decides_which_labels_it_reads(labels):
    with pytest.raises(UsageError, match="`labels` must be"):
        bootstrap_by_patient(accuracy, labels, LABELS * 0.5)
    kept = bootstrap_by_patient(
        lambda t, _: np.mean(t == labels[0]), labels, LABELS * 0.5
    )
    assert kept.value == 0.5


@pytest.mark.parametrize(
    "change, message",
    [
        ({"labels": [0, 1, np.nan] * 2}, "missing values"),
        ({"labels": [0, 1, None] * 2}, "missing values"),
        ({"probabilities": [np.nan] * 6}, "missing values"),
        ({"labels": [0, 1]}, "one length"),
        ({"patients": [1, 1]}, "one length"),
        ({"patients": [1] * 6}, "two patients or more"),
        ({"replicates": 2}, "`replicates` must be a whole number of 10"),
        ({"seed": -1}, "`seed`"),
        ({"metric": "auroc"}, "must be a function"),
        ({"metric": lambda t, p: None}, "must return one number"),
        ({"metric": lambda t, p: p}, "must return one number"),
        ({"metric": lambda t, p: np.nan}, "finite value on all rows"),
        ({"metric": lambda t, p: np.inf}, "finite value on all rows"),
        ({"labels": [1] * 6, "metric": auroc}, "only 1"),
    ],
)
def test_what_does_not_fit_is_one_clear_line(change, message):
    given = {
        "metric": accuracy,
        "labels": [0, 1] * 3,
        "probabilities": [0.2, 0.7] * 3,
    }
    with pytest.raises(UsageError, match=message) as said:
        bootstrap_by_patient(**(given | change))
    assert "\n" not in str(said.value)


def test_a_draw_that_scikit_learn_calls_undefined_is_no_zero():
    labels = np.array([1, 1, 0, 0, 0, 0, 0, 0] * 2)
    answers = np.array([1, 1, 0, 0, 0, 0, 0, 0] * 2)
    estimate = bootstrap_by_patient(
        sklearn_metrics.precision_score, labels, answers
    )
    assert estimate.ci_low == 1


def test_every_score_of_the_book_has_an_interval():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 60)
    probabilities = np.clip(0.2 * labels + 0.8 * rng.random(60), 0, 1)
    for metric in classification.METRICS.values():
        estimate = bootstrap_by_patient(
            metric, labels, probabilities, replicates=200
        )
        assert estimate.ci_low < estimate.value < estimate.ci_high, metric


def test_patients_are_given_by_name():
    """Wherever the argument stands in the metric."""

    def score(labels, probabilities, threshold=0.5, patients=None):
        assert threshold == 0.5 and len(patients) == len(labels)
        return np.mean((probabilities >= threshold) == labels)

    assert bootstrap_by_patient(score, LABELS, LABELS * 1.0).value == 1
