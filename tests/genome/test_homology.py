"""Windows of one region and copies are one cluster, strangers are not."""

import numpy as np
import pytest

from medkeras.genome import reverse_complement, sequence_clusters
from medkeras.utils.errors import UsageError


def dna(length, seed=0):
    rng = np.random.default_rng(seed)
    return "".join(rng.choice(list("ACGT"), length))


def test_windows_copies_and_the_other_strand_are_one_cluster():
    region = dna(200)
    texts = [
        dna(57, 1), region[:57], region[30:87], region[60:117], dna(57, 2),
        reverse_complement(region[60:117]), region[140:197],
    ]  # fmt: skip
    found = sequence_clusters(texts)
    assert found.tolist() == [0, 1, 1, 1, 2, 1, 3]
    strands_apart = sequence_clusters(texts, both_strands=False)
    assert strands_apart.tolist() == [0, 1, 1, 1, 2, 3, 4]


def test_how_much_must_be_shared():
    region = dna(90)
    texts = [region[:57], region[30:87]]  # 27 letters: 17 of 47 words of 11
    assert sequence_clusters(texts, threshold=0.36).tolist() == [0, 0]
    assert sequence_clusters(texts, threshold=0.37).tolist() == [0, 1]
    assert sequence_clusters(texts, k=28, threshold=0.01).tolist() == [0, 1]


def test_random_sequences_stay_apart():
    texts = [dna(101, seed) for seed in range(200)]
    assert len(set(sequence_clusters(texts))) == 200


def test_short_and_unknown_letters_are_alone():
    texts = ["ACG", "N" * 40, "ACG", "N" * 40, dna(20)]
    assert sequence_clusters(texts).tolist() == [0, 1, 2, 3, 4]


def test_what_does_not_fit_is_refused():
    for wrong in ({"k": 3}, {"k": 32}, {"threshold": 0}, {"threshold": 1.5}):
        with pytest.raises(UsageError, match=next(iter(wrong))):
            sequence_clusters(["ACGT"], **wrong)
    with pytest.raises(UsageError, match="unknown"):
        sequence_clusters(["ACG*"])
