"""Words and their numbers; rare and unknown ones."""

import numpy as np
import pytest

from medkeras.ehr.ragged import Ragged
from medkeras.ehr.vocabulary import Vocabulary
from medkeras.utils.errors import UsageError

WORDS = ["428"] * 5 + ["250"] * 3 + ["401"] * 3 + ["0-1m"] + ["V57"]


def test_numbers_fall_with_frequency_then_by_letters():
    found = Vocabulary(WORDS)
    assert found.words.tolist() == [
        "", "UNKNOWN", "RAREWORD", "428", "250", "401", "0-1m", "V57",
    ]  # fmt: skip
    assert found.counts.tolist() == [0, 0, 0, 5, 3, 3, 1, 1]


def test_a_word_of_exactly_the_least_count_is_not_rare():
    found = Vocabulary(WORDS, min_count=3)
    assert "401" in found and "V57" not in found
    assert found.numbers("V57") == 2 and found.numbers("999") == 1
    assert found.counts[2] == 2  # both rare words


def test_words_of_time_are_never_rare():
    found = Vocabulary(WORDS, min_count=3, always=["0-1m", "12+m"])
    assert "0-1m" in found and "12+m" in found
    assert len(found) == 8


def test_there_and_back():
    found = Vocabulary(WORDS)
    numbers = np.array([[3, 4], [6, 0]])
    np.testing.assert_array_equal(
        found.numbers(found.decode(numbers)[:, :1]), numbers[:, :1]
    )
    texts = Ragged.from_lists([["428", "x"], ["250"]])
    assert found.encode(texts).padded().tolist() == [[3, 1], [4, 0]]


def test_special_words_in_a_text_get_their_own_numbers():
    found = Vocabulary(["RAREWORD", "428"])
    assert found.words.tolist().count("RAREWORD") == 1


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="must hold a word"):
        Vocabulary([])
    with pytest.raises(UsageError, match="min_count"):
        Vocabulary(WORDS, min_count=0)
    with pytest.raises(UsageError, match="from 0 to 7"):
        Vocabulary(WORDS).decode([8])
