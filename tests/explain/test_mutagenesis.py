"""In-silico mutagenesis against weights, and a planted variant found."""

import numpy as np
import pytest

from medkeras.explain import in_silico_mutagenesis, variant_effects
from medkeras.genome import (
    log_odds_scan,
    one_hot,
    planted_motifs,
    planted_variant,
    position_weights,
)
from medkeras.utils.errors import UsageError

MOTIF = 0.88 * one_hot("GATAACGT") + 0.03
MOTIF[3] = [0.97, 0.01, 0.01, 0.01]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def occupancy(x):
    """Logarithm of the odds summed over all places of both strands.

    The best place alone would make many substitutions equal: where it is
    spoilt, the second best counts.
    """
    scan = log_odds_scan(x, position_weights(100 * MOTIF))
    return np.log2(sum((2**strand).sum(axis=1) for strand in scan))


def test_of_a_linear_scorer_it_is_the_weights_differences_exactly():
    rng = np.random.default_rng(0)
    weights = rng.integers(-64, 64, (17, 4)) / 8  # sums without rounding
    letters = rng.integers(4, size=(3, 17))
    calls = []

    def linear(x):
        calls.append(len(x))
        return (x * weights).sum(axis=(1, 2))

    found = in_silico_mutagenesis(linear, np.eye(4)[letters])
    stood = weights[np.arange(17), letters]
    np.testing.assert_array_equal(found, weights - stood[..., None])
    assert calls == [3, 51, 51, 51]  # one call a sequence


def test_the_target_is_the_one_asked_for_and_unknown_letters_are_replaced():
    def two(x):
        return np.stack([x[:, 0, 0], 10 * x[:, 0, 1]], axis=1)

    found = in_silico_mutagenesis(two, one_hot(["NA"]), target=1)
    assert found[0].tolist() == [[-2.5, 7.5, -2.5, -2.5], [0, 0, 0, 0]]


def test_the_planted_variant_is_among_the_first_hundredth():
    drawn = planted_motifs([MOTIF], num_pairs=6, length=101, seed=2)
    for row in range(0, 12, 2):
        text = drawn.sequences[row]
        variant = planted_variant(
            text, drawn.start[row], MOTIF, drawn.reverse[row]
        )
        fall = -in_silico_mutagenesis(occupancy, one_hot([text]))[0]
        place = "ACGT".index(variant.alternative)
        own = fall[variant.position, place]
        assert own > 0
        assert (fall < own).mean() >= 0.99


def test_log_odds_give_back_a_logistic_model_and_strands_are_averaged():
    rng = np.random.default_rng(1)
    weights = rng.normal(size=(9, 4)) / 3
    x, y = (np.eye(4)[rng.integers(4, size=(5, 9))] for _ in range(2))

    def model(a):
        return sigmoid((a * weights).sum(axis=(1, 2)))[:, None]

    one = ((y - x) * weights).sum(axis=(1, 2))
    found = variant_effects(model, x, y, both_strands=False)
    np.testing.assert_allclose(found, one, atol=1e-9)
    other = ((y - x) * weights[::-1, ::-1]).sum(axis=(1, 2))
    found = variant_effects(model, x, y)
    np.testing.assert_allclose(found, (one + other) / 2, atol=1e-9)
    np.testing.assert_allclose(variant_effects(model, y, x), -found, atol=1e-9)
    certain = variant_effects(lambda a: np.ones(len(a)), x, y)
    assert (certain == 0).all()


def test_what_does_not_fit_is_refused():
    x = one_hot(["ACGT"])
    for wrong in (x[0], x[..., :3], x * np.nan, 0.5 * x, [["A"]]):
        with pytest.raises(UsageError, match="sequences"):
            in_silico_mutagenesis(lambda a: a[:, 0, 0], wrong)
        with pytest.raises(UsageError, match="references"):
            variant_effects(lambda a: a[:, 0, 0], wrong, x)
    with pytest.raises(UsageError, match="target"):
        in_silico_mutagenesis(lambda a: a[:, 0, 0], x, target=1)
    with pytest.raises(UsageError, match="shape of `references`"):
        variant_effects(lambda a: a[:, 0, 0], x, one_hot(["ACG"]))
    with pytest.raises(UsageError, match="from 0 to 1"):
        variant_effects(lambda a: 2 + a[:, 0, 0], x, x)
