"""Pairs are kept exactly, and each shuffle is as likely as any other."""

import collections
import itertools

import numpy as np
import pytest

from medkeras.by_hand.dinucleotide_shuffle import (
    dinucleotide_counts,
    dinucleotide_shuffle,
)
from medkeras.utils.errors import UsageError


def test_pairs_and_ends_are_kept_exactly():
    rng = np.random.default_rng(0)
    for length in (1, 2, 3, 4, 5, 33, 101, 400):
        for letters in ("ACGT", "AC", "A", "ACGTN"):
            text = "".join(rng.choice(list(letters), length))
            other = dinucleotide_shuffle(text, rng)
            assert dinucleotide_counts(other) == dinucleotide_counts(text)
            assert len(other) == length
            assert (other[0], other[-1]) == (text[0], text[-1])


@pytest.mark.parametrize("text", ["ACAGATAC", "AACAGGA", "ACGTCAGA"])
def test_all_shuffles_are_equally_likely(text):
    """Against all sequences with the same letters, listed."""
    wanted = dinucleotide_counts(text)
    possible = {
        "".join(other)
        for other in itertools.permutations(text)
        if dinucleotide_counts("".join(other)) == wanted and other[0] == text[0]
    }
    rng = np.random.default_rng(1)
    found = collections.Counter(
        dinucleotide_shuffle(text, rng) for _ in range(4000)
    )
    assert set(found) == possible and len(possible) > 2
    expected = 4000 / len(possible)
    chi2 = sum((n - expected) ** 2 / expected for n in found.values())
    freedom = len(possible) - 1
    assert chi2 < freedom + 4 * np.sqrt(2 * freedom)


def test_counts_by_hand():
    assert dinucleotide_counts("AACAC") == {"AA": 1, "AC": 2, "CA": 1}
    assert dinucleotide_counts("A") == {}


def test_what_does_not_fit_is_refused():
    for wrong in ("", None, ["A"], 5):
        with pytest.raises(UsageError, match="sequence"):
            dinucleotide_shuffle(wrong, np.random.default_rng(0))
        with pytest.raises(UsageError, match="sequence"):
            dinucleotide_counts(wrong)
    with pytest.raises(UsageError, match="rng"):
        dinucleotide_shuffle("ACGT", 0)
