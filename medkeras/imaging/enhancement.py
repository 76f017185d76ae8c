"""Enhancement of films: histogram equalisation, and a band of frequencies."""

import numpy as np
from skimage import exposure

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_positive, check_whole

LEVELS = 256


def clipped_equalization(image: np.ndarray, clip_limit: float = 1.0):
    """Equalise a histogram that may not be steeper than a limit.

        y = (number of pixels at most as bright as x) / (all pixels)

    after what stands above the limit in a bin has been cut off and given to
    the bins below it, all alike. With the limit 1 nothing is cut, and this is
    global histogram equalisation; the smaller it is, the less contrast grows.

    Args:
        image: grey values from 0 to 1, (height, width).
        clip_limit: share of the pixels that one of 256 grey levels may hold,
            above 0.

    Returns:
        Grey values from 0 to 1, (height, width).

    Raises:
        UsageError: another shape, values outside [0, 1], NaN, or a limit that
            is not above 0.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.enhancement import clipped_equalization
        >>> dull = np.array([[0.4, 0.45], [0.5, 0.55]])
        >>> clipped_equalization(dull).round(2).tolist()
        [[0.25, 0.5], [0.75, 1.0]]

    Reference: Pizer et al. 1987, Adaptive histogram equalization and its
        variations, doi:10.1016/S0734-189X(87)80186-X.
    Chapter: 3.1.6
    """
    image = _film(image)
    check_positive("clip_limit", clip_limit)
    levels = np.round(image * (LEVELS - 1)).astype(int)
    counts = np.bincount(levels.ravel(), minlength=LEVELS) / levels.size
    limit = max(clip_limit, 1 / LEVELS)  # or there is no room for all pixels
    counts = np.minimum(counts, limit)
    while (room := counts < limit).any() and 1 - counts.sum() > 1e-9:
        counts[room] += (1 - counts.sum()) / room.sum()
        counts = np.minimum(counts, limit)
    return counts.cumsum()[levels].clip(0, 1)


def clahe(
    image: np.ndarray, tiles: int = 4, clip_limit: float = 0.02
) -> np.ndarray:
    """Contrast-limited adaptive histogram equalisation, by scikit-image.

    Each of tiles x tiles parts of the image gets a `clipped_equalization` of
    its own, and between the parts' middles the four nearest are blended, so
    that no edge shows.

    Args:
        image: grey values from 0 to 1, (height, width).
        tiles: parts along a side, at most its pixels.
        clip_limit: as in `clipped_equalization`, from 0 to 1.

    Returns:
        Grey values from 0 to 1, (height, width), stretched to the full range.

    Raises:
        UsageError: another shape, values outside [0, 1], NaN, or more tiles
            than pixels.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.enhancement import clahe
        >>> dull = np.linspace(0.4, 0.6, 64).reshape(8, 8)
        >>> bool(np.ptp(clahe(dull, tiles=2)) > np.ptp(dull))
        True

    Reference: Zuiderveld 1994, Contrast limited adaptive histogram
        equalization, Graphics Gems IV, doi:10.1016/B978-0-12-336156-1.50061-6.
    Chapter: 3.1.6
    """
    image = _film(image)
    check_whole("tiles", tiles, most=min(image.shape))
    check_number("clip_limit", clip_limit, 0, 1)
    size = [max(side // tiles, 1) for side in image.shape]
    return exposure.equalize_adapthist(image, size, clip_limit, nbins=LEVELS)


def butterworth_response(
    frequency: np.ndarray, low: float, high: float, order: int = 2
) -> np.ndarray:
    """How much of each frequency a Butterworth band-pass lets through.

        |H(D)| = 1 / sqrt(1 + ((D² - D₁ D₂) / (D (D₂ - D₁)))^(2n))

    It is 0 at D = 0, 1 / sqrt(2) at both ends of the band, 1 at sqrt(D₁ D₂),
    and with growing order n an ideal band-pass, all or nothing.

    Args:
        frequency: D, 0 or more, in cycles a pixel (0.5 is a wave of two
            pixels); any shape.
        low: D₁, lower end of the band, above 0.
        high: D₂, upper end, above `low`.
        order: n, 1 or more.

    Returns:
        |H|, shaped like `frequency`.

    Raises:
        UsageError: an empty band, an order below 1, negative frequencies.

    Example:
        >>> from medkeras.imaging.enhancement import butterworth_response
        >>> butterworth_response([0.0, 0.1, 0.2, 0.4], 0.1, 0.4).round(3)
        array([0.   , 0.707, 1.   , 0.707])

    Reference: Butterworth 1930, On the theory of filter amplifiers,
        Wireless Engineer 7; as SciPy's `signal.butter` has the band.
    Chapter: 3.1.6
    """
    frequency = real_array("frequency", frequency, low=0).astype(float)
    check_positive("low", low)
    check_number("high", high)
    check_whole("order", order)
    if high <= low:
        raise UsageError(f"`high` must be above `low`, {low}. Received: {high}")
    with np.errstate(divide="ignore", over="ignore"):
        # Distance from the band's middle, in units of its width.
        distance = (frequency - low * high / frequency) / (high - low)
        return 1 / np.sqrt(1 + distance ** (2 * order))


def butterworth_band_pass(
    image: np.ndarray, low: float = 0.02, high: float = 0.25, order: int = 2
) -> np.ndarray:
    """Keep a band of the frequencies of an image, in every direction.

    The slow change of light over the film goes, its mean too, and so does
    what changes from pixel to pixel. The image is mirrored beyond its edges,
    or each edge would be a step.

    Args:
        image: grey values, (height, width).
        low: lower end of the band, cycles a pixel.
        high: upper end of the band, cycles a pixel.
        order: as in `butterworth_response`.

    Returns:
        Values around 0, (height, width).

    Raises:
        UsageError: another shape, NaN, an empty band.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.enhancement import butterworth_band_pass
        >>> film = 0.5 + 0.1 * np.cos(np.arange(32) * np.pi / 4)[:, None]
        >>> flat = np.full((32, 32), 0.5)
        >>> np.abs(butterworth_band_pass(film + 0 * flat)).max() > 0.05
        np.True_
        >>> np.abs(butterworth_band_pass(flat)).max() < 1e-12
        np.True_

    Reference: Gonzalez and Woods 2018, Digital image processing, chapter 4.
    Chapter: 3.1.6
    """
    image = real_array("image", image, ("height", "width")).astype(float)
    height, width = image.shape
    mirrored = np.pad(image, ((0, height), (0, width)), mode="symmetric")
    down = np.fft.fftfreq(2 * height)[:, None]
    across = np.fft.rfftfreq(2 * width)[None, :]
    response = butterworth_response(np.hypot(down, across), low, high, order)
    spectrum = np.fft.rfft2(mirrored) * response
    return np.fft.irfft2(spectrum, mirrored.shape)[:height, :width]


def _film(image):
    image = real_array("image", image, ("height", "width"), low=0, high=1)
    return image.astype(float)
