"""The builder of voice measures: its table, its made-up speakers."""

import runpy
import shutil
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.pd_voice import pd_voice_dataset_builder, phantom, table
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from medkeras.data import card
from medkeras.utils.errors import DataError

CARD = card("pd_voice")
S = runpy.run_path(str(Path(__file__).with_name("spoiling.py")))


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up speakers, through every check that TFDS has."""

    DATASET_CLASS = pd_voice_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 144}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A small table in the official layout."""

    DATASET_CLASS = pd_voice_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 8}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copy(CARD.folder / "dummy_data" / table.FILE, tmp_path)
    return tmp_path


def changed(root, change):
    S["rewrite"](root / table.FILE, change)
    return root


def test_rows_keep_their_speakers(root):
    found = table.read_table(root)
    assert found.notes == ["8 of 195 recordings, 4 of 32 speakers (1 healthy)"]
    assert not found.complete
    columns = found.splits["train"]
    assert columns["speaker"].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert columns["recording"].tolist() == [1, 2] * 4
    assert columns["name"][2] == "phon_R01_S02_1"
    assert set(table.MEASURES) < set(columns)


@pytest.mark.parametrize("mark", [",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_and_tabs_are_read_alike(root, mark, end):
    whole = table.read_table(root).splits["train"]
    changed(root, lambda text: text.replace(",", mark).replace("\n", end))
    again = table.read_table(root).splits["train"]
    for name, values in whole.items():
        assert values.tolist() == again[name].tolist()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("NHR", "noise", 1), "none named NHR"),
        (lambda text: text[:-60], "cut off"),
        (lambda text: text[: text.index("\n")], "found none"),
        (lambda text: "", "found an empty file"),
        (lambda text: text.replace("_S03_1", ""), "as in phon_R01_S01_1"),
        (lambda text: text.replace("_S03_2", "_S03_1"), "_S03_1 again"),
        (lambda text: text.replace(",1,", ",2,"), "expected 0 or 1"),
        (lambda text: text.replace(",1,", ",0,", 1), "both for phon"),
        (lambda text: text.replace(",1,", ",x,1,", 1), "expected 24 cells"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_clear_line(root, change, message):
    changed(root, change)
    with pytest.raises(DataError, match=message) as error:
        table.read_table(root)
    assert "\n" not in str(error.value)


def test_no_table_is_one_clear_line(tmp_path):
    with pytest.raises(DataError, match="expected this file"):
        table.read_table(tmp_path)


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.recordings(5, seed=1) for _ in range(2))
    for name, values in first.items():
        assert values.tobytes() == again[name].tobytes()
    other = phantom.recordings(5, seed=2)
    assert not np.array_equal(first["ppe"], other["ppe"])


def test_the_sums_that_hold_by_definition_hold():
    drawn = phantom.recordings(8, seed=3)
    for whole, third in (
        ("jitter_ddp", "jitter_rap"), ("shimmer_dda", "shimmer_apq3"),
    ):  # fmt: skip
        np.testing.assert_allclose(drawn[whole], 3 * drawn[third], rtol=1e-5)
    assert (drawn["f0_min"] <= drawn["f0_mean"]).all()
    assert (drawn["f0_mean"] <= drawn["f0_max"]).all()


def auroc(drawn, splitter, groups=None):
    x = np.stack([drawn[name] for name in table.MEASURES], axis=1)
    scores = np.zeros(len(x))
    for train, test in splitter.split(x, drawn["label"], groups):
        forest = RandomForestClassifier(40, random_state=0)
        forest.fit(x[train], drawn["label"][train])
        scores[test] = forest.predict_proba(x[test])[:, 1]
    return roc_auc_score(drawn["label"], scores)


def test_a_speaker_on_both_sides_gives_the_label_away():
    drawn = phantom.recordings(*pd_voice_dataset_builder.SAMPLE)
    rows = auroc(drawn, StratifiedKFold(4, shuffle=True, random_state=0))
    people = StratifiedGroupKFold(4, shuffle=True, random_state=0)
    by_speaker = auroc(drawn, people, drawn["speaker"])
    assert rows > 0.93 and by_speaker < rows - 0.1


@pytest.mark.parametrize("wrong", [0, 1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 2"):
        phantom.recordings(wrong, seed=0)
