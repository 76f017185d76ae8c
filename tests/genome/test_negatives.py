"""Shuffled negatives: behind their positives, of the same pairs and group."""

import numpy as np
import pytest

from medkeras.by_hand.dinucleotide_shuffle import dinucleotide_counts
from medkeras.genome import with_shuffles
from medkeras.utils.errors import UsageError

TEXTS = ["ACGATCGATTTGCAGGCATCAGCG", "GGCATACGATCAGATTACA"]


def test_each_shuffle_has_the_pairs_and_the_group_of_its_sequence():
    texts, labels, groups = with_shuffles(TEXTS, ["b", "a"], times=3, seed=1)
    assert labels.tolist() == [1] * 2 + [0] * 6
    assert groups.tolist() == ["b", "a"] * 4
    assert texts[:2].tolist() == TEXTS
    own = {"b": TEXTS[0], "a": TEXTS[1]}
    for text, group in zip(texts[2:], groups[2:], strict=True):
        assert dinucleotide_counts(str(text)) == dinucleotide_counts(own[group])
    assert len(set(texts.tolist())) == 8  # each time another order
    again = with_shuffles(TEXTS, ["b", "a"], times=3, seed=1)[0]
    np.testing.assert_array_equal(texts, again)
    other = with_shuffles(TEXTS, ["b", "a"], times=3, seed=2)[0]
    assert (texts[2:] != other[2:]).any()


def test_what_does_not_fit_is_refused():
    for wrong in ([1], [[1, 2]], 3):
        with pytest.raises(UsageError, match="one for each of 2"):
            with_shuffles(TEXTS, wrong)
    with pytest.raises(UsageError, match="letters of DNA"):
        with_shuffles(["AC!T"], [0])
    with pytest.raises(UsageError, match="times"):
        with_shuffles(TEXTS, [0, 1], times=0)
