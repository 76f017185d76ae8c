import numpy as np
import pytest

from medkeras.text.pair_features import pair_features
from medkeras.text.tf_idf import TfIdf
from medkeras.utils.errors import UsageError

TEXTS = ["a trial found less cough", "less fever", "cough and fever"]


def test_the_last_column_is_the_cosine():
    words_of = TfIdf().fit(TEXTS)
    first, second = TEXTS, TEXTS[::-1]
    found = pair_features(words_of, first, second).toarray()
    one = words_of.transform(first).toarray()
    other = words_of.transform(second).toarray()
    expected = np.hstack([one, other, one * other])
    np.testing.assert_allclose(found[:, :-1], expected)
    np.testing.assert_allclose(found[:, -1], (one * other).sum(axis=1))
    assert found[1, -1] == pytest.approx(1)


def test_lists_of_unlike_length_are_refused():
    with pytest.raises(UsageError, match="as many"):
        pair_features(TfIdf().fit(TEXTS), TEXTS, TEXTS[:1])
