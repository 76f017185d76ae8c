"""The builder of failing hearts' beat times: real files, made-up hearts."""

import shutil

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.chf2db import chf2db_dataset_builder

from medkeras.data import card
from medkeras.signal.beat_annotations import read_holter_folder
from medkeras.signal.beat_simulator import simulate_hearts
from medkeras.signal.heart_rate_variability import heart_rate_variability

CARD = card("chf2db")
PATTERN = chf2db_dataset_builder.Builder.PATTERN


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up hearts, through every check that TFDS has."""

    DATASET_CLASS = chf2db_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 16}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Two small records in the official layout."""

    DATASET_CLASS = chf2db_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 2}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copytree(CARD.folder / "dummy_data", tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_failing_hearts_vary_less_and_overlap_with_healthy_ones():
    variability = []
    for failing in (True, False):
        hearts = simulate_hearts(12, seed=3, failing=failing, hours=0.5)
        found = [heart_rate_variability(*heart).rmssd for heart in hearts]
        variability.append(found)
    failing, healthy = variability
    assert 0.5 < np.median(failing) / np.median(healthy) < 0.95
    assert max(failing) > min(healthy)


def test_only_its_own_records_are_read(root):
    shutil.copy(root / "chf204.ecg", root / "nsr001.ecg")
    columns, notes = read_holter_folder(root, PATTERN, 29)
    assert columns["record"].tolist() == ["chf204", "chf228"]
    assert notes == ["2 of 29 records read"]
