"""Pictures of files: read, or refused in one line."""

import numpy as np
import pytest
from PIL import Image

from medkeras.imaging.image_files import read_image
from medkeras.utils.errors import DataError, UsageError

COLOURS = np.arange(24, dtype=np.uint8).reshape(2, 4, 3) * 10


@pytest.fixture
def save(tmp_path):
    def save(values, name="one.png", **options):
        path = tmp_path / name
        Image.fromarray(values).save(path, **options)
        return path

    return save


@pytest.mark.parametrize("name", ["one.png", "one.tif"])
def test_colours_come_back_as_they_were(save, name):
    found = read_image(save(COLOURS, name))
    np.testing.assert_array_equal(found, COLOURS)
    assert found.dtype == np.uint8


def test_deflated_tiff_is_read(save):
    path = save(COLOURS, "one.tif", compression="tiff_adobe_deflate")
    np.testing.assert_array_equal(read_image(path), COLOURS)


def test_grey_of_grey_and_of_colour(save):
    grey = COLOURS[..., 0]
    np.testing.assert_array_equal(read_image(save(grey), "L"), grey)
    as_colour = np.repeat(grey[..., None], 3, axis=2)
    np.testing.assert_array_equal(read_image(save(as_colour), "L"), grey)


def test_transparency_is_left_out(save):
    alpha = np.full((2, 4, 1), 7, np.uint8)
    path = save(np.concatenate([COLOURS, alpha], axis=2))
    np.testing.assert_array_equal(read_image(path), COLOURS)


def refused(path, message, *arguments):
    with pytest.raises(DataError, match=message) as caught:
        read_image(path, *arguments)
    assert "\n" not in str(caught.value) and str(path) in str(caught.value)


def test_other_size_is_refused(save):
    path = save(COLOURS)
    assert read_image(path, "RGB", (2, 4)).shape == (2, 4, 3)
    refused(path, "expected 4 x 2 pixels.*found 2 x 4", "RGB", (4, 2))


def test_sixteen_bits_are_refused(save):
    path = save(COLOURS[..., 0].astype(np.uint16))
    refused(path, "expected 8 bits.*found mode I;16", "L")


@pytest.mark.parametrize("name", ["one.png", "one.jpg", "one.tif"])
def test_picture_cut_off_is_refused(save, name):
    rng = np.random.default_rng(0)
    path = save(rng.integers(0, 255, (64, 64, 3), np.uint8), name)
    path.write_bytes(path.read_bytes()[:900])
    refused(path, "expected a picture; found")


def test_no_picture_is_refused(tmp_path):
    refused(tmp_path / "lost.png", "found no such file")
    refused(tmp_path, "expected a picture; found")
    text = tmp_path / "page.png"
    text.write_text("<html>")
    refused(text, "found another kind of file")


def test_picture_of_a_monstrous_size_is_refused(save, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 3)
    refused(save(COLOURS), "expected a picture of a usual size")


def test_unknown_mode_is_refused(save):
    with pytest.raises(UsageError, match=r"'RGB' or 'L'\. Received: 'CMYK'"):
        read_image(save(COLOURS), "CMYK")
