"""The builder of handwriting: its .svc files and its table of people."""

import runpy
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.pahaw import pahaw_dataset_builder, recordings

from medkeras.utils.errors import DataError

W = runpy.run_path(str(Path(__file__).with_name("pahaw_folder.py")))
svc_lines, svc_path, write_svc = W["svc_lines"], W["svc_path"], W["write_svc"]
write_csv, write_xlsx = W["write_csv"], W["write_xlsx"]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """A few made-up people, through every check that TFDS has."""

    DATASET_CLASS = pahaw_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 24}  # noqa: RUF012

    def setUp(self):
        patch = pytest.MonkeyPatch()
        self.addCleanup(patch.undo)
        patch.setattr(pahaw_dataset_builder, "SAMPLE", (3, 0))
        super().setUp()


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A small folder in the official layout."""

    DATASET_CLASS = pahaw_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 4}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    return W["write_folder"](tmp_path)


def test_recordings_meet_their_people(root):
    found = recordings.read_folder(root)
    rows = found.splits["train"]
    assert found.notes == [
        "4 of 597 recordings, 2 of 75 people (1 with Parkinson's disease), "
        "2 spirals"
    ]
    assert not found.complete
    known = [(row["person"], row["task"], row["label"]) for row in rows]
    assert known == [(1, 0, 1), (1, 1, 1), (7, 0, 0), (7, 1, 0)]
    x, y, pressure, on_paper, time = rows[0]["movement"].T
    assert np.ptp(x) == 59 * 40 and np.ptp(y) < 700
    np.testing.assert_allclose(time, np.arange(60) * 0.007, atol=1e-6)
    assert (on_paper == 0).sum() == 9 and (pressure[on_paper == 0] == 0).all()
    assert rows[0]["age"] == 61 and np.isnan(rows[0]["tremor"])


def test_a_spreadsheet_says_the_same_as_its_export(root):
    exported = recordings.read_folder(root).splits["train"]
    (root / "PaHaW_files" / "corpus_PaHaW.csv").unlink()
    write_xlsx(root)
    for row, other in zip(
        recordings.read_folder(root).splits["train"], exported, strict=True
    ):
        for name in ("person", "label", "age"):
            assert row[name] == other[name]


@pytest.mark.parametrize("mark", [",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_tables_of_other_systems_are_read(root, mark, end):
    path = root / "PaHaW_files" / "corpus_PaHaW.csv"
    text = path.read_text().replace(";", mark).replace("\n", end)
    path.write_bytes(text.encode())
    first = svc_path(root, "00001", 1)
    first.write_bytes(first.read_text().replace("\n", end).encode())
    assert len(recordings.read_folder(root).splits["train"]) == 4


def test_words_that_stand_on_end_are_turned(root):
    for person in ("00001", "00007"):
        for task in (1, 2):
            path = svc_path(root, person, task)
            lines = [line.split() for line in path.read_text().split("\n")[1:]]
            turned = [" ".join([b, a, *c]) for a, b, *c in filter(None, lines)]
            write_svc(path, turned)
    found = recordings.read_folder(root)
    assert "first column taken as x" in found.notes[1]
    assert np.ptp(found.splits["train"][0]["movement"][:, 0]) == 59 * 40


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda lines: ["hello", *lines[1:]], "line 2: expected 7 numbers"),
        (lambda lines: [*lines[:5], "1 2 3", *lines[6:]], "line 7: expected"),
        (lambda lines: [*lines[:-1], lines[0]], "expected times that rise"),
        (lambda lines: lines[:20], "expected 32 samples or more"),
        (
            lambda lines: [s.replace(" 1 1500", " 0 1500") for s in lines],
            "found it never",
        ),
    ],
)
def test_a_recording_with_text_in_it_is_counted(root, spoil, words):
    write_svc(svc_path(root, "00007", 2), spoil(svc_lines(1)))
    found = recordings.read_folder(root)
    assert len(found.splits["train"]) == 3
    assert "1 .svc left out:" in found.notes
    assert words in found.notes[-1] and "\n" not in found.notes[-1]


def test_what_is_cut_off_or_nobodys_is_counted(root):
    write_svc(svc_path(root, "00007", 2), svc_lines(1), count=90)
    write_svc(svc_path(root, "00009", 1), svc_lines(1))
    write_svc(svc_path(root, "00001", 9), svc_lines(1))
    svc_path(root, "00007", 1).write_text("samples: 60\n1 2 3\n")
    write_svc(root / "copy" / "00001__1_1.svc", svc_lines(1))
    (root / "notes.svc").write_text("")
    found = recordings.read_folder(root)
    assert len(found.splits["train"]) == 2
    said = "\n".join(found.notes)
    for words in (
        "6 .svc left out", "found 60 (cut off?)", "person 9 is not in",
        "tasks are 1 to 8", "number of samples on line 1", "a file already",
        "... and 1 more",
    ):  # fmt: skip
        assert words in said, words


def test_people_that_cannot_be_used_are_noted(root):
    write_csv(root, (*W["PEOPLE"], ("x", "H", "1"), ("9", "flu", "old")))
    said = "\n".join(recordings.read_folder(root).notes)
    assert "ID is a number; found 'x'" in said
    assert "Disease is PD or H; found 'flu'" in said


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda root: (root / "PaHaW_files/corpus_PaHaW.csv").unlink(),
         "expected this table"),
        (lambda root: write_csv(root, header="ID;Sex;Illness;Age"),
         "none named Disease"),
        (lambda root: [p.unlink() for p in root.rglob("*.svc")],
         "expected .svc files"),
        (lambda root: [p.write_text("a") for p in root.rglob("*.svc")],
         "found 4 .svc, the first"),
    ],
)  # fmt: skip
def test_a_folder_that_cannot_be_used_is_one_clear_line(root, spoil, message):
    spoil(root)
    with pytest.raises(DataError, match=message) as error:
        recordings.read_folder(root)
    assert "\n" not in str(error.value)


def test_a_spreadsheet_that_is_none_is_one_clear_line(root):
    (root / "PaHaW_files" / "corpus_PaHaW.csv").unlink()
    write_xlsx(root, header=("ID", "Sex", "Illness", "Age"))
    with pytest.raises(DataError, match="none named Disease"):
        recordings.read_folder(root)
    (root / "PaHaW_files" / "corpus_PaHaW.xlsx").write_text("ID;Disease")
    with pytest.raises(DataError, match=r"expected a spreadsheet"):
        recordings.read_folder(root)
