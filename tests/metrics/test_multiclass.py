"""Several classes: counted by hand, and as scikit-learn counts."""

import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics

from medkeras.metrics import multiclass
from medkeras.utils.errors import UsageError


def test_as_scikit_learn():
    rng = np.random.default_rng(0)
    labels, predicted = rng.integers(0, 4, (2, 300))
    counts = multiclass.confusion(labels, predicted, 4)
    np.testing.assert_array_equal(
        counts, sklearn_metrics.confusion_matrix(labels, predicted)
    )
    np.testing.assert_allclose(
        multiclass.class_sensitivity(counts),
        sklearn_metrics.recall_score(labels, predicted, average=None),
    )
    np.testing.assert_allclose(
        multiclass.positive_predictivity(counts),
        sklearn_metrics.precision_score(labels, predicted, average=None),
    )


def test_by_hand():
    counts = [[90, 10, 0], [5, 5, 0], [0, 1, 3]]
    np.testing.assert_allclose(
        multiclass.class_sensitivity(counts), [0.9, 0.5, 0.75]
    )
    np.testing.assert_allclose(
        multiclass.positive_predictivity(counts), [90 / 95, 5 / 16, 1]
    )


def test_what_a_standard_does_not_count():
    counts = [[90, 10, 0], [5, 5, 0], [0, 1, 3]]
    called = multiclass.positive_predictivity(counts, ignored_pairs=[(2, 1)])
    np.testing.assert_allclose(called, [90 / 95, 5 / 15, 1])
    assert counts[2][1] == 1  # what was given stays as it was
    for pair in [(1, 1), (3, 0), (0, -1)]:
        with pytest.raises(UsageError, match="two different classes"):
            multiclass.positive_predictivity(counts, ignored_pairs=[pair])


def test_absent_classes_have_no_score():
    counts = multiclass.confusion([0, 0], [0, 1], 3)
    assert np.isnan(multiclass.class_sensitivity(counts)[1:]).all()
    assert multiclass.positive_predictivity(counts)[:2].tolist() == [1, 0]


@pytest.mark.parametrize(
    "labels, predicted", [([0, 1], [0]), ([0, 3], [0, 0]), ([[0]], [[0]])]
)
def test_what_does_not_fit(labels, predicted):
    with pytest.raises(UsageError, match=r"must (be of one|be classes|have 1)"):
        multiclass.confusion(labels, predicted, 3)
    with pytest.raises(UsageError, match="square"):
        multiclass.class_sensitivity(np.zeros((2, 3)))


def test_false_positives_are_a_share_of_the_others():
    counts = [[90, 10, 0], [5, 5, 0], [0, 1, 3]]
    np.testing.assert_allclose(
        multiclass.false_positive_rate(counts), [5 / 14, 11 / 104, 0]
    )
    np.testing.assert_allclose(
        multiclass.false_positive_rate(counts, [(2, 1)]),
        [5 / 14, 10 / 103, 0],
    )
    assert np.isnan(multiclass.false_positive_rate([[3]])).all()


@pytest.mark.parametrize("form", [bool, "uint8", float, object])
def test_any_form_of_a_class_number_counts(form):
    labels, predicted = np.array([1, 0, 1, 1]), np.array([1, 1, 0, 1])
    counts = multiclass.confusion(
        labels.astype(form), predicted.astype(form), 2
    )
    assert counts.tolist() == [[0, 1], [1, 2]]
    assert multiclass.confusion(form_of_two(form), [0, 0], 2).sum() == 2


def form_of_two(form):
    return np.array([1, 0]).astype(form)


@pytest.mark.parametrize(
    "counts", [[[0.5, 0.5], [0, 1]], [[1, -1], [0, 1]], [[np.nan]], [["1"]]]
)
def test_shares_are_no_counts(counts):
    for score in (
        multiclass.class_sensitivity,
        multiclass.positive_predictivity,
        multiclass.false_positive_rate,
    ):
        with pytest.raises(UsageError, match="Received"):
            score(counts)


def test_balanced_accuracy_is_scikit_learns():
    rng = np.random.default_rng(0)
    for classes in (2, 5):
        labels, chosen = rng.integers(0, classes, (2, 40))
        expected = sklearn_metrics.balanced_accuracy_score(labels, chosen)
        found = multiclass.balanced_accuracy(labels, chosen, classes)
        assert found == pytest.approx(expected)
    # a class that is not there does not count, chosen or not
    assert multiclass.balanced_accuracy([0, 0, 2], [0, 1, 2], 3) == 0.75
    with pytest.raises(UsageError, match="classes"):
        multiclass.balanced_accuracy([0.5], [0], 2)
