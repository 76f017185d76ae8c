"""Volumes in boxes: laid there and back, and varied with their labels."""

import numpy as np
import pytest

from medkeras.imaging.volumes import middle_box, vary_volumes
from medkeras.utils.errors import UsageError


@pytest.mark.parametrize("size", range(3, 9))
@pytest.mark.parametrize("room", range(3, 9))
def test_there_and_back_is_the_same_place(size, room):
    """Odd and even sizes: what was not cut off lies where it lay."""
    values = np.arange(1, size**3 + 1).reshape(size, size, size)
    box = middle_box(values, (room,) * 3)
    back = middle_box(box, values.shape)
    kept = back > 0
    np.testing.assert_array_equal(back[kept], values[kept])
    assert kept.sum() == min(size, room) ** 3


def test_the_middle_is_kept():
    values = np.zeros((5, 7, 6))
    values[2, 3, 3] = 1
    assert middle_box(values, (3, 3, 2))[1, 1, 1] == 1
    assert middle_box(values, (9, 9, 8))[4, 4, 4] == 1


def test_many_volumes_at_once():
    values = np.random.default_rng(0).normal(size=(3, 2, 5, 4, 6))
    boxes = middle_box(values, (4, 6, 6))
    assert boxes.shape == (3, 2, 4, 6, 6)
    one = middle_box(values[2, 1], (4, 6, 6))
    np.testing.assert_array_equal(boxes[2, 1], one)


def test_labels_move_with_their_image():
    """Where the label is 1, the image is bright, after whatever move."""
    labels = np.zeros((40, 8, 10, 9), np.uint8)
    labels[:, 2:5, 3:6, 4:6] = 1
    images = 100.0 * labels
    varied, moved = vary_volumes(images, labels, np.random.default_rng(0))
    np.testing.assert_array_equal(varied > 50, moved == 1)
    assert not np.array_equal(moved, labels) and moved.dtype == np.uint8
    assert (labels[:, 2:5, 3:6, 4:6] == 1).all()  # those given are as before


def test_half_are_mirrored_and_contrast_differs():
    labels = np.zeros((200, 4, 3, 3), int)
    labels[:, 0] = 1
    images = 100.0 * labels
    rng = np.random.default_rng(0)
    varied, moved = vary_volumes(
        images, labels, rng, most_voxels=0, mirror=True
    )
    mirrored = moved[:, 3, 0, 0] == 1
    assert 70 < mirrored.sum() < 130
    assert np.array_equal(moved[mirrored][:, ::-1], labels[mirrored])
    bright = varied[moved == 1].reshape(200, -1).mean(axis=1) / 100
    assert 0.84 < bright.min() < 0.9 and 1.1 < bright.max() < 1.16
    dark = varied[moved == 0]
    assert dark.std() == pytest.approx(0.15, rel=0.05)


def test_nothing_is_mirrored_unless_it_is_asked_for():
    labels = np.zeros((50, 4, 3, 3), int)
    labels[:, 0] = 1
    rng = np.random.default_rng(0)
    _, moved = vary_volumes(100.0 * labels, labels, rng, most_voxels=0)
    np.testing.assert_array_equal(moved, labels)


def test_moves_reach_three_voxels_along_each_axis():
    labels = np.zeros((300, 15, 15, 15), np.uint8)
    labels[:, 7, 7, 7] = 1
    _, moved = vary_volumes(labels, labels, np.random.default_rng(0))
    steps = np.argwhere(moved)[:, 1:] - 7
    assert steps.min(axis=0).tolist() == [-3] * 3
    assert steps.max(axis=0).tolist() == [3] * 3


def test_shapes_that_differ_are_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(UsageError, match="labels"):
        vary_volumes(np.zeros((2, 4, 4, 4)), np.zeros((2, 4, 4, 3)), rng)
    with pytest.raises(UsageError, match="shape"):
        middle_box(np.zeros((4, 4, 4)), (4, 4))
    with pytest.raises(UsageError, match="three axes"):
        middle_box(np.zeros((4, 4)), (4, 4, 4))
