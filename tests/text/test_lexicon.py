import pytest

from medkeras.text.iob import Span
from medkeras.text.lexicon import (
    Lexicon,
    name_words,
    names_of,
    never_named,
)
from medkeras.utils.errors import UsageError

TEXTS = ["Breast cancer and cancer, no cold.", "Cold rooms, cold air, cold."]
MARKED = [
    [Span(0, 13, "a"), Span(18, 24, "b"), Span(29, 33, "a")],
    [],
]


def test_the_longest_name_counts_and_capitals_do_not():
    lexicon = Lexicon().fit(TEXTS, MARKED)
    text = "BREAST Cancer, cancer."
    assert lexicon.find([text]) == [[Span(0, 13, "a"), Span(15, 21, "b")]]


def test_a_word_that_is_mostly_no_name_is_left_out():
    lexicon = Lexicon().fit(TEXTS, MARKED)
    assert ("cold",) not in lexicon.names
    alone = Lexicon().fit(TEXTS[:1], MARKED[:1])
    assert alone.names[("cold",)] == "a"


def test_a_name_has_the_kind_it_mostly_had():
    texts = ["x", "x", "x"]
    marked = [[Span(0, 1, kind)] for kind in "aba"]
    assert Lexicon().fit(texts, marked).find(["x"]) == [[Span(0, 1, "a")]]


def test_a_name_at_the_end_and_no_text_at_all():
    lexicon = Lexicon().fit(TEXTS, MARKED)
    assert lexicon.find(["", "of the breast cancer"]) == [
        [],
        [Span(7, 20, "a")],
    ]
    assert name_words("") == ()


def test_a_text_that_ends_inside_a_longer_name():
    texts = ["Breast cancer and breast cancer of old age."]
    marked = [[Span(0, 13, "a"), Span(18, 42, "a")]]
    lexicon = Lexicon().fit(texts, marked)
    assert lexicon.find(["a breast cancer"]) == [[Span(2, 15, "a")]]
    assert lexicon.find(["a breast"]) == [[]]


def test_names_that_training_never_had():
    known = names_of(TEXTS, MARKED)
    assert known == {("breast", "cancer"), ("cancer",), ("cold",)}
    spans = [Span(0, 4, "a"), Span(9, 15, "a")]
    assert never_named(["Cold and Fevers"], [spans], known) == [spans[1:]]


def test_what_is_wrong_is_one_line():
    for texts, marked in ((TEXTS, MARKED[:1]), (TEXTS, [[], []])):
        with pytest.raises(UsageError, match="`mentions`"):
            Lexicon().fit(texts, marked)
    with pytest.raises(UsageError, match="call `fit`"):
        Lexicon().find(TEXTS)
