"""How well a Gabor function, the usual model of an edge detector, fits."""

import numpy as np
from scipy.optimize import least_squares

from medkeras.utils.arrays import finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_positive

# Bounds: even, odd, base; centre; width, elongation; angle, frequency.
_LOW = (-9, -9, -3, -0.5, -0.5, 0.1, 0.3, -np.inf, 0.02)
_HIGH = (9, 9, 3, 0.5, 0.5, 1, 3, np.inf, 0.4)
_FREQUENCIES = 32  # along each axis, of the search for the start


def gabor(
    places: np.ndarray,
    even: float,
    odd: float,
    base: float,
    row: float,
    column: float,
    width: float,
    elongation: float,
    angle: float,
    frequency: float,
) -> np.ndarray:
    """A wave under a Gaussian: a bar (even) or an edge (odd).

        g = base + exp(-(u² + κ² v²) / 2 σ²) (even cos 2πνu + odd sin 2πνu)

    with u across the bars and v along them.

    Args:
        places: (2, n), row and column of n places around the middle.
        even: height of the cosine.
        odd: height of the sine.
        base: value far away.
        row: centre of the Gaussian.
        column: centre of the Gaussian.
        width: σ, its standard deviation across the bars.
        elongation: κ, width across the bars over width along them.
        angle: of u against the columns, radians.
        frequency: ν, waves a place.

    Returns:
        (n,), the value at every place.

    Raises:
        UsageError: places of another shape, NaN, or a width that is not
            positive.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.gabor import gabor
        >>> middle = np.zeros((2, 1))
        >>> float(gabor(middle, 2, 0, 0.5, 0, 0, 1, 1, 0, 0.1)[0])
        2.5

    Reference: Daugman 1985, doi:10.1364/JOSAA.2.001160.
    Chapter: 2.1.1
    """
    places = finite_numbers("places", places, ndim=2).astype(float)
    if len(places) != 2:
        raise UsageError(
            f"`places` must be (2, n). Received: shape {places.shape}"
        )
    check_positive("width", width)
    numbers = (even, odd, base, row, column, width, elongation, angle)
    for number in (*numbers, frequency):
        check_number("parameters of a Gabor function", number)
    return _gabor(places, *numbers, frequency)


def gabor_share(kernel: np.ndarray) -> float:
    """Share of a kernel's variance that the best Gabor function explains.

    Nine numbers are fitted, so a kernel needs many more weights than that,
    7 x 7 for instance; even then noise is explained in part, and a share
    says something only beside that of random kernels.

    Args:
        kernel: (rows, columns), 5 places or more along each axis.

    Returns:
        R², 0 to 1; 0 for a kernel whose weights are all equal.

    Raises:
        UsageError: `kernel` is of another form, or holds NaN.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.gabor import gabor_share
        >>> rows, columns = np.mgrid[-3:4, -3:4]
        >>> edge = columns * np.exp(-(rows**2 + columns**2) / 8)
        >>> gabor_share(edge) > 0.98
        True

    Reference: Daugman 1985, doi:10.1364/JOSAA.2.001160.
    Chapter: 2.1.1
    """
    kernel = finite_numbers("kernel", kernel, rows=0).astype(float)
    if kernel.ndim != 2 or min(kernel.shape) < 5:
        raise UsageError(
            "`kernel` must be (rows, columns), 5 or more each. "
            f"Received: {kernel.shape}"
        )
    if np.ptp(kernel) == 0:
        return 0.0
    weights = (kernel - kernel.mean()) / kernel.std()
    size = np.array(kernel.shape)
    places = np.indices(kernel.shape).reshape(2, -1)
    places = places - (size[:, None] - 1) / 2
    best = max(
        _explained(weights.ravel(), places, max(size), *start)
        for start in _starts(weights)
    )
    return float(np.clip(best, 0, 1))


def _gabor(
    places, even, odd, base, row, column, width, elongation, angle, frequency
):
    down, right = places[0] - row, places[1] - column
    u = right * np.cos(angle) + down * np.sin(angle)
    v = down * np.cos(angle) - right * np.sin(angle)
    hill = np.exp(-(u**2 + (elongation * v) ** 2) / (2 * width**2))
    phase = 2 * np.pi * frequency * u
    return base + hill * (even * np.cos(phase) + odd * np.sin(phase))


def _starts(weights):
    """Angle and frequency of the strongest wave, and a longer one."""
    power = np.abs(np.fft.fft2(weights, (_FREQUENCIES,) * 2)) ** 2
    row, column = np.unravel_index(power.argmax(), power.shape)
    waves = np.fft.fftfreq(_FREQUENCIES)[[row, column]]
    angle = np.arctan2(*waves)
    frequency = np.clip(np.linalg.norm(waves), 0.05, 0.35)
    return [(angle, frequency), (angle, 0.05), (angle + np.pi / 2, 0.1)]


def _explained(weights, places, size, angle, frequency):
    # Centre and width are bounded as shares of the kernel's size.
    scale = np.array([1, 1, 1, size, size, size, 1, 1, 1])
    start = (1, 1, 0, 0, 0, 0.3 * size, 1, angle, frequency)
    fit = least_squares(
        lambda values: _gabor(places, *values) - weights,
        start,
        bounds=(_LOW * scale, _HIGH * scale),
        max_nfev=100,
    )
    return 1 - np.mean(fit.fun**2)
