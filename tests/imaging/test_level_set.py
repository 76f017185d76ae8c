"""Contours that move: where they end is known beforehand."""

import numpy as np
import pytest

from medkeras.imaging.contours import area, mask_to_polygon
from medkeras.imaging.level_set import evolve, signed_distance
from medkeras.utils.errors import UsageError

GRID = np.mgrid[-30:31, -32:33]


def disc(radius):
    return np.hypot(*GRID)[None] - radius


def noisy(radius, noise=0.05):
    rng = np.random.default_rng(0)
    image = 0.8 * (disc(radius) < 0) + noise * rng.normal(size=(1, 61, 65))
    return image


@pytest.mark.parametrize("exact", [False, True])
def test_the_energy_never_rises_for_small_steps(exact):
    moved = evolve(
        noisy(15), disc(10), disc(14), step=0.1, max_steps=150, look_every=1,
        tolerance=0, exact_shape_term=exact,
    )  # fmt: skip
    falls = np.diff(moved.energy[:, 0])
    assert (falls <= 1e-6 * moved.energy[0]).all()
    assert moved.energy[-1] < 0.9 * moved.energy[0]


def test_regions_alone_end_at_the_threshold_between_the_two_means():
    rng = np.random.default_rng(1)
    image = np.where(disc(12) < 0, 0.9, 0.2) + 0.02 * rng.normal(size=(61, 65))
    moved = evolve(image, disc(8), alphas=(0, 50, 0), max_steps=1000)
    inside = moved.phi < 0
    middle = (image[inside].mean() + image[~inside].mean()) / 2
    np.testing.assert_array_equal(inside, image > middle)


def test_length_alone_shrinks_a_circle_at_its_curvature():
    """dR/dt = -δ(0) / R, since φ moves by δ(φ) div n; δ(0) = 1 / (ε π)."""
    moved = evolve(
        np.zeros((61, 65)), disc(20)[0], alphas=(1, 0, 0), step=0.25,
        max_steps=200, tolerance=0, epsilon=3,
    )  # fmt: skip
    radius = np.sqrt(area(mask_to_polygon(moved.phi, 0)) / np.pi)
    expected = np.sqrt(20**2 - 2 * 200 * 0.25 / (3 * np.pi))
    assert 20 - radius == pytest.approx(20 - expected, rel=0.05)


def test_a_strong_shape_wins():
    wanted = disc(9)
    moved = evolve(
        noisy(20), disc(20), wanted, (1, 0.5, 1000), exact_shape_term=True,
        step=0.0004, max_steps=200,
    )  # fmt: skip
    np.testing.assert_allclose(moved.phi, wanted, atol=0.01)


def test_a_shape_holds_where_the_image_shows_no_wall():
    """Half of the wall is gone: regions alone flow out, with shape not."""
    leaking = noisy(15)
    leaking[:, 20:40, 45:] = 0.8  # as bright as the blood, to the edge
    alone = evolve(leaking, disc(12), alphas=(1, 20, 0), max_steps=400)
    held = evolve(leaking, disc(12), disc(15), (1, 20, 0.25), max_steps=400)
    truth = disc(15) < 0
    errors = [((m.phi < 0) ^ truth).sum() for m in (alone, held)]
    assert errors[1] < 0.6 * errors[0]


def test_slices_move_as_each_alone():
    images = np.concatenate([noisy(r) for r in (10, 14, 18)] * 8)
    start = np.repeat(disc(12), 24, axis=0)
    together = evolve(images, start, alphas=(0.1, 10, 0))
    for place in (0, 1, 17):
        alone = evolve(images[place], start[0], alphas=(0.1, 10, 0))
        np.testing.assert_allclose(alone.phi, together.phi[place], atol=1e-4)
        assert alone.steps == together.steps[place]
    assert together.energy.shape[1] == 24


def test_a_signed_distance_is_half_a_pixel_beside_the_edge():
    mask = disc(12)[0] < 0
    signed = signed_distance(mask)
    np.testing.assert_array_equal(signed < 0, mask)
    assert np.abs(signed).min() == 0.5
    assert np.abs(signed - disc(12)[0]).max() < 1.1


def test_made_distances_again_the_contour_stays():
    start = 5 * disc(12)
    moved = evolve(
        noisy(12), start, alphas=(0, 1e-3, 0), max_steps=10,
        reinitialize_every=10, tolerance=0,
    )  # fmt: skip
    assert ((moved.phi < 0) ^ (start < 0)).sum() <= 4
    rows = moved.phi[0, :, 32]
    np.testing.assert_allclose(np.abs(np.diff(rows))[:20], 1, atol=0.05)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"phi0": disc(3)[0]}, "like the image"),
        ({"image": noisy(9) * np.nan}, "finite"),
        ({"alphas": (1, -1, 0)}, "alphas"),
        ({"alphas": (1, 1)}, "three numbers"),
        ({"alphas": None}, "three numbers"),
        ({"step": 0}, "step"),
        ({"epsilon": -1}, "epsilon"),
        ({"max_steps": 0}, "max_steps"),
    ],
)
def test_bad_input_is_one_clear_line(change, message):
    given = {"image": noisy(9), "phi0": disc(9)} | change
    with pytest.raises(UsageError, match=message) as error:
        evolve(**given)
    assert "\n" not in str(error.value)


def test_a_mask_of_one_kind_has_no_distance():
    with pytest.raises(UsageError, match="inside and outside"):
        signed_distance(np.ones((4, 4)))


@pytest.mark.parametrize(
    "mask", [[[0, np.nan, 1]], [[0.2, 0.9, 0]], [0, 1, 1], [["a", "b"]]]
)
def test_what_is_no_mask_has_no_distance(mask):
    with pytest.raises(UsageError, match="`mask`"):
        signed_distance(np.array(mask))
