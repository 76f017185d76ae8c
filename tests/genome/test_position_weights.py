"""Position weight matrices against Biopython's numbers and a loop."""

import numpy as np
import pytest

from medkeras.by_hand.motif_scan import motif_scan
from medkeras.genome import (
    detector_counts,
    information_content,
    letter_probabilities,
    log_odds_scan,
    one_hot,
    position_weights,
    reverse_complement,
)
from medkeras.utils.errors import UsageError

COUNTS = np.array([
    [3, 0, 1, 0, 9, 2], [2, 9, 0, 1, 0, 3], [4, 0, 8, 0, 0, 1],
    [0, 0, 0, 8, 0, 3],
]).T  # fmt: skip
BACKGROUND = (0.3, 0.2, 0.2, 0.3)
TEXT = "GATCGTACCGTACGATT"
# Bio.motifs of Biopython 1.88: normalize(pseudocounts=0.5), log_odds(
# background), calculate(TEXT), of it and of its reverse complement.
WEIGHTS = [
    [0.084889, 0.184425, 1.032421, -2.722466],
    [-2.722466, 2.110424, -2.137504, -2.722466],
    [-1.137504, -2.137504, 1.949959, -2.722466],
    [-2.722466, -0.552541, -2.137504, 1.364997],
    [1.525461, -2.137504, -2.137504, -2.722466],
    [-0.400538, 0.669851, -0.552541, 0.084889],
]
FORWARD = [
    -7.01767, -10.03559, 4.89823, -8.86566, -6.07013, -10.18759, -5.2027,
    7.80512, -10.08806, -5.91813, -8.10959, -1.21477,
]  # fmt: skip
REVERSE = [
    -0.62981, -8.10959, -5.91813, -9.24006, 3.55719, -1.11524, -11.77255,
    -6.07013, -10.08806, 4.89823, -10.03559, -7.9652,
]  # fmt: skip


def test_weights_and_scans_are_biopythons():
    weights = position_weights(COUNTS, 0.5, BACKGROUND)
    np.testing.assert_allclose(weights, WEIGHTS, atol=1e-6)
    scan = log_odds_scan(TEXT, weights)
    np.testing.assert_allclose(scan.forward[0], FORWARD, atol=1e-5)
    np.testing.assert_allclose(scan.reverse[0], REVERSE, atol=1e-5)


def test_the_scan_is_the_loop_by_hand_on_both_strands():
    rng = np.random.default_rng(0)
    texts = ["".join(rng.choice(list("ACGT"), 33)) for _ in range(3)]
    weights = rng.normal(size=(7, 4))
    for given in (texts, one_hot(texts)):
        scan = log_odds_scan(given, weights)
        for row, text in enumerate(texts):
            expected = motif_scan(text, weights)
            np.testing.assert_allclose(scan.forward[row], expected, atol=1e-9)
            other = motif_scan(reverse_complement(text), weights)
            np.testing.assert_allclose(scan.reverse[row], other[::-1])


def test_an_unknown_letter_has_the_mean_weight():
    weights = np.array([[1.0, 2, 3, 6]])
    assert log_odds_scan("NR", weights).forward.tolist() == [[3.0, 2.0]]


def test_information_in_bits():
    counts = [[9, 0, 0, 0], [4, 4, 0, 0], [3, 3, 3, 3]]
    assert information_content(counts, 0).tolist() == [2, 1, 0]
    share = letter_probabilities(COUNTS, 0.5)
    np.testing.assert_allclose(share.sum(axis=1), 1)
    mean = (share * position_weights(COUNTS)).sum(axis=1)
    np.testing.assert_allclose(information_content(COUNTS), mean)


def test_counts_of_what_a_detector_answers_to():
    rng = np.random.default_rng(1)
    kernel = one_hot("GATTACA") - 0.25
    texts = ["".join(rng.choice(list("ACGT"), 30)) for _ in range(20)]
    planted = [
        text[:9] + (word if row % 2 else reverse_complement(word)) + text[16:]
        for row, (text, word) in enumerate(
            zip(texts, ["GATTACA"] * 15 + ["GATTACC"] * 5, strict=True)
        )
    ]
    counts = detector_counts(kernel, planted, 0.8)
    np.testing.assert_array_equal(counts[:6], 20 * one_hot("GATTAC"))
    assert counts[6].tolist() == [15, 5, 0, 0]
    strict = detector_counts(kernel, one_hot(planted), 0.99)
    np.testing.assert_array_equal(strict, 15 * one_hot("GATTACA"))


def test_what_does_not_fit_is_refused():
    for wrong in ([[1, 2, 3]], [[-1, 0, 0, 0]], [["a"] * 4]):
        with pytest.raises(UsageError, match="counts"):
            letter_probabilities(wrong)
    with pytest.raises(UsageError, match="none at place 1"):
        letter_probabilities([[1, 0, 0, 0], [0, 0, 0, 0]], 0)
    with pytest.raises(UsageError, match="pseudocount"):
        position_weights([[1, 0, 0, 0]], 0)
    for wrong in ((0.5, 0.5, 0, 0), (0.3,) * 4, (1, 2)):
        with pytest.raises(UsageError, match="background"):
            position_weights(COUNTS, background=wrong)
    with pytest.raises(UsageError, match="7 letters"):
        log_odds_scan("ACGT", np.ones((7, 4)))
    with pytest.raises(UsageError, match="weights"):
        log_odds_scan("ACGT", np.ones((2, 3)))
    with pytest.raises(UsageError, match="share"):
        detector_counts(np.ones((2, 4)), ["ACG"], 1.5)
