import numpy as np
import pytest
from scipy import sparse
from sklearn.naive_bayes import MultinomialNB

from medkeras.text.naive_bayes import MultinomialNaiveBayes
from medkeras.utils.errors import UsageError

rng = np.random.default_rng(0)
COUNTS = rng.poisson(0.7, (60, 30))
LABELS = rng.integers(0, 3, 60)


@pytest.mark.parametrize("smoothing", [1.0, 0.1, 20.0])
@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_matrix])
def test_it_is_scikit_learns(smoothing, kind):
    theirs = MultinomialNB(alpha=smoothing).fit(COUNTS, LABELS)
    ours = MultinomialNaiveBayes(smoothing).fit(kind(COUNTS), LABELS)
    later = rng.poisson(0.7, (9, 30))
    np.testing.assert_allclose(
        ours.log_probabilities(kind(later)),
        theirs.predict_log_proba(later),
        atol=1e-12,
    )
    np.testing.assert_allclose(ours.probabilities(later).sum(axis=1), 1)


def test_classes_may_be_words_and_weights_stand_for_counts():
    names = np.array(["false", "mixed", "true"])[LABELS]
    weights = rng.random(COUNTS.shape)
    theirs = MultinomialNB().fit(weights, names)
    ours = MultinomialNaiveBayes().fit(weights, names)
    assert ours.classes.tolist() == theirs.classes_.tolist()
    np.testing.assert_allclose(
        ours.log_probabilities(weights),
        theirs.predict_log_proba(weights),
        atol=1e-12,
    )


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: MultinomialNaiveBayes(0), "smoothing"),
        (lambda: MultinomialNaiveBayes().fit([[1, -1]], [0]), "negative"),
        (lambda: MultinomialNaiveBayes().fit([[np.nan]], [0]), "NaN"),
        (lambda: MultinomialNaiveBayes().fit([1, 2], [0, 1]), "shape"),
        (lambda: MultinomialNaiveBayes().fit([["a"]], [0]), "numbers"),
        (lambda: MultinomialNaiveBayes().fit([[1], [2]], [0]), "labels"),
        (lambda: MultinomialNaiveBayes().probabilities([[1]]), "fit"),
    ],
)
def test_bad_input_is_one_clear_line(act, message):
    with pytest.raises(UsageError, match=message) as error:
        act()
    assert "\n" not in str(error.value)


def test_another_number_of_words_is_refused():
    bayes = MultinomialNaiveBayes().fit(COUNTS, LABELS)
    with pytest.raises(UsageError, match="30 words"):
        bayes.probabilities(COUNTS[:, 1:])
