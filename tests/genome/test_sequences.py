"""DNA there and back, on both strands; unknown letters are counted."""

import numpy as np
import pytest

from medkeras.genome import (
    gc_content,
    letters_of,
    one_hot,
    reverse_complement,
)
from medkeras.genome.sequences import IUPAC
from medkeras.utils.errors import UsageError


def dna(length=37, letters="ACGT", seed=0):
    rng = np.random.default_rng(seed)
    return "".join(rng.choice(list(letters), length))


def test_each_code_is_the_mean_of_its_letters():
    for code, letters in IUPAC.items():
        expected = np.mean([one_hot(letter)[0] for letter in letters], axis=0)
        np.testing.assert_allclose(one_hot(code)[0], expected, atol=1e-6)
        np.testing.assert_array_equal(one_hot(code.lower()), one_hot(code))
    np.testing.assert_array_equal(one_hot("ACGT"), np.eye(4))


def test_letters_there_and_back():
    codes = "".join(code for code in IUPAC if code != "U")
    for text in (dna(), dna(33, codes), codes, "A"):
        assert letters_of(one_hot(text)) == text
        assert reverse_complement(reverse_complement(text)) == text
        other = one_hot(reverse_complement(text))
        np.testing.assert_array_equal(other, reverse_complement(one_hot(text)))
    several = [dna(seed=seed) for seed in range(3)]
    assert one_hot(several).shape == (3, 37, 4)
    assert letters_of(one_hot(several)) == several
    assert reverse_complement(several)[2] == reverse_complement(several[2])
    assert letters_of(one_hot("acUu")) == "ACTT"


def test_other_strand_by_hand():
    assert reverse_complement("AACGTTGaRYSWKMBDHVN") == "NBDHVKMWSRYtCAACGTT"


def test_gc_content_of_several_lengths():
    found = gc_content(["GC", "ATGc", "N", "SSA"])
    np.testing.assert_allclose(found, [1, 0.5, 0.5, 2 / 3], atol=1e-6)
    assert gc_content("GGGA").tolist() == [0.75]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("AXGX-", "3 of 5 letters unknown: 'X' 2, '-' 1"),
        (["ACG", "AÄT"], "1 of 6 letters unknown: 'Ä' 1"),
        ("", "1 of 1 empty"),
        (["A", ""], "1 of 2 empty"),
        ([], "0 of 0 empty"),
        (["AC", "A"], "from 1 to 2 letters"),
        (5, "Received: int"),
        (["A", None], "Received: NoneType"),
        (b"ACG", "Received: int"),
    ],
)
def test_what_is_no_dna_is_one_clear_line(given, words):
    with pytest.raises(UsageError, match=words) as error:
        one_hot(given)
    assert "\n" not in str(error.value)


def test_arrays_that_are_no_dna_are_refused():
    for wrong in (
        np.ones((3, 5)),
        np.ones(4),
        [["a"]],
        np.full((1, 4), np.nan),
    ):
        with pytest.raises(UsageError, match="encoded"):
            letters_of(wrong)
    with pytest.raises(UsageError, match="1 others"):
        letters_of(np.array([[1.0, 0, 0, 0], [0.7, 0.3, 0, 0]]))
    with pytest.raises(UsageError, match="1 others"):
        letters_of(np.zeros((1, 4)))
    with pytest.raises(UsageError, match="sequences"):
        reverse_complement(np.ones((3, 5)))
