"""The loss of masks: its two parts, by hand."""

import keras
import numpy as np
import pytest

from medkeras.losses.overlap import classes_overlap_loss, overlap_loss


def loss(mask, probability):
    shape = (1, *np.shape(mask), 1)
    pair = [np.reshape(np.float32(part), shape) for part in (mask, probability)]
    return float(overlap_loss(*pair)[0])


def test_by_hand():
    mask, drawn = [[1, 0], [0, 0]], [[0.5, 0.5], [0.25, 0.25]]
    dice = (2 * 0.5 + 1) / (1 + 1.5 + 1)
    entropy = -np.mean(np.log([0.5, 0.5, 0.75, 0.75]))
    assert loss(mask, drawn) == pytest.approx(1 - dice + entropy, rel=1e-4)


def test_a_small_ventricle_missed_costs_nearly_as_much_as_a_large_one():
    small, large = np.zeros((32, 32)), np.zeros((32, 32))
    small[:3, :3] = 1
    large[:20, :20] = 1
    nothing = np.full((32, 32), 1e-3)
    entropies = [
        float(keras.losses.binary_crossentropy(m.ravel(), nothing.ravel()))
        for m in (small, large)
    ]
    parts = [loss(m, nothing) for m in (small, large)]
    dice_parts = np.subtract(parts, entropies)
    assert entropies[1] > 20 * entropies[0]
    assert dice_parts[1] < 1.3 * dice_parts[0]


def test_an_image_without_a_cavity_costs_nothing_where_nothing_is_drawn():
    assert loss(np.zeros((4, 4)), np.zeros((4, 4))) == pytest.approx(
        0, abs=1e-5
    )


def test_each_image_counts_alike():
    masks = np.zeros((2, 4, 4, 1), np.float32)
    masks[0, :2] = 1
    assert overlap_loss(masks, masks).shape == (2,)


def classes_loss(label, probabilities):
    drawn = np.float32(probabilities)[None]
    return float(classes_overlap_loss(np.array(label)[None], drawn)[0])


def test_classes_by_hand():
    label = [0, 1, 1, 2]
    drawn = [[0.7, 0.2, 0.1], [0.2, 0.5, 0.3], [0, 1, 0], [0.5, 0.25, 0.25]]
    one = (2 * 1.5 + 1) / (2 + 1.95 + 1)
    two = (2 * 0.25 + 1) / (1 + 0.65 + 1)
    entropy = -np.mean(np.log([0.7, 0.5, 1.0, 0.25]))
    expected = 1 - (one + two) / 2 + entropy
    assert classes_loss(label, drawn) == pytest.approx(expected, rel=1e-4)


def test_axes_of_a_volume_count_alike():
    """(2, 3, 4) voxels cost what 24 in a row do."""
    rng = np.random.default_rng(0)
    label = rng.integers(0, 3, 24)
    drawn = rng.dirichlet(np.ones(3), 24)
    flat = classes_loss(label, drawn)
    box = classes_loss(label.reshape(2, 3, 4), drawn.reshape(2, 3, 4, 3))
    assert box == pytest.approx(flat, rel=1e-5)


def test_a_part_that_is_not_there_costs_nothing_where_none_is_drawn():
    label = [0, 0, 1, 1]
    assert classes_loss(label, np.eye(3)[label]) == pytest.approx(0, abs=1e-5)
