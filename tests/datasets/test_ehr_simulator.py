"""The made-up records as a data set."""

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.ehr_simulator import ehr_simulator_dataset_builder

from medkeras.ehr.simulator import simulate


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """Made-up patients, through every check that TFDS has."""

    DATASET_CLASS = ehr_simulator_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 30, "test": 30}  # noqa: RUF012

    def setUp(self):
        patch = pytest.MonkeyPatch()
        self.addCleanup(patch.undo)
        few = {"train": (5, 0), "test": (4, 1)}
        patch.setattr(ehr_simulator_dataset_builder, "SPLITS", few)
        super().setUp()


def test_nobody_is_in_two_splits(tmp_path, monkeypatch):
    few = {"train": (5, 0), "test": (4, 1)}
    monkeypatch.setattr(ehr_simulator_dataset_builder, "SPLITS", few)
    builder = ehr_simulator_dataset_builder.Builder(
        data_dir=tmp_path, config="sample"
    )
    splits = builder.read_sample(None)
    people = [set(part["patient"].tolist()) for part in splits.values()]
    assert people == [set(range(5)), set(range(5, 9))]
    numbers = np.concatenate([part["encounter"] for part in splits.values()])
    assert len(set(numbers.tolist())) == len(numbers)
    np.testing.assert_array_equal(
        splits["train"]["risk"], simulate(5, 0)["risk"]
    )
