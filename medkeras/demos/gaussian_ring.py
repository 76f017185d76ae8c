"""Eight small clouds on a circle: data whose modes can be counted."""

import numpy as np

from medkeras.utils.sizes import check_positive, check_seed, check_whole


def gaussian_ring(
    num_points: int,
    num_modes: int = 8,
    radius: float = 2.0,
    scale: float = 0.05,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw points from equal Gaussians whose centers stand on a circle.

    Args:
        num_points: how many; each picks its mode by chance.
        num_modes: number of Gaussians.
        radius: of the circle of centers.
        scale: standard deviation of each Gaussian, along each axis.
        seed: of the random generator.

    Returns:
        Points (num_points, 2), float32, and centers (num_modes, 2).

    Raises:
        UsageError: numbers below 1, or a scale or radius that is not
            positive.

    Example:
        >>> from medkeras.demos.gaussian_ring import gaussian_ring
        >>> points, centers = gaussian_ring(100)
        >>> points.shape, centers.shape
        ((100, 2), (8, 2))

    Reference: Metz et al. 2017, "Unrolled generative adversarial networks",
        doi:10.48550/arXiv.1611.02163.
    Chapter: 2.2.4
    """
    check_whole("num_points", num_points)
    check_whole("num_modes", num_modes)
    check_positive("radius", radius)
    check_positive("scale", scale)
    check_seed(seed)
    rng = np.random.default_rng(seed)
    angles = 2 * np.pi * np.arange(num_modes) / num_modes
    centers = radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    modes = rng.integers(num_modes, size=num_points)
    noise = rng.normal(scale=scale, size=(num_points, 2))
    return (centers[modes] + noise).astype("float32"), centers
