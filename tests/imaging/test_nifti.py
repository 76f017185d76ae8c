"""Volumes of NIfTI files: read in one orientation, or refused in one line."""

import gzip

import nibabel
import numpy as np
import pytest

from medkeras.imaging.nifti import read_nifti
from medkeras.utils.errors import DataError

VALUES = np.arange(24, dtype=np.int16).reshape(2, 3, 4)


@pytest.fixture
def save(tmp_path):
    def save(values=VALUES, affine=None, name="one.nii.gz"):
        path = tmp_path / name
        affine = np.eye(4) if affine is None else affine
        nibabel.save(nibabel.Nifti1Image(values, affine), path)
        return path

    return save


def refused(path, message):
    with pytest.raises(DataError, match=message) as caught:
        read_nifti(path)
    assert "\n" not in str(caught.value) and str(path) in str(caught.value)


@pytest.mark.parametrize("name", ["one.nii", "one.nii.gz"])
def test_values_come_back_as_they_were(save, name):
    found = read_nifti(save(name=name))
    np.testing.assert_array_equal(found.values, VALUES)
    assert found.values.dtype == np.float32
    assert found.spacing == (1.0, 1.0, 1.0)


def test_a_single_frame_is_a_volume(save):
    found = read_nifti(save(VALUES[..., None]))
    np.testing.assert_array_equal(found.values, VALUES)


def test_axes_run_right_forward_and_up(save):
    """Written up, left and forward with three steps; read in one way."""
    affine = np.zeros((4, 4))
    affine[2, 0], affine[0, 1], affine[1, 2], affine[3, 3] = 2.0, -3.0, 1.5, 1
    found = read_nifti(save(affine=affine))
    expected = VALUES.transpose(1, 2, 0)[::-1]
    np.testing.assert_array_equal(found.values, expected)
    assert found.spacing == (3.0, 1.5, 2.0)
    assert (np.diag(found.affine) > 0).all()


def patch(path, place, numbers):
    """Write numbers over the header at a place, as a scanner may have them."""
    content = bytearray(path.read_bytes())
    written = np.array(numbers, "<f4").tobytes()
    content[place : place + len(written)] = written
    path.write_bytes(bytes(content))
    return path


def test_scaled_numbers_are_in_the_files_unit(save):
    path = patch(save(name="one.nii"), 112, [0.5, 10.0])  # slope, intercept
    np.testing.assert_array_equal(read_nifti(path).values, VALUES / 2 + 10)


def test_no_such_file(tmp_path):
    refused(tmp_path / "lost.nii.gz", "found no such file")


def test_cut_off(save):
    rough = np.random.default_rng(0).normal(size=(9, 9, 9))
    path = save(rough.astype(np.float32))
    path.write_bytes(path.read_bytes()[:-400])
    refused(path, "found one that is cut off")


def test_cut_off_before_it_was_compressed(save):
    path = save()
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())[:-10]))
    refused(path, "found one that cannot be read")


@pytest.mark.parametrize("content", [b"", b"not a volume", b"\x1f\x8bxx"])
def test_another_kind_of_file(tmp_path, content):
    path = tmp_path / "one.nii.gz"
    path.write_bytes(content)
    refused(path, "expected a NIfTI volume; found")


def test_several_frames_are_refused(save):
    refused(save(np.zeros((2, 2, 2, 3), np.uint8)), "three axes; found the")


def test_a_header_that_promises_too_much(save):
    path = save(name="one.nii")
    header = bytearray(path.read_bytes())
    header[42:48] = np.array([9000, 9000, 9000], "<i2").tobytes()
    path.write_bytes(bytes(header))
    refused(path, "at most 134,217,728 voxels")


def test_numbers_that_are_none(save):
    values = VALUES.astype(np.float32)
    values[0, 0, 0] = np.nan
    refused(save(values), "of finite numbers")


def test_flat_affine_matrix(save):
    path = patch(save(name="one.nii"), 312, [0, 0, 0, 0])  # the row of z
    refused(path, "can be inverted")
