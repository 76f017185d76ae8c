"""Clipping by the global norm against TensorFlow and by its properties."""

import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand.clipping import clip_by_global_norm
from medkeras.utils.errors import UsageError


def gradients():
    generator = np.random.default_rng(0)
    shapes = dict(kernel=(2, 5), recurrent_kernel=(5, 5), bias=(5,))
    return {k: generator.normal(size=s) for k, s in shapes.items()}


@pytest.mark.parametrize("limit", [1e-3, 1.0, 1e3])
def test_equals_tensorflow(limit):
    given = gradients()
    ours, norm = clip_by_global_norm(given, limit)
    theirs, their_norm = tf.clip_by_global_norm(list(given.values()), limit)
    assert norm == pytest.approx(float(their_norm), rel=1e-12)
    for mine, expected in zip(ours.values(), theirs, strict=True):
        np.testing.assert_allclose(mine, expected.numpy(), rtol=1e-12)
    assert list(ours) == list(given)


def test_short_gradients_stay_and_zeros_are_no_trouble():
    given = gradients()
    ours, _ = clip_by_global_norm(given, 1e3)
    for name in given:
        np.testing.assert_array_equal(ours[name], given[name])
    zeros, norm = clip_by_global_norm(dict(bias=np.zeros(3)), 1.0)
    assert norm == 0
    np.testing.assert_array_equal(zeros["bias"], 0)


def test_no_clipping_at_zero_and_none_of_what_is_not_finite():
    for limit in (0, -1, float("nan")):
        with pytest.raises(UsageError, match="limit"):
            clip_by_global_norm(gradients(), limit)
    with pytest.raises(UsageError, match="finite"):
        clip_by_global_norm(dict(bias=np.array([np.inf])), 1.0)
