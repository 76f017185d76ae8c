"""Shuffles keep all pairs of letters; doses are there or left out."""

import numpy as np

from medkeras.by_hand.dinucleotide_shuffle import dinucleotide_counts
from medkeras.data import load
from medkeras.genome import letters_of
from medkeras.tasks import find


def test_training_peaks_have_as_many_shuffles():
    rows = find("protein_binding").read(load("chipseq", "sample", quiet=True))
    train = ~rows.is_test
    assert rows.labels[train].mean() == 0.5
    letters = letters_of(rows.inputs[train])
    half = len(letters) // 2
    peaks, made = letters[:3], letters[half : half + 3]
    for one, other in zip(peaks, made, strict=True):
        assert dinucleotide_counts(one) == dinucleotide_counts(other)
        assert one != other


def test_lines_without_a_dose_are_left_out():
    rows = find("drug_response").read(load("gdsc", "sample", quiet=True))
    assert np.isfinite(rows.labels).all()
    assert rows.count() < 160
