import pytest

from medkeras.text.tokens import n_grams, shingles, words
from medkeras.utils.errors import UsageError


def test_words_keep_letters_of_any_language_and_digits():
    assert words("Färbt SARS-CoV-2 bei 38 °C?") == [
        "färbt", "sars", "cov", "bei", "38",
    ]  # fmt: skip
    assert words("") == [] and words("?! -") == []
    assert words("a b", shortest=1) == ["a", "b"]


def test_neighbours_do_not_run_past_the_end():
    assert n_grams(["a", "b", "c"], (2,)) == ["a b", "b c"]
    assert n_grams(["a"], (2, 3)) == []


def test_a_short_text_is_one_shingle_and_an_empty_one_none():
    assert shingles("Chest pain") == {"chest pain"}
    assert shingles(" . ") == set()
    assert len(shingles("a b c d e f g", size=5)) == 3


@pytest.mark.parametrize("text", [None, 3, b"bytes", ["list"], float("nan")])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(UsageError, match="must be a text"):
        words(text)
