"""DICOM files as scanners write them, and as they should not be."""

import numpy as np
import pydicom
import pytest
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, JPEG2000Lossless

from medkeras.imaging.dicom import (
    read_slice,
    to_millimetres,
    window,
)
from medkeras.utils.errors import DataError, UsageError

PIXELS = np.arange(12, dtype=np.int16).reshape(3, 4)


@pytest.fixture
def write(tmp_path):
    """Write a slice; `changes` set attributes, None takes one away."""

    def write(syntax=ExplicitVRLittleEndian, name="slice.dcm", **changes):
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.4"
        meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid()
        meta.TransferSyntaxUID = syntax
        facts = FileDataset(name, {}, file_meta=meta, preamble=b"\0" * 128)
        attributes = dict(
            Rows=3, Columns=4, BitsAllocated=16, BitsStored=16, HighBit=15,
            PixelRepresentation=1, SamplesPerPixel=1,
            PhotometricInterpretation="MONOCHROME2", PatientID="SCD1",
            PixelSpacing=[1.5, 1.25], SliceThickness=8, InstanceNumber=7,
            SliceLocation=-10.5, TriggerTime=120, CardiacNumberOfImages=20,
            PixelData=PIXELS.tobytes(),
        )  # fmt: skip
        for key, value in (attributes | changes).items():
            if value is not None:
                setattr(facts, key, value)
        path = tmp_path / name
        facts.save_as(path, enforce_file_format=True)
        return path

    return write


def test_a_slice_has_its_place_and_size(write):
    found = read_slice(write())
    np.testing.assert_array_equal(found.image, PIXELS)
    assert found.image.dtype == np.float32
    assert found[1:] == ((1.5, 1.25), 8.0, -10.5, 120.0, 20, 7, "SCD1")


def test_stored_numbers_become_the_scanners_units(write):
    found = read_slice(write(RescaleSlope=2, RescaleIntercept=-3))
    np.testing.assert_array_equal(found.image, 2 * PIXELS - 3)


def test_spacing_between_slices_goes_before_their_thickness(write):
    assert read_slice(write(SpacingBetweenSlices=10)).thickness == 10
    assert np.isnan(read_slice(write(SliceThickness=None)).thickness)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"PixelData": None}, "no pixel data"),
        ({"PixelSpacing": None}, "two numbers above 0; found None"),
        ({"PixelSpacing": [0, 1]}, "two numbers above 0"),
        ({"NumberOfFrames": 1, "PixelData": PIXELS[:2].tobytes()}, "decoded"),
    ],
)
def test_a_slice_that_measures_nothing_is_one_clear_line(
    write, changes, message
):
    with pytest.raises(DataError, match=message) as error:
        read_slice(write(**changes))
    assert "slice.dcm: expected" in str(error.value)
    assert "\n" not in str(error.value)


def test_compressed_pixels_without_a_decoder_are_named(write):
    data = pydicom.encaps.encapsulate([b"\xff\x4f\xff\x51 no image"])
    path = write(JPEG2000Lossless, PixelData=data)
    with pytest.raises(DataError, match="JPEG 2000") as error:
        read_slice(path)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("content", [b"", b"<html>", b"\0" * 200])
def test_what_is_no_dicom_file_is_one_clear_line(tmp_path, content):
    path = tmp_path / "slice.dcm"
    path.write_bytes(content)
    with pytest.raises(DataError, match="expected a DICOM file") as error:
        read_slice(path)
    assert "\n" not in str(error.value)


def test_a_window_forgets_the_scanners_scale():
    rng = np.random.default_rng(0)
    image = rng.gamma(2.0, size=(40, 50))
    image[0, 0] = 1e6  # one bright pixel
    once, again = window(image), window(300 * image + 7)
    np.testing.assert_allclose(once, again, atol=1e-5)
    assert once.min() == 0 and once.max() == 1 and once.std() > 0.15
    assert (window(np.full((3, 3), 5.0)) == 0).all()


def test_pixels_become_millimetres():
    points = to_millimetres([[1, 1], [0, 2]], (1.5, 1.25))
    np.testing.assert_allclose(points, [[1.5, 1.25], [0, 2.5]])


@pytest.mark.parametrize(
    "call",
    [
        lambda: window(np.full((2, 2), np.nan)),
        lambda: window(np.ones((2, 2)), 50, 20),
        lambda: window(np.ones((2, 2)), "1"),
        lambda: to_millimetres([[1, 1]], (0, 1)),
        lambda: to_millimetres([[1, 1]], 1.5),
        lambda: to_millimetres([[1, 1]], (1, 1, 1)),
        lambda: to_millimetres([[1, 1, 1]], (1, 1)),
    ],
)
def test_bad_input_is_one_clear_line(call):
    with pytest.raises(UsageError) as error:
        call()
    assert "\n" not in str(error.value)
