"""The builder of handheld ECGs: recordings, labels, made-up ones."""

import shutil

import numpy as np
import pytest
import scipy.io
import tensorflow_datasets as tfds
from medkeras_datasets.cinc2017 import cinc2017_dataset_builder, records

from medkeras.data import card
from medkeras.data.building import read_at_once
from medkeras.signal.r_peaks import find_r_peaks
from medkeras.utils.errors import DataError

CARD = card("cinc2017")


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up recordings, through every check that TFDS has."""

    DATASET_CLASS = cinc2017_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 120, "validation": 60}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Three small recordings in the official layout."""

    DATASET_CLASS = cinc2017_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"validation": 3}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copytree(CARD.folder / "dummy_data", tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_recordings_are_in_millivolts_with_their_labels(root):
    found = read_at_once(records.read_folder(root))
    assert found.notes == ["validation: 3 of 300 recordings"]
    assert not found.complete
    rows = found.splits["validation"]
    columns = {name: np.stack([row[name] for row in rows]) for name in rows[0]}
    assert columns["label"].tolist() == [0, 1, 3]
    assert columns["length"].tolist() == [2700] * 3
    steps = scipy.io.loadmat(root / "validation" / "A00002.mat")["val"][0]
    np.testing.assert_allclose(
        columns["signal"][1, :2700], steps / 1000, rtol=1e-6
    )
    assert np.isnan(columns["signal"][:, 2700:]).all()


def test_both_folders_keep_their_parts(root):
    shutil.copytree(root / "validation", root / "training2017")
    assert sorted(read_at_once(records.read_folder(root)).splits) == [
        "train",
        "validation",
    ]


def test_what_does_not_go_together_is_counted(root):
    folder = root / "validation"
    (folder / "A00001.mat").rename(folder / "A00009.mat")
    header = folder / "A00002.hea"
    header.write_text(header.read_text().replace(" 300 ", " 128 "))
    found = read_at_once(records.read_folder(root))
    assert found.notes[:2] == [
        "validation: 1 of 300 recordings",
        "validation: 1 labels without a recording",
    ]
    assert "expected 300 samples a second" in found.notes[2]
    assert found.notes[3] == "validation: 1 recordings without a label left out"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("A00002.mat", b"no mat", "expected a MATLAB file with `val`"),
        ("A00002.hea", b"A00002 1\n", "samples a second and steps/mV"),
    ],
)
def test_a_recording_that_cannot_be_read_is_left_out(
    root, name, content, message
):
    (root / "validation" / name).write_bytes(content)
    found = read_at_once(records.read_folder(root))
    assert message in found.notes[1] and found.notes[1].endswith("left out")


def test_what_cannot_be_used_at_all_is_one_clear_line(root):
    reference = root / "validation" / "REFERENCE.csv"
    reference.write_text("A00001,X\n")
    with pytest.raises(DataError, match="lines such as A00001,N"):
        read_at_once(records.read_folder(root))
    reference.write_text("A00077,N\n")
    with pytest.raises(DataError, match="can be read; found none"):
        read_at_once(records.read_folder(root))
    reference.unlink()
    with pytest.raises(DataError, match="expected training2017 or validation"):
        read_at_once(records.read_folder(root))


def test_made_up_rhythms_differ_as_they_should():
    irregular = {0: [], 1: [], 2: []}
    for _, label, signal in cinc2017_dataset_builder.made_up(48, seed=3):
        if label == 3:
            continue
        intervals = np.diff(find_r_peaks(signal, records.RATE))
        irregular[label].append(intervals.std() / intervals.mean())
    medians = {label: np.median(v) for label, v in irregular.items()}
    assert medians[1] > 2 * medians[0] and medians[2] > 1.3 * medians[0]
