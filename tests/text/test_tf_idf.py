import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from medkeras.text.tf_idf import TfIdf
from medkeras.utils.errors import UsageError

TEXTS = [
    "Garlic cures COVID-19, they say; garlic!",
    "Vitamin C does not cure covid 19",
    "Ñandú färbt den naïve café_bar",
    "",
    "masks and masks and masks and soap",
]


@pytest.mark.parametrize("sublinear", [True, False])
@pytest.mark.parametrize("sizes", [(1,), (1, 2), (2, 3)])
@pytest.mark.parametrize("min_count", [1, 2])
def test_it_is_scikit_learns(sublinear, sizes, min_count):
    texts = TEXTS + TEXTS[:2]  # so that pairs stand in two texts
    theirs = TfidfVectorizer(
        ngram_range=(sizes[0], sizes[-1]),
        min_df=min_count,
        sublinear_tf=sublinear,
    )
    expected = theirs.fit_transform(texts).toarray()
    ours = TfIdf(sizes, min_count, sublinear)
    found = ours.fit_transform(texts)
    assert ours.vocabulary.tolist() == theirs.get_feature_names_out().tolist()
    np.testing.assert_allclose(found.toarray(), expected, atol=1e-12)
    later = ["soap cures garlic", "nothing known", ""]
    np.testing.assert_allclose(
        ours.transform(later).toarray(),
        theirs.transform(later).toarray(),
        atol=1e-12,
    )


def test_counts_are_scikit_learns():
    expected = CountVectorizer().fit_transform(TEXTS).toarray()
    found = TfIdf().fit(TEXTS).counts(TEXTS).toarray()
    np.testing.assert_array_equal(found, expected)


def test_texts_that_come_later_change_nothing():
    weights = TfIdf().fit(TEXTS)
    before = weights.transform(TEXTS[:1]).toarray()
    weights.transform(["garlic " * 50, "new words"])
    np.testing.assert_array_equal(
        weights.transform(TEXTS[:1]).toarray(), before
    )


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: TfIdf().fit("one text"), "list of texts"),
        (lambda: TfIdf().fit(["a text", 3.0]), "3.0 at place 1"),
        (lambda: TfIdf().fit(["", "!"]), "2 texts, none with such a word"),
        (lambda: TfIdf(min_count=3).fit(TEXTS), "at least 3"),
        (lambda: TfIdf(min_count=0), "`min_count`"),
        (lambda: TfIdf(sizes=(0,)), "sizes"),
        (lambda: TfIdf().transform(TEXTS), "call `fit`"),
    ],
)
def test_bad_input_is_one_clear_line(act, message):
    with pytest.raises(UsageError, match=message) as error:
        act()
    assert "\n" not in str(error.value)
