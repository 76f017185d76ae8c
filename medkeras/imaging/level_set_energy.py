"""The energy of a level set over an image, and the way down in it."""

from typing import NamedTuple

import numpy as np

SMALLEST_SLOPE = 1e-3  # below it, the direction of a gradient is noise
SMALLEST_AREA = 1e-3  # pixels; a region that has vanished has no mean


class Look(NamedTuple):
    """What the contours of all slices come to, (slices,) each."""

    energy: np.ndarray
    length: np.ndarray


class Forces:
    """The energy of level sets over one stack of images, and its descent."""

    def __init__(self, image, phi_shape, alphas, epsilon, exact_shape_term):
        self.image, self.phi_shape = image, phi_shape
        self.alphas, self.epsilon = alphas, np.float32(epsilon)
        self.exact_shape_term = exact_shape_term
        self.all_of_image = image.sum(axis=(1, 2), keepdims=True)

    def velocity(self, phi):
        """Return ∂φ/∂t of each pixel."""
        length, regions, shape = map(np.float32, self.alphas)
        outside, inside = self._means(self._inside(phi))
        # (I - c₂)² - (I - c₁)² with the two squares of I cancelled.
        speed = (2 * regions * (outside - inside)) * self.image
        speed += regions * (inside**2 - outside**2)
        if not self.exact_shape_term:
            speed += length * curvature(phi)
            if shape:
                speed -= (2 * shape) * (phi - self.phi_shape)
        speed *= delta(phi, self.epsilon)
        if self.exact_shape_term:
            speed += length * length_descent(phi, self.epsilon)
            if shape:
                speed -= (2 * shape) * (phi - self.phi_shape)
        return speed

    def look(self, phi):
        """Return energy and length of each slice's contour."""
        length, regions, shape = self.alphas
        weight = self._inside(phi)
        outside, inside = self._means(weight)
        misfit = (self.image - outside) ** 2 * (1 - weight)
        misfit += (self.image - inside) ** 2 * weight
        down, across = _forward(phi)
        slope = np.sqrt(down**2 + across**2 + SMALLEST_SLOPE**2)
        lengths = (delta(phi, self.epsilon) * slope).sum(axis=(1, 2))
        energy = length * lengths + regions * misfit.sum(axis=(1, 2))
        if shape:
            energy += shape * ((phi - self.phi_shape) ** 2).sum(axis=(1, 2))
        return Look(energy, lengths)

    def _inside(self, phi):
        """1 - H(φ), near 1 inside of the contour."""
        return 0.5 - np.arctan(phi / self.epsilon) / np.float32(np.pi)

    def _means(self, weight):
        """Mean intensities outside and inside, (slices, 1, 1) each."""
        area = weight.sum(axis=(1, 2), keepdims=True)
        light = np.einsum("sij,sij->s", weight, self.image)[:, None, None]
        rest = weight[0].size - area
        outside = (self.all_of_image - light) / np.maximum(rest, SMALLEST_AREA)
        return outside, light / np.maximum(area, SMALLEST_AREA)


def curvature(phi: np.ndarray) -> np.ndarray:
    """div(∇φ / |∇φ|) in 1 / pixel: 1 / r on a circle of radius r.

    Args:
        phi: (slices, height, width).

    Returns:
        The same shape.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.level_set_energy import curvature
        >>> y, x = np.mgrid[-30:31, -30:31]
        >>> phi = np.hypot(y, x)[None] - 20
        >>> round(float(curvature(phi)[0, 30, 50]), 2)
        0.05

    Chapter: 3.1.1
    """
    down, across = _forward(phi)
    slope = np.sqrt(down**2 + across**2 + SMALLEST_SLOPE**2)
    down /= slope
    across /= slope
    bend = down + across
    bend[:, 1:] -= down[:, :-1]
    bend[:, :, 1:] -= across[:, :, :-1]
    return bend


def length_descent(phi: np.ndarray, epsilon: float) -> np.ndarray:
    """-∂/∂φ of the length Σ δ(φ) |∇φ| as it is summed over the pixels.

        div(δ ∇φ / |∇φ|) - δ'(φ) |∇φ|

    For a smooth φ that is δ times the curvature. On pixels only this form is
    the derivative of the sum; but the sum has small valleys from pixel to
    pixel, the deeper the steeper φ is, and in one of them a contour may rest
    that the curvature would move on.

    Args:
        phi: (slices, height, width).
        epsilon: ε, pixels.

    Returns:
        The same shape.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.level_set_energy import length_descent
        >>> length_descent(np.full((1, 4, 5), 2.0), 1.5).shape
        (1, 4, 5)

    Chapter: 3.1.1
    """
    down, across = _forward(phi)
    slope = np.sqrt(down**2 + across**2 + SMALLEST_SLOPE**2)
    near = delta(phi, epsilon)
    down *= near / slope
    across *= near / slope
    # -δ'(φ) = 2 π / ε φ δ²
    way = down + across + (2 * np.pi / epsilon) * phi * near**2 * slope
    way[:, 1:] -= down[:, :-1]
    way[:, :, 1:] -= across[:, :, :-1]
    return way


def delta(phi: np.ndarray, epsilon: float) -> np.ndarray:
    """Return H'(φ) = ε / π / (ε² + φ²): how near the contour is."""
    return (epsilon / np.float32(np.pi)) / (epsilon**2 + phi**2)


def _forward(phi):
    """Differences to the next pixel down and across; 0 at the last."""
    down, across = np.zeros_like(phi), np.zeros_like(phi)
    np.subtract(phi[:, 1:], phi[:, :-1], out=down[:, :-1])
    np.subtract(phi[:, :, 1:], phi[:, :, :-1], out=across[:, :, :-1])
    return down, across
