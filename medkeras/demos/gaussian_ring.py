"""Eight small clouds on a circle: data whose modes can be counted."""

import numpy as np

from medkeras.utils.errors import UsageError


def gaussian_ring(
    num_points: int,
    num_modes: int = 8,
    radius: float = 2.0,
    scale: float = 0.05,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw points from equal Gaussians whose centres stand on a circle.

    Args:
        num_points: how many; each picks its mode by chance.
        num_modes: number of Gaussians.
        radius: of the circle of centres.
        scale: standard deviation of each Gaussian, along each axis.
        seed: of the draws.

    Returns:
        Points (num_points, 2), float32, and centres (num_modes, 2).

    Raises:
        UsageError: numbers below 1, or a scale or radius that is not
            positive.

    Example:
        >>> from medkeras.demos.gaussian_ring import gaussian_ring
        >>> points, centres = gaussian_ring(100)
        >>> points.shape, centres.shape
        ((100, 2), (8, 2))

    Reference: Metz et al. 2017, "Unrolled generative adversarial networks",
        doi:10.48550/arXiv.1611.02163.
    Chapter: 2.2.4
    """
    if min(num_points, num_modes) < 1 or min(radius, scale) <= 0:
        raise UsageError(
            "`num_points` and `num_modes` must be at least 1, `radius` and "
            "`scale` positive. Received: "
            f"{num_points}, {num_modes}, {radius} and {scale}"
        )
    draw = np.random.default_rng(seed)
    angles = 2 * np.pi * np.arange(num_modes) / num_modes
    centres = radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    modes = draw.integers(num_modes, size=num_points)
    noise = draw.normal(scale=scale, size=(num_points, 2))
    return (centres[modes] + noise).astype("float32"), centres
