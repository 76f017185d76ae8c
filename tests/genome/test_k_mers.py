"""Words of k letters, against a loop over all places."""

import numpy as np
import pytest

from medkeras.genome import k_mers, kmer_counts, reverse_complement
from medkeras.utils.errors import UsageError


def plainly(text, k, both_strands):
    counts, skipped = {}, 0
    for place in range(len(text) - k + 1):
        word = text[place : place + k].upper().replace("U", "T")
        if set(word) - set("ACGT"):
            skipped += 1
            continue
        if both_strands:
            word = min(word, reverse_complement(word))
        counts[word] = counts.get(word, 0) + 1
    return counts, skipped


@pytest.mark.parametrize("both_strands", [False, True])
@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_counts_are_those_of_a_loop(monkeypatch, k, both_strands):
    monkeypatch.setattr(k_mers, "CELLS", 100)  # several parts
    rng = np.random.default_rng(k)
    texts = ["".join(rng.choice(list("ACGTNacgu"), n)) for n in (9, 1, 33, 4)]
    found = kmer_counts(texts, k, both_strands)
    skipped = 0
    for row, text in zip(found.counts, texts, strict=True):
        counts, left_out = plainly(text, k, both_strands)
        skipped += left_out
        named = dict(zip(found.names, row.tolist(), strict=True))
        assert {word: n for word, n in named.items() if n} == counts
    assert found.skipped == skipped


def test_both_strands_have_the_same_counts_and_fewer_words():
    text = "ACGGATTTACCAGAGAT"
    found = kmer_counts([text, reverse_complement(text)], 4)
    np.testing.assert_array_equal(*found.counts)
    assert len(found.names) == (4**4 + 4**2) // 2  # palindromes are one
    apart = kmer_counts([text, reverse_complement(text)], 4, False)
    assert (apart.counts[0] != apart.counts[1]).any()
    assert len(apart.names) == 4**4


def test_a_single_text_and_a_short_one():
    assert kmer_counts("ACG", 2).counts.tolist()[0][1] == 1
    assert kmer_counts(["AC"], 3).counts.sum() == 0


def test_what_does_not_fit_is_refused():
    for k in (0, 9, 2.0):
        with pytest.raises(UsageError, match="`k`"):
            kmer_counts(["ACGT"], k)
    with pytest.raises(UsageError, match="unknown"):
        kmer_counts(["AC!T"], 2)
