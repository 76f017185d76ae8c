"""Table and volumes, in the official layout and as NIfTI: any part."""

import runpy
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.oasis1 import (
    boxes,
    oasis1_dataset_builder,
    phantom,
    tree,
)

from medkeras.utils.errors import DataError

WRITERS = runpy.run_path(str(Path(__file__).with_name("oasis1_tree.py")))
HEADER, rows, write_table, write_volume = (
    WRITERS[name] for name in ("HEADER", "rows", "write_table", "write_volume")
)
OFFICIAL = "disc1/OAS1_0001_MR1/PROCESSED/MPRAGE/T88_111/OAS1_0001_MR1_mpr_n4_"


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """Made-up people, through every check that TFDS has."""

    DATASET_CLASS = oasis1_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 160}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Three rated people in the official layout."""

    DATASET_CLASS = oasis1_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 3}  # noqa: RUF012


def test_rated_people_with_whatever_volumes_are_there(tmp_path):
    write_table(tmp_path, rows())
    write_volume(tmp_path, f"{OFFICIAL}anon_111_t88_gfc.hdr", bright=400)
    write_volume(tmp_path, f"{OFFICIAL}anon_111_t88_masked_gfc.hdr")
    write_volume(tmp_path, "OAS1_0004_MR1.nii")
    found = tree.read_folder(tmp_path)
    assert found.notes == [
        "3 of 235 rated people, 2 with a volume",
        "1 left out: no clinical rating (CDR), mostly the young",
        "1 left out: a second visit of a person",
    ]
    first, second, third = found.splits["train"]
    assert [row["label"] for row in (first, second, third)] == [0, 1, 1]
    assert second["table"][:2].tolist() == [71, 1]
    assert np.isnan(second["table"][3]) and second["has_volume"] == 0
    # The masked volume was taken, which is that of the NIfTI file, too.
    np.testing.assert_array_equal(first["volume"], third["volume"])


def test_a_broken_volume_is_counted(tmp_path):
    write_table(tmp_path, rows())
    path = write_volume(tmp_path, f"{OFFICIAL}anon_111_t88_masked_gfc.hdr")
    path.with_suffix(".img").write_bytes(b"few")
    assert tree.read_folder(tmp_path).notes[-1] == (
        "1 left out: a volume that cannot be read"
    )


def test_no_table_a_renamed_column_nobody_rated(tmp_path):
    with pytest.raises(DataError, match=r"oasis_cross-sectional.csv.*empty"):
        tree.read_folder(tmp_path)
    write_table(tmp_path, rows(), ["CDRs" if n == "CDR" else n for n in HEADER])
    with pytest.raises(DataError, match="CDR"):
        tree.read_folder(tmp_path)
    write_table(tmp_path, [row | {"CDR": ""} for row in rows()])
    with pytest.raises(DataError, match="expected people with a CDR"):
        tree.read_folder(tmp_path)


def test_the_phantoms_brain_shrinks_with_the_stage():
    drawn = phantom.people(2000, seed=1)
    ill = drawn["label"] == 1
    brain = drawn["table"][:, phantom.COLUMNS.index("nWBV")]
    assert brain[ill].mean() < brain[~ill].mean() - 0.01
    assert (drawn["label"] == (drawn["cdr"] > 0)).all()


@pytest.mark.parametrize("shape", [(33, 20, 17), (16, 16, 16), (9, 5, 12)])
def test_any_volume_becomes_16_voxels_a_side(shape):
    values = np.random.default_rng(0).normal(size=shape)
    # A bright body in the middle, a third of each side.
    body = tuple(slice(size // 3, size - size // 3) for size in shape)
    values[body] += 50
    small = boxes.small_box(values)
    assert small.shape == (16, 16, 16) and small.dtype == np.uint8
    middle = np.argwhere(small > 128).mean(axis=0)
    assert (np.abs(middle - 7.5) <= 1).all()  # it stays in the middle


def test_a_volume_of_one_brightness_is_refused():
    with pytest.raises(DataError, match="more than one brightness"):
        boxes.small_box(np.ones((20, 20, 20)))


@pytest.mark.parametrize("count", [0, -1, 2.5, None])
def test_the_phantom_refuses_no_people(count):
    with pytest.raises(ValueError, match="num_people"):
        phantom.people(count, seed=0)


def test_the_same_seed_draws_the_same_people():
    first, second = phantom.people(40, 3), phantom.people(40, 3)
    for name, values in first.items():
        np.testing.assert_array_equal(values, second[name])
    assert not first["volume"][first["has_volume"] == 0].any()
