import numpy as np
import pytest
from scipy import signal
from skimage import data, exposure, filters, transform

from medkeras.imaging import enhancement
from medkeras.imaging.enhancement import (
    butterworth_band_pass,
    butterworth_response,
    clahe,
    clipped_equalization,
)
from medkeras.utils.errors import UsageError

FILM = transform.resize(data.camera() / 255, (64, 66), anti_aliasing=True)
FILM = np.round(255 * exposure.rescale_intensity(FILM, out_range=(0.0, 1.0)))
FILM /= 255
TWO_LEVELS = 2 / 255


def test_without_a_limit_it_is_global_equalization():
    expected = exposure.equalize_hist(FILM)
    found = clipped_equalization(FILM)
    assert np.abs(found - expected).max() <= TWO_LEVELS
    # A flat histogram: as many pixels below a tenth as a tenth of all.
    for share in (0.1, 0.5, 0.9):
        assert (found <= share).mean() == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize("clip_limit", [0.005, 0.01, 0.03, 1.0])
def test_one_tile_of_clahe_is_the_clipped_equalization(clip_limit):
    """Within two levels; scikit-image has 252 bins where we have 256."""
    found = clahe(FILM, tiles=1, clip_limit=clip_limit)
    expected = clipped_equalization(FILM, clip_limit)
    expected = exposure.rescale_intensity(expected, out_range=(0.0, 1.0))
    assert np.round(255 * np.abs(found - expected)).max() <= 2


def test_clahe_is_scikit_images():
    size = (64 // 4, 66 // 4)
    expected = exposure.equalize_adapthist(FILM, size, 0.02)
    np.testing.assert_array_equal(clahe(FILM), expected)


def test_a_smaller_limit_leaves_more_of_the_image_as_it_was():
    dull = 0.45 + 0.1 * FILM
    spread = [
        clipped_equalization(dull, limit).std() for limit in (0.005, 0.02, 1)
    ]
    assert dull.std() < spread[0] < spread[1] < spread[2]


def test_clahe_brings_out_what_is_dull_in_one_corner():
    image = FILM.copy()
    image[:32, :33] = 0.5 + 0.1 * (image[:32, :33] - 0.5)
    corner = np.s_[:32, :33]
    whole = exposure.equalize_hist(image)[corner].std()
    assert clahe(image, 4)[corner].std() > 2 * image[corner].std()
    assert clahe(image, 4, 0.1)[corner].std() > 1.2 * whole


def test_the_response_is_butterworths():
    low, high = 0.05, 0.3
    for order in (1, 2, 5):
        ends = butterworth_response([0, low, high], low, high, order)
        np.testing.assert_allclose(ends, [0, 0.5**0.5, 0.5**0.5])
        middle = butterworth_response([np.sqrt(low * high)], low, high, order)
        np.testing.assert_allclose(middle, 1)
        frequency = np.linspace(0.01, 0.5, 40)
        b, a = signal.butter(order, [low, high], "bandpass", analog=True)
        expected = np.abs(signal.freqs(b, a, frequency)[1])
        found = butterworth_response(frequency, low, high, order)
        np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_a_high_order_is_an_ideal_band():
    frequency = np.array([0, 0.04, 0.049, 0.051, 0.1, 0.29, 0.31, 0.5])
    found = butterworth_response(frequency, 0.05, 0.3, 400)
    np.testing.assert_allclose(found, [0, 0, 0, 1, 1, 1, 0, 0], atol=1e-3)


def test_a_wave_is_scaled_by_the_response():
    """Mirrored, a cosine of whole half-waves goes on as itself."""
    places = np.arange(48) + 0.5
    for halves in (1, 6, 20, 40):
        wave = np.cos(np.pi * halves * places / 48)[:, None] + np.zeros(32)
        gain = butterworth_response([halves / 96], 0.05, 0.3, 2)
        found = butterworth_band_pass(0.5 + wave, 0.05, 0.3, 2)
        np.testing.assert_allclose(found, gain * wave, atol=1e-9)


def test_light_and_its_slow_change_go():
    """What is kept does not depend on exposure, little on a slope."""
    kept = butterworth_band_pass(FILM)
    np.testing.assert_allclose(butterworth_band_pass(FILM + 0.3), kept)
    assert abs(kept.mean()) < 1e-12
    slope = np.linspace(0, 1, 64)[:, None]
    change = butterworth_band_pass(FILM + slope) - kept
    assert change.std() < 0.4 * slope.std()


def test_the_upper_end_is_that_of_scikit_image():
    """Far above the lower end both are a Butterworth low-pass."""
    expected = filters.butterworth(
        FILM, 0.2, False, 3, squared_butterworth=False, npad=0
    )
    mirrored = butterworth_band_pass(FILM, 1e-6, 0.2, 3) + FILM.mean()
    inside = np.s_[16:-16, 16:-16]
    gap = (mirrored - expected)[inside]
    assert gap.std() < 0.05 * expected[inside].std()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: clipped_equalization(FILM, 0), "`clip_limit`"),
        (lambda: clipped_equalization(2 * FILM), "`image`"),
        (lambda: clahe(FILM, tiles=65), "`tiles`"),
        (lambda: clahe(FILM[None]), "`image`"),
        (lambda: butterworth_response([0.1], 0.2, 0.2), "`high`"),
        (lambda: butterworth_response([0.1], 0.0, 0.2), "`low`"),
        (lambda: butterworth_response([-0.1], 0.1, 0.2), "`frequency`"),
        (lambda: butterworth_band_pass(FILM, order=0), "`order`"),
    ],
)
def test_what_cannot_be_enhanced_is_refused(call, message):
    with pytest.raises(UsageError, match=message):
        call()


def test_there_are_256_levels():
    assert enhancement.LEVELS == 256
