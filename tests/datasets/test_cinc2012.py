"""The builder of stays in intensive care: files, hours, made-up stays."""

import shutil
import zipfile

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.cinc2012 import (
    cinc2012_dataset_builder,
    phantom,
    stays,
)
from sklearn.metrics import roc_auc_score

from medkeras.data import card
from medkeras.data.building import read_at_once
from medkeras.utils.errors import DataError

CARD = card("cinc2012")


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up stays, through every check that TFDS has."""

    DATASET_CLASS = cinc2012_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 1000, "test": 500}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Three small stays in the official layout."""

    DATASET_CLASS = cinc2012_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 3}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copytree(CARD.folder / "dummy_data", tmp_path, dirs_exist_ok=True)
    return tmp_path


def columns_of(rows):
    return {name: np.stack([row[name] for row in rows]) for name in rows[0]}


def unpacked(root):
    with zipfile.ZipFile(root / "set-a.zip") as packed:
        packed.extractall(root)
    (root / "set-a.zip").unlink()
    return root / "set-a"


def test_hours_are_averaged_and_urine_is_added_up(root):
    found = read_at_once(stays.read_folder(root))
    assert found.notes == ["set a: 3 of 4000 stays"] and not found.complete
    rows = columns_of(found.splits["train"])
    pulse = rows["hourly"][0, :, stays.PLACE["HR"]]
    assert pulse[0] == 85 and pulse[47] == 70  # what is past 48 h is not read
    assert np.isfinite(pulse).sum() == 2
    urine = rows["hourly"][0, :, stays.PLACE["Urine"]]
    assert urine[1] == 160 and np.isfinite(urine).sum() == 1
    assert rows["hourly"][1, 5, stays.PLACE["Weight"]] == 76
    assert not np.isfinite(rows["hourly"][2]).any()
    assert rows["label"].tolist() == [0, 0, 1]
    assert np.isnan(rows["height"]).all() and np.isnan(rows["saps"][2])


def test_the_folder_and_the_zip_are_read_alike(root):
    packed = read_at_once(stays.read_folder(root)).splits["train"]
    unpacked(root)
    bare = read_at_once(stays.read_folder(root)).splits["train"]
    bare = columns_of(bare)
    for name, values in columns_of(packed).items():
        np.testing.assert_array_equal(values, bare[name])


def test_both_sets_keep_their_parts(root):
    folder = unpacked(root)
    shutil.copytree(folder, root / "set-b")
    shutil.copy(root / "Outcomes-a.txt", root / "Outcomes-b.txt")
    found = read_at_once(stays.read_folder(root))
    assert sorted(found.splits) == ["test", "train"]
    assert found.notes[1] == "set b: 3 of 4000 stays"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Hour,Parameter\n", "1 files without the header Time,Parameter,Value"),
        (f"{'Time,Parameter,Value'}\n01:00,HR,80\n", "without a RecordID"),
        ("Time,Parameter,Value\n00:00,RecordID\n", "broken lines"),
        ("Time,Parameter,Value\n00:00,RecordID,7\n", "without an outcome"),
    ],
)
def test_a_file_that_cannot_be_used_is_counted(root, text, note):
    (unpacked(root) / "132540.txt").write_text(text)
    found = read_at_once(stays.read_folder(root))
    assert found.notes[0] == "set a: 2 of 4000 stays"
    assert note in found.notes[1] and "132540.txt" in found.notes[1]


def test_what_cannot_be_read_is_one_clear_line(root):
    (root / "set-a.zip").write_bytes(b"PK nothing")
    with pytest.raises(DataError, match="expected a zip archive"):
        read_at_once(stays.read_folder(root))
    outcomes = root / "Outcomes-a.txt"
    outcomes.write_text(outcomes.read_text().replace("In-hospital_", ""))
    with pytest.raises(DataError, match="none named In-hospital_death"):
        read_at_once(stays.read_folder(root))
    outcomes.unlink()
    with pytest.raises(DataError, match=r"expected Outcomes-a\.txt"):
        read_at_once(stays.read_folder(root))


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.stays(5, 1, 48, ["HR"]) for _ in range(2))
    assert first["hourly"].tobytes() == again["hourly"].tobytes()


def test_values_and_gaps_tell_the_made_up_death():
    drawn = phantom.stays(3000, 2, 48, list(stays.PARAMETERS))
    coma = np.nanmean(drawn["hourly"][..., stays.PLACE["GCS"]], axis=1)
    assert roc_auc_score(drawn["label"], -coma) > 0.7
    asked = np.isfinite(drawn["hourly"][..., stays.PLACE["Lactate"]]).sum(
        axis=1
    )
    assert 0.55 < roc_auc_score(drawn["label"], asked) < 0.8
    assert 0.08 < drawn["label"].mean() < 0.25


@pytest.mark.parametrize("wrong", [0, -1, 2.0])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.stays(wrong, 0, 48, ["HR"])
