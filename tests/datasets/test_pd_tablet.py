"""The builder of spirals on a tablet: its files, its traps, its phantom."""

import runpy
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.pd_tablet import (
    pd_tablet_dataset_builder,
    phantom,
    recordings,
)

from medkeras.signal.handwriting import feature_table
from medkeras.utils.errors import DataError

W = runpy.run_path(str(Path(__file__).with_name("pd_tablet_folder.py")))
block, path_of, write_person = W["block"], W["path_of"], W["write_person"]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up people, through every check that TFDS has."""

    DATASET_CLASS = pd_tablet_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 42}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A small folder in the official layout."""

    DATASET_CLASS = pd_tablet_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 8}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    return W["write_folder"](tmp_path)


def rows_of(found):
    return {(r["name"], r["test"]): r for r in found.splits["train"]}


def test_spirals_meet_their_people_and_the_point_is_left_out(root):
    found = recordings.read_folder(root)
    assert found.notes == [
        "4 of 77 people: 2 controls, 1 P_ and 1 H_ with Parkinson's disease",
        "8 spirals; no usable test 0 of 0 people, no usable test 1 of 0",
        "sampling interval of C_ spirals: 7 ms in 4",
        "sampling interval of P_ spirals: 9 ms in 2",
        "sampling interval of H_ spirals: 7 ms in 2",
        "test 2 (point) is never used: left out of 2 people",
        "test 2 is the same in C_0009, C_0010: left out",
    ]
    assert not found.complete
    rows = rows_of(found)
    assert {test for _, test in rows} == {0, 1}
    assert rows["C_0009", 0]["label"] == 0
    spiral = rows["P_02100002", 1]
    assert spiral["label"] == 1 and spiral["interval"] == 9
    x, _, pressure, on_paper, time = spiral["movement"].T
    np.testing.assert_array_equal(x, 200 + np.arange(50))
    np.testing.assert_allclose(time, 0.009 * np.arange(50), atol=1e-6)
    assert (pressure == 400).all() and (on_paper == 1).all()


def test_a_spiral_that_two_people_share_is_left_out_of_both(root):
    """Even where the times were shifted."""
    later = [line.replace(";17326", ";17327") for line in block(20, 1)]
    write_person(root, "H_P000-0024", block(40, 0), later)
    write_person(root, "P_02100002", block(21, 0), block(20, 1))
    found = recordings.read_folder(root)
    rows = rows_of(found)
    assert ("H_P000-0024", 0) in rows and ("H_P000-0024", 1) not in rows
    assert ("P_02100002", 1) not in rows
    said = "\n".join(found.notes)
    assert "test 1 is the same in H_P000-0024, P_02100002: left out" in said
    assert "no usable test 1 of 2" in said


def test_missing_tests_and_falling_times_are_counted(root):
    write_person(root, "H_p000-0010", block(5, 2))
    spoiled = block(6, 0) + block(7, 0, samples=60)  # the clock starts anew
    write_person(root, "P_02100002", spoiled, block(8, 1, samples=9))
    found = recordings.read_folder(root)
    said = "\n".join(found.notes)
    for words in (
        "no usable test 0 of 1 people, no usable test 1 of 2",
        "P_02100002, test 0: times fall or jump; 60 of 110 samples",
        "P_02100002, test 1, left out: fewer than 32",
    ):
        assert words in said, words
    assert len(rows_of(found)["P_02100002", 0]["movement"]) == 60


def test_a_pen_above_the_paper_and_a_clock_that_jumps_are_counted(root):
    lifted = [line.replace(";400;", ";0;") for line in block(6, 0)]
    later = [line.replace(";17326", ";17330") for line in block(9, 1)]
    write_person(root, "P_02100002", lifted, block(8, 1)[:20] + later)
    said = "\n".join(recordings.read_folder(root).notes)
    assert "P_02100002, test 0, left out: fewer than 32 samples on" in said
    assert "test 1: times fall or jump; 50 of 70" in said


@pytest.mark.parametrize("mark", [",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_other_marks_a_header_and_other_line_ends_are_read(root, mark, end):
    whole = recordings.read_folder(root).splits["train"]
    for path in root.rglob("*.txt"):
        text = ";".join(recordings.COLUMNS) + "\n" + path.read_text()
        text = text.replace(";", mark).replace("\n", end)
        path.write_bytes(text.encode())
    again = recordings.read_folder(root).splits["train"]
    for row, other in zip(whole, again, strict=True):
        np.testing.assert_array_equal(row["movement"], other["movement"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text[:-8], "line 100: expected X;Y;Z"),
        (lambda text: "pen\n" + text, "line 1: expected X;Y;Z"),
        (lambda text: text.replace("200;", "nan;", 1), "line 1: expected"),
        (lambda text: "", "an empty file"),
    ],
)
def test_a_file_that_is_cut_or_has_text_in_it_is_counted(root, change, words):
    path = path_of(root, "P_02100002")
    path.write_text(change(path.read_text().strip()))
    found = recordings.read_folder(root)
    assert len(found.splits["train"]) == 6
    assert "1 files left out:" in found.notes
    assert words in found.notes[-1] and "\n" not in found.notes[-1]


def test_a_person_in_two_files_is_read_once(root):
    write_person(root, "H_P000-0010", block(50, 0))
    found = recordings.read_folder(root)
    assert "has a file already" in found.notes[-1]


@pytest.mark.parametrize("text", [None, "pen and paper"])
def test_a_folder_without_spirals_is_one_clear_line(root, text):
    for path in root.rglob("*.txt"):
        path.unlink() if text is None else path.write_text(text)
    with pytest.raises(DataError, match="expected") as error:
        recordings.read_folder(root)
    assert "\n" not in str(error.value)


def test_in_the_phantom_the_clock_tells_a_group_and_the_hand_trembles():
    drawn = phantom.recordings(21, seed=3)
    nine = np.array([row["interval"] == 9 for row in drawn])
    groups = np.array([row["group"] for row in drawn])
    np.testing.assert_array_equal(nine, groups == "P")
    table = feature_table([row["movement"] for row in drawn])
    ill = groups != "C"
    shares = table["tremor_share"].to_numpy()
    assert np.median(shares[ill]) > 1.5 * np.median(shares[~ill])
    seen = ill & (shares > 0.03)
    assert seen.sum() > 4
    true = np.array([row["tremor"] for row in drawn])
    found = table["tremor_frequency"].to_numpy()
    assert np.abs(found - true)[seen].max() < 0.25
    for row in drawn:
        measured = np.median(np.diff(row["movement"][:, 4])) * 1000
        assert measured == pytest.approx(row["interval"], abs=0.01)
        low, high = (4, 6) if row["label"] else (8, 11)
        assert low <= row["tremor"] <= high


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.recordings(3, seed=1) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        assert one["movement"].tobytes() == other["movement"].tobytes()


@pytest.mark.parametrize("wrong", [0, 2, 3.0, "3"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 3"):
        phantom.recordings(wrong, seed=0)
