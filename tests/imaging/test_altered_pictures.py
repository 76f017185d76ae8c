"""A ruler where it is asked for; a lesion, or its skin, painted over."""

import numpy as np
import pytest

from medkeras.imaging.altered_pictures import paint_over, with_ruler
from medkeras.utils.errors import UsageError


@pytest.fixture
def scene():
    """Two pictures of noise with an L-shaped lesion."""
    images = np.random.default_rng(0).random((2, 30, 30, 3))
    masks = np.zeros((2, 30, 30), bool)
    masks[:, 10:18, 8:10] = masks[:, 16:18, 8:20] = True
    return images, masks


def test_a_ruler_is_drawn_where_asked_and_nowhere_else():
    images = np.full((3, 75, 75, 3), 0.7)
    ruled = with_ruler(images, [True, False, True])
    assert (ruled[1] == 0.7).all() and (images == 0.7).all()
    dark = ruled[0, :, :, 0] < 0.1
    assert dark.sum() == 2 * 48 + 4 * 2 * 8
    assert dark[58:60, 14:62].all() and not dark[:58].any()


def test_without_the_lesion_its_frame_is_flat(scene):
    images, masks = scene
    painted = paint_over(images, masks, "lesion")
    frame = painted[0, 10:18, 8:20].reshape(-1, 3)
    np.testing.assert_allclose(
        frame, np.tile(images[0][~masks[0]].mean(axis=0), (len(frame), 1))
    )
    changed = (painted != images).any(axis=-1)
    assert changed[0].sum() == 8 * 12


def test_without_the_skin_only_the_lesion_is_as_it_was(scene):
    images, masks = scene
    painted = paint_over(images, masks, "skin")
    np.testing.assert_array_equal(painted[masks], images[masks])
    assert painted[0][~masks[0]].std(axis=0).max() < 1e-12


@pytest.mark.parametrize("value", [False, True])
def test_an_empty_or_full_mask_changes_nothing(scene, value):
    images, masks = scene
    painted = paint_over(images, np.full_like(masks, value), "lesion")
    np.testing.assert_array_equal(painted, images)


def test_what_cannot_be_is_said(scene):
    images, masks = scene
    with pytest.raises(UsageError, match="`part` must be one of"):
        paint_over(images, masks, "hair")
    with pytest.raises(UsageError, match="`masks` must have the shape"):
        paint_over(images, masks[:, :9], "skin")
    with pytest.raises(UsageError, match="25 pixels"):
        with_ruler(images[:, :9, :9], [True, True])
