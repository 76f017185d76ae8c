"""The builder of activities: its table, its made-up people."""

import shutil

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.wisdm import phantom, table, wisdm_dataset_builder
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GroupKFold, KFold, cross_val_score

from medkeras.data import card
from medkeras.utils.errors import DataError

CARD = card("wisdm")


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up windows, through every check that TFDS has."""

    DATASET_CLASS = wisdm_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 576}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Four windows in the official layout."""

    DATASET_CLASS = wisdm_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 4}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copytree(CARD.folder / "dummy_data", tmp_path, dirs_exist_ok=True)
    return tmp_path


def changed(root, change):
    path = next(root.rglob(table.FILE))
    path.write_text(change(path.read_text()))
    return root


def test_windows_keep_their_user_and_activity(root):
    found = table.read_folder(root)
    assert found.notes == ["4 of 5418 windows, 2 of 36 users"]
    columns = found.splits["train"]
    assert columns["user"].tolist() == [33, 33, 5, 5]
    names = [table.ACTIVITIES[k] for k in columns["label"]]
    assert names == ["Jogging", "Walking", "Sitting", "Standing"]
    assert columns["measures"].shape == (4, 43)
    place = table.MEASURES.index("XPEAK")
    assert np.argwhere(np.isnan(columns["measures"])).tolist() == [[2, place]]


def test_a_row_that_cannot_be_used_is_counted(root):
    changed(root, lambda text: text.replace("Jogging", "Flying") + "9,5,1\n")
    found = table.read_folder(root)
    assert found.notes[0] == "3 of 5418 windows, 2 of 36 users"
    assert found.notes[1].startswith("1 rows left out: an unknown activity")
    assert found.notes[2].startswith("1 rows left out: with cells missing")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("RESULTANT", "R"), "named RESULTANT"),
        (lambda text: text.replace("@data", ""), "none named @data"),
        (
            lambda text: text[: text.index("@data") + 5],
            "can be used; found none",
        ),
    ],
)
def test_a_table_that_cannot_be_used_is_one_clear_line(root, change, message):
    changed(root, change)
    with pytest.raises(DataError, match=message) as error:
        table.read_folder(root)
    assert "\n" not in str(error.value)


def test_no_file_is_one_clear_line(tmp_path):
    with pytest.raises(DataError, match="expected WISDM_ar"):
        table.read_folder(tmp_path)


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.windows(2, 2, seed=1) for _ in range(2))
    assert first["measures"].tobytes() == again["measures"].tobytes()


def test_a_new_person_is_harder_than_a_new_window():
    drawn = phantom.windows(*wisdm_dataset_builder.SAMPLE)
    x = np.nan_to_num(drawn["measures"], nan=-1)
    forest = RandomForestClassifier(20, random_state=0)
    folds = KFold(3, shuffle=True, random_state=0)
    known = cross_val_score(forest, x, drawn["label"], cv=folds).mean()
    new = cross_val_score(
        forest, x, drawn["label"], cv=GroupKFold(3), groups=drawn["user"]
    ).mean()
    assert known > 0.9 and 0.5 < new < known - 0.04


@pytest.mark.parametrize("wrong", [(0, 1), (1, 0), (1.5, 1)])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.windows(*wrong, seed=0)
