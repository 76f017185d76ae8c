"""What is planted stands where it is said to stand."""

import numpy as np
import pytest

from medkeras.by_hand.dinucleotide_shuffle import dinucleotide_counts
from medkeras.genome import (
    gc_content,
    one_hot,
    planted_motifs,
    planted_variant,
    reverse_complement,
)
from medkeras.utils.errors import UsageError

SHARP = [one_hot("GGATAACG"), one_hot("TTCCAT")]
SOFT = 0.88 * one_hot("GATAAC") + 0.03


def test_motifs_stand_where_they_should():
    drawn = planted_motifs(SHARP, num_pairs=40, length=31, seed=3)
    words = ["GGATAACG", "TTCCAT"]
    for row in range(0, 80, 2):
        word = words[drawn.motif[row]]
        start = drawn.start[row]
        found = drawn.sequences[row][start : start + len(word)]
        turned = reverse_complement(found) if drawn.reverse[row] else found
        assert turned == word
        pair = drawn.sequences[row : row + 2]
        assert dinucleotide_counts(pair[0]) == dinucleotide_counts(pair[1])
        assert pair[0] != pair[1]
    assert drawn.labels.tolist() == [1, 0] * 40
    assert drawn.source.tolist() == np.repeat(np.arange(40), 2).tolist()
    assert (drawn.motif[1::2] == -1).all() and (drawn.start[1::2] == -1).all()
    assert set(drawn.motif[::2]) == {0, 1}
    assert 5 < drawn.reverse[::2].sum() < 35 and not drawn.reverse[1::2].any()


def test_letters_are_drawn_from_the_probabilities():
    drawn = planted_motifs([SOFT], num_pairs=1500, length=20, seed=0)
    total = np.zeros((6, 4))
    for row in range(0, 3000, 2):
        start = drawn.start[row]
        x = one_hot(drawn.sequences[row])[start : start + 6]
        total += x[::-1, ::-1] if drawn.reverse[row] else x
    np.testing.assert_allclose(total / 1500, SOFT, atol=0.04)


def test_the_share_of_gc_and_the_seed():
    rich = planted_motifs([SOFT], 100, 200, gc=0.8, seed=0)
    assert abs(gc_content(rich.sequences).mean() - 0.8) < 0.02
    again = planted_motifs([SOFT], 100, 200, gc=0.8, seed=0)
    assert again.sequences == rich.sequences
    assert planted_motifs([SOFT], 100, 200, 0.8, 1).sequences != rich.sequences


def test_the_variant_hits_the_most_certain_letter_on_either_strand():
    motif = 0.6 * one_hot("GATA") + 0.1
    motif[2] = [0.01, 0.01, 0.97, 0.01]
    variant = planted_variant("CCCGAGACC", 3, motif)
    assert variant.position == 5 and variant.reference == "G"
    assert variant.sequence == "CCCGA" + variant.alternative + "ACC"
    other = planted_variant("GGTCTCGGG", 2, motif, reverse=True)
    assert other.position == 3 and other.reference == "C"
    assert len(other.sequence) == 9


def test_what_does_not_fit_is_refused():
    for motifs in ([], [np.ones((3, 4))], [np.ones((3, 3)) / 3], 5):
        with pytest.raises(UsageError, match="motifs"):
            planted_motifs(motifs)
    for wrong in (
        {"num_pairs": 0}, {"length": 0}, {"gc": 2}, {"seed": -1},
    ):  # fmt: skip
        with pytest.raises(UsageError, match=next(iter(wrong))):
            planted_motifs([SOFT], **wrong)
    with pytest.raises(UsageError, match="no longer than the 5"):
        planted_motifs([SOFT], length=5)
    with pytest.raises(UsageError, match="start"):
        planted_variant("ACGTACGT", 3, SOFT)
    with pytest.raises(UsageError, match="in its motif"):
        planted_variant("ANGTACGT", 0, SOFT)
    with pytest.raises(UsageError, match="unknown"):
        planted_variant("A!GTACGT", 0, SOFT)
