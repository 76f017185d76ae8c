"""The builder of healthy hearts' beat times: real files, made-up hearts."""

import shutil

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.nsr2db import nsr2db_dataset_builder

from medkeras.data import card
from medkeras.signal.beat_annotations import read_holter_folder
from medkeras.utils.errors import DataError

CARD = card("nsr2db")
PATTERN = nsr2db_dataset_builder.Builder.PATTERN


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up hearts, through every check that TFDS has."""

    DATASET_CLASS = nsr2db_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 24}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Two small records in the official layout."""

    DATASET_CLASS = nsr2db_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 2}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copytree(CARD.folder / "dummy_data", tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_a_part_of_the_set_is_read_and_counted(root):
    columns, notes = read_holter_folder(root, PATTERN, 54)
    assert notes == ["2 of 54 records read"]
    assert columns["record"].tolist() == ["nsr003", "nsr017"]
    known = np.isfinite(columns["intervals"])
    assert known.sum(axis=1).tolist() == [38, 38]  # one mark is no beat
    # Intervals before and behind the early beat are not from N to N.
    assert (known & ~columns["normal"]).sum(axis=1).tolist() == [2, 2]
    assert 0.6 < columns["intervals"][known].min() < 1
    assert columns["first"][0] > 0.4


def test_a_broken_record_is_skipped_and_said(root):
    broken = root / "nsr003.ecg"
    broken.write_bytes(broken.read_bytes()[:-3])
    columns, notes = read_holter_folder(root, PATTERN, 54)
    assert columns["record"].tolist() == ["nsr017"]
    assert notes[0] == "1 of 54 records read"
    assert "nsr003.ecg" in notes[1] and notes[1].endswith("nsr003 skipped")


def test_no_record_at_all_is_one_line_with_the_reason(root):
    for header in root.glob("*.hea"):
        header.write_text("nsr 0 fast 1\n")
    with pytest.raises(DataError, match="first line") as error:
        read_holter_folder(root, PATTERN, 54)
    assert "\n" not in str(error.value)
