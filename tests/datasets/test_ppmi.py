"""The builder of striatal images: tables, volumes, slices, phantom."""

import runpy
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.ppmi import phantom, ppmi_dataset_builder, scans
from sklearn.metrics import roc_auc_score

from medkeras.utils.errors import DataError

HERE = Path(__file__)
W = runpy.run_path(str(HERE.with_name("ppmi_folder.py")))
WRITE_SLICE = runpy.run_path(str(HERE.with_name("sunnybrook_tree.py")))[
    "write_slice"
]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The phantom, through every check that TFDS has."""

    DATASET_CLASS = ppmi_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 400}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Two subjects in the layout that the reader asks for."""

    DATASET_CLASS = ppmi_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 10}  # noqa: RUF012
    # nibabel reads with open(); the builder itself does not.
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    return W["write_folder"](tmp_path)


def column(found, name):
    return [row[name] for row in found.splits["train"]]


def test_five_slices_around_the_brightest_one(root):
    found = scans.read_folder(root)
    assert found.notes == [
        "2 subjects, 10 slices",
        "1 subjects left out, without a scan that can be read or of another "
        "group: 3003",
    ]
    assert not found.complete
    assert column(found, "label") == [0] * 5 + [1] * 5
    assert column(found, "scanner") == [0] * 5 + [1] * 5
    assert column(found, "slice") == list(range(5)) * 2
    assert column(found, "age")[0] == 61
    assert np.isnan(column(found, "age")[5])


def test_front_is_above_and_left_is_left(root):
    # The volumes were made of the phantom's slices, so these come back.
    values = W["volume"](0)
    back = scans.five_slices(values.astype("f4"), (3.3, 3.3, 3.3))
    given = values.transpose(2, 1, 0)[:, ::-1]
    places = [
        first
        for first in range(len(given) - 4)
        if np.array_equal(given[first : first + 5], back)
    ]
    assert len(places) == 1
    assert abs(places[0] - W["BELOW"]) <= 2
    assert back[2, :24].mean() > back[2, 24:].mean()  # striatum is in front


def test_pixels_are_brought_to_one_size():
    values = np.zeros((96, 96, 5), "f4")
    values[40:56, 60:64] = 100.0
    fine = scans.five_slices(values, (1.65, 1.65, 3.0))[2]
    assert fine.shape == (48, 48)
    assert (fine > 50).sum() == pytest.approx(16, abs=4)


def test_dicom_slices_of_a_folder_are_a_volume(root):
    for place in range(6):
        path = root / "3003" / f"{9 - place}.dcm"
        path.parent.mkdir(exist_ok=True)
        WRITE_SLICE(path, place + 1, 3.0 * place)
    found = scans.read_folder(root)
    last = found.splits["train"][-5:]
    assert len(found.notes) == 1
    # Sorted by place, not by name: each slice holds its number.
    levels = [row["image"].max() for row in last]
    assert levels == sorted(levels)
    assert levels[-1] == 6


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda root: (root / "subjects.csv").unlink(), "expected this file"),
        (
            lambda root: (root / "subjects.csv").write_text("subject\n3001\n"),
            "none named group",
        ),
        (
            lambda root: [p.unlink() for p in root.glob("*.gz")],
            "expected a volume of a subject",
        ),
    ],
)
def test_a_folder_that_cannot_be_used_is_one_clear_line(root, change, message):
    change(root)
    with pytest.raises(DataError, match=message) as error:
        scans.read_folder(root)
    assert "\n" not in str(error.value)


def test_a_broken_volume_is_left_out(root):
    path = root / "3001.nii.gz"
    path.write_bytes(path.read_bytes()[:500])
    found = scans.read_folder(root)
    assert found.notes[0] == "1 subjects, 5 slices"
    assert "3001, 3003" in found.notes[1]


@pytest.fixture(scope="module")
def drawn():
    rows = phantom.subjects(200, seed=1)
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def test_in_the_phantom_the_tail_fades_one_side_first(drawn):
    first = drawn["slice"] == 2
    label = drawn["label"][first]
    worse = np.minimum(drawn["left"], drawn["right"])[first]
    assert roc_auc_score(label, -worse) > 0.95
    gap = np.abs(drawn["left"] - drawn["right"])[first]
    assert gap[label == 1].mean() > gap[label == 0].mean()
    # What the image shows follows the truth: the brighter side is better.
    image = drawn["image"][first]
    left, right = (
        image[:, 24:32, part].mean(axis=(1, 2))
        for part in (slice(12, 22), slice(26, 36))
    )
    truth = (drawn["left"] - drawn["right"])[first]
    assert np.corrcoef(np.log(left / right), truth)[0, 1] > 0.6


def test_in_the_phantom_the_scanner_goes_with_the_diagnosis(drawn):
    ill = drawn["scanner"][drawn["label"] == 1].mean()
    healthy = drawn["scanner"][drawn["label"] == 0].mean()
    assert ill > 0.65
    assert healthy < 0.35


def test_the_same_seed_gives_the_same_bytes():
    first, again, other = (phantom.subjects(2, seed=s) for s in (1, 1, 2))
    for one, two in zip(first, again, strict=True):
        assert one["image"].tobytes() == two["image"].tobytes()
    assert not np.array_equal(first[0]["image"], other[0]["image"])


@pytest.mark.parametrize("wrong", [0, 1, 3.0, "3"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 2"):
        phantom.subjects(wrong, seed=0)
