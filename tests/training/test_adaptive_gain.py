"""A gain for each weight: against the rule written out."""

import keras
import numpy as np
import pytest

from medkeras.training.adaptive_gain import AdaptiveGain


def by_hand(slope_of, weight, steps, rate, momentum):
    """The rule in NumPy."""
    gain, last, step = np.ones_like(weight), 0 * weight, 0 * weight
    for _ in range(steps):
        slope = slope_of(weight)
        same = slope * last
        gain = np.where(same > 0, gain + 0.05, gain)
        gain = np.where(same < 0, gain * 0.95, gain)
        gain = np.clip(gain, 0.1, 10)
        step = momentum * step - rate * gain * slope
        weight, last = weight + step, slope
    return weight, gain


CURVES = np.array([1.0, 0.02, 15.0])


@pytest.mark.parametrize("momentum", [0.0, 0.8])
def test_by_hand(momentum):
    start = np.array([1.0, -2.0, 0.5])
    weight = keras.Variable(start)
    optimizer = AdaptiveGain(0.1, momentum=momentum)
    for _ in range(12):
        optimizer.apply([CURVES * weight.numpy()], [weight])
    expected, gain = by_hand(lambda w: CURVES * w, start, 12, 0.1, momentum)
    np.testing.assert_allclose(weight.numpy(), expected, rtol=1e-4)
    np.testing.assert_allclose(optimizer._gains[0].numpy(), gain, rtol=1e-5)


def test_gains_grow_along_a_valley_and_shrink_across_it():
    weight = keras.Variable([1.0, 1.0])
    optimizer = AdaptiveGain(0.1, momentum=0.0)
    for _ in range(20):
        optimizer.apply([np.array([0.01, 19.0]) * weight.numpy()], [weight])
    along, across = optimizer._gains[0].numpy()
    assert along == pytest.approx(1 + 19 * 0.05) and across < 0.6


def test_gains_stay_between_their_bounds():
    weight = keras.Variable([1.0, 1.0])
    optimizer = AdaptiveGain(1e-6, momentum=0.0)
    for number in range(300):
        optimizer.apply([np.array([1.0, (-1.0) ** number])], [weight])
    np.testing.assert_allclose(optimizer._gains[0].numpy(), [10.0, 0.1])


def test_it_comes_back_from_its_settings():
    again = AdaptiveGain.from_config(AdaptiveGain(0.2, 0.5).get_config())
    assert float(again.learning_rate) == pytest.approx(0.2)
    assert again.momentum == 0.5
