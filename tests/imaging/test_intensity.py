"""What is head, and one scale for each patient."""

import numpy as np
import pytest

from medkeras.imaging.intensity import head_mask, standardize_stacks
from medkeras.utils.errors import UsageError


def discs(*greys, size=32, radius=10):
    row, column = np.indices((size, size)) - size / 2
    disc = np.hypot(row, column) < radius
    return np.stack([grey * disc for grey in greys]).astype(float), disc


def test_bone_and_water_inside_belong_to_the_head():
    images, disc = discs(200)
    images[0, 14:18, 14:18] = 0
    assert (head_mask(images, [0])[0] == disc).all()


def test_noise_in_the_air_does_not():
    images, disc = discs(200)
    images[0, 2, 2] = images[0, 29, 4] = 180  # single pixels
    images[0][~disc & (images[0] == 0)] = 15  # below a tenth of 200
    assert (head_mask(images, [0])[0] == disc).all()


def test_each_stack_has_its_own_bright_end():
    """A dark patient's head is found beside a bright one's."""
    images, disc = discs(10, 250)
    found = head_mask(images, ["dark", "bright"])
    assert (found == disc).all()
    together = head_mask(images, ["one", "one"])
    assert not together[0].any()


def test_gain_and_offset_of_a_patient_are_gone():
    rng = np.random.default_rng(0)
    stack = rng.normal(size=(3, 6, 5, 2))
    images = np.concatenate([stack, 40 + 7 * stack])
    patients = ["a"] * 3 + ["b"] * 3
    mask = np.tile(rng.random((3, 6, 5)) < 0.7, (2, 1, 1))
    out = standardize_stacks(images, patients, mask)
    np.testing.assert_allclose(out[:3], out[3:], atol=1e-5)
    inside = out[:3][mask[:3]]
    np.testing.assert_allclose(np.median(inside, axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(inside.std(axis=0), 1, atol=1e-5)


def test_the_order_of_the_slices_does_not_matter():
    rng = np.random.default_rng(1)
    images, patients = rng.normal(size=(6, 4, 4, 1)), np.array([0, 1] * 3)
    mask = np.ones((6, 4, 4), bool)
    order = rng.permutation(6)
    out = standardize_stacks(images, patients, mask)
    again = standardize_stacks(images[order], patients[order], mask)
    np.testing.assert_array_equal(out[order], again)


def test_a_stack_of_one_value_or_without_head_becomes_0():
    images = np.full((2, 3, 3, 1), 5.0)
    mask = np.stack([np.ones((3, 3)), np.zeros((3, 3))])
    assert not standardize_stacks(images, [0, 1], mask).any()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: head_mask(np.ones((2, 4)), [0, 0]), "images"),
        (lambda: head_mask(np.ones((2, 4, 4)), [0]), "length"),
        (lambda: head_mask(np.ones((1, 4, 4)), [0], 2), "threshold"),
        (lambda: standardize_stacks(np.ones((2, 4, 4, 1)), [0, 0],
                                    np.ones((2, 4))), "mask"),
        (lambda: standardize_stacks(np.full((1, 4, 4, 1), np.nan), [0],
                                    np.ones((1, 4, 4))), "finite"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_one_line(call, message):
    with pytest.raises(UsageError, match=message) as error:
        call()
    assert "\n" not in str(error.value)
