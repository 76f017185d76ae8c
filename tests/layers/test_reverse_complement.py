"""Both strands give one answer: layers against a loop and against flips."""

import keras
import numpy as np
import pytest

from medkeras.layers.reverse_complement import (
    BackgroundPadding,
    ReverseComplement,
    ReverseComplementConv1D,
)
from medkeras.utils.errors import UsageError


def dna(count=3, length=33, seed=0):
    rng = np.random.default_rng(seed)
    return np.eye(4, dtype="float32")[rng.integers(4, size=(count, length))]


@pytest.mark.parametrize(
    ("layer", "options", "shape", "expected"),
    [
        (ReverseComplementConv1D, {"filters": 3, "kernel_size": 6},
         (33, 4), (28, 3)),
        (ReverseComplementConv1D,
         {"filters": 2, "kernel_size": 5, "activation": "relu",
          "combine": "mean"}, (37, 4), (33, 2)),
    ],
)  # fmt: skip
def test_the_boring_part(check_layer, layer, options, shape, expected):
    # So few filters may all be silent where chance is not fixed.
    keras.utils.set_random_seed(0)
    check_layer(layer, options, shape, expected)


@pytest.mark.parametrize("combine", ["max", "mean"])
@pytest.mark.parametrize("width", [1, 6, 7])
def test_answers_of_the_other_strand_are_the_same_in_the_other_order(
    combine, width
):
    layer = ReverseComplementConv1D(5, width, combine=combine)
    x = dna()
    here, there = np.array(layer(x)), np.array(layer(x[:, ::-1, ::-1].copy()))
    np.testing.assert_allclose(there, here[:, ::-1], atol=1e-6)
    assert np.ptp(here) > 0.1
    for pooled in (np.max, np.mean):
        np.testing.assert_allclose(
            pooled(here, axis=1), pooled(there, axis=1), atol=1e-6
        )


def test_one_place_by_hand():
    layer = ReverseComplementConv1D(1, 2)
    layer.build((None, 3, 4))
    kernel = np.zeros((2, 4, 1), "float32")
    kernel[0, 0], kernel[1, 1] = 2.0, 1.0  # A, then C
    layer.set_weights([kernel, np.array([0.5], "float32")])
    x = np.eye(4, dtype="float32")[[[0, 1, 2, 3]]]  # ACGT, its own strand
    assert layer(x).numpy().ravel().tolist() == [3.5, 0.5, 3.5]


def test_the_other_strand_and_unknown_letters():
    x = dna(length=9)
    np.testing.assert_array_equal(ReverseComplement()(x), x[:, ::-1, ::-1])
    padded = np.array(BackgroundPadding(3)(x))
    assert padded.shape == (3, 15, 4)
    assert (padded[:, :3] == 0.25).all() and (padded[:, -3:] == 0.25).all()
    np.testing.assert_array_equal(padded[:, 3:-3], x)


def test_what_does_not_fit_is_refused():
    for wrong in (
        {"filters": 0}, {"kernel_size": 2.0}, {"combine": "sum"},
    ):  # fmt: skip
        with pytest.raises(UsageError, match=next(iter(wrong))):
            ReverseComplementConv1D(
                **({"filters": 1, "kernel_size": 2} | wrong)
            )
    with pytest.raises(UsageError, match="size"):
        BackgroundPadding(-1)
    with pytest.raises(UsageError, match="shape"):
        ReverseComplement()(np.ones((2, 5, 3)))
