"""The energy's derivative by automatic differentiation, and curvature."""

import numpy as np
import pytest
import tensorflow as tf

from medkeras.imaging.level_set_energy import Forces, curvature

GRID = np.mgrid[-20:21, -24:25].astype(np.float32)


def disc(radius, centre=(0, 0)):
    rows, columns = GRID - np.reshape(centre, (2, 1, 1)).astype(np.float32)
    return (np.hypot(rows, columns) - radius)[None].astype(np.float32)


def scene():
    rng = np.random.default_rng(0)
    image = (disc(11, (2, 1)) < 0) * 0.6 + 0.2
    image = image + 0.05 * rng.normal(size=image.shape)
    # A smooth field that is no exact distance.
    phi = disc(9) + 0.5 * np.sin(GRID[0] / 4) * np.cos(GRID[1] / 5)
    return image.astype(np.float32), phi.astype(np.float32), disc(10, (1, 0))


def energy(phi, image, phi_shape, alphas, epsilon=1.0):
    """As the module's docstring, in float64, with nothing cancelled."""
    outside = 0.5 + tf.atan(phi / epsilon) / np.pi
    near = epsilon / np.pi / (epsilon**2 + phi**2)
    down = tf.pad(phi[:, 1:] - phi[:, :-1], ((0, 0), (0, 1), (0, 0)))
    across = tf.pad(phi[:, :, 1:] - phi[:, :, :-1], ((0, 0), (0, 0), (0, 1)))
    length = tf.reduce_sum(near * tf.sqrt(down**2 + across**2 + 1e-6))
    c1 = tf.reduce_sum(outside * image) / tf.reduce_sum(outside)
    c2 = tf.reduce_sum((1 - outside) * image) / tf.reduce_sum(1 - outside)
    regions = tf.reduce_sum((image - c1) ** 2 * outside)
    regions += tf.reduce_sum((image - c2) ** 2 * (1 - outside))
    shape = tf.reduce_sum((phi - phi_shape) ** 2)
    return alphas[0] * length + alphas[1] * regions + alphas[2] * shape


def descent(alphas):
    parts = [tf.constant(part, tf.float64) for part in scene()]
    image, phi, phi_shape = parts
    with tf.GradientTape() as tape:
        tape.watch(phi)
        value = energy(phi, image, phi_shape, alphas)
    return float(value), -tape.gradient(value, phi).numpy()


@pytest.mark.parametrize(
    "alphas", [(1, 0.5, 0.25), (0, 1, 0), (0.2, 3, 0.01), (1, 0, 0)]
)
def test_the_way_down_is_that_of_automatic_differentiation(alphas):
    image, phi, phi_shape = scene()
    value, expected = descent(alphas)
    forces = Forces(image, phi_shape, alphas, 1.0, exact_shape_term=True)
    found = forces.velocity(phi)
    cosine = (found * expected).sum() / (
        np.linalg.norm(found) * np.linalg.norm(expected)
    )
    assert cosine > 0.999
    assert forces.look(phi).energy[0] == pytest.approx(value, rel=1e-4)


def test_the_printed_shape_term_pulls_near_the_contour_only():
    image, phi, phi_shape = scene()
    alphas = (0.0, 0.0, 1.0)
    printed, exact = (
        Forces(image, phi_shape, alphas, 1.0, kind).velocity(phi)
        for kind in (False, True)
    )
    near = 1 / np.pi / (1 + phi**2)
    np.testing.assert_allclose(printed, near * exact, atol=1e-5)


@pytest.mark.parametrize("radius", [8, 12, 16])
def test_a_circle_bends_by_one_over_its_radius(radius):
    phi = disc(radius)
    bend = curvature(phi)[np.abs(phi) < 1.5]
    assert bend.mean() == pytest.approx(1 / radius, rel=0.05)


def test_without_length_and_shape_both_ways_are_one():
    image, phi, phi_shape = scene()
    ways = [
        Forces(image, phi_shape, (0, 1, 0), 1.0, kind).velocity(phi)
        for kind in (False, True)
    ]
    np.testing.assert_array_equal(*ways)
