"""The builder of chest films: any part of the official folders."""

import json
import runpy
import shutil
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.covid_xray import (
    cohen,
    covid_xray_dataset_builder,
    nih,
    people,
    tree,
)
from PIL import Image

from medkeras.utils.errors import DataError

WRITERS = runpy.run_path(str(Path(__file__).with_name("covid_xray_tree.py")))
write_tree, write_metadata = WRITERS["write_tree"], WRITERS["write_metadata"]
write_picture, write_boxes = WRITERS["write_picture"], WRITERS["write_boxes"]
picture, ROWS, SHAPE = WRITERS["picture"], WRITERS["ROWS"], WRITERS["SHAPE"]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """A few made-up patients, through every check that TFDS has."""

    DATASET_CLASS = covid_xray_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 10, "test": 11}  # noqa: RUF012

    def setUp(self):
        patch = pytest.MonkeyPatch()
        self.addCleanup(patch.undo)
        few = {"train": (6, 0), "test": (6, 1)}
        patch.setattr(covid_xray_dataset_builder, "SAMPLE", few)
        super().setUp()


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A small tree in the official layout."""

    DATASET_CLASS = covid_xray_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 6, "test": 1}  # noqa: RUF012
    # Pillow reads with open(); the builder itself does not.
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    return write_tree(tmp_path)


def read(root):
    """All rows by their finding and source, and the notes in one text."""
    found = tree.read_tree(root)
    assert all("\n" not in note for note in found.notes)
    rows = [row for rows in found.splits.values() for row in rows]
    return rows, "\n".join(found.notes)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("COVID-19", 2), ("COVID-19, ARDS", 2), ("Pneumonia/Viral/COVID-19", 2),
        ("No Finding", 0), ("SARS", 1), ("Streptococcus", 1), ("ARDS", 1),
        ("todo", None), ("Unknown", None), ("", None),
    ],
)  # fmt: skip
def test_findings_become_three_labels_and_todo_becomes_none(text, label):
    assert cohen.label_of(text) == label


@pytest.mark.parametrize(
    ("text", "label"),
    [("No Finding", 0), ("Edema|Pneumonia", 1), ("Pneumonia", 1),
     ("Effusion", None)],
)  # fmt: skip
def test_the_nihs_pneumonia_may_come_with_others(text, label):
    assert nih.label_of(text) == label


def test_letters_and_known_pairs_are_one_person():
    assert cohen.person_of("350a") == cohen.person_of("350b")
    assert cohen.person_of("97") == cohen.person_of("178")
    assert cohen.person_of("35") != cohen.person_of("350a")


def test_a_source_is_the_web_site_however_it_is_written():
    for url in ("https://www.eurorad.org/case/1", "http://eurorad.org",
                "eurorad.org/case"):  # fmt: skip
        assert cohen.source_of(url) == "eurorad.org"
    assert cohen.source_of(" ") == "unknown"


def test_rows_meet_their_pictures(root):
    rows, said = read(root)
    assert said.startswith("7 films of 4 persons\n")
    assert "todo, Unknown): 1 left out" in said
    assert "another kind than X-ray: 1 left out" in said
    assert "1 films of other findings" in said
    by_finding = {row["finding"]: row for row in rows}
    assert by_finding["COVID-19, ARDS"]["label"] == 2
    assert by_finding["Streptococcus"]["source"] == "eurorad.org"
    assert by_finding["Streptococcus"]["view"] == "unknown"
    assert by_finding["Infiltration|Pneumonia"]["age"] == 58
    normal = [row for row in rows if row["finding"] == "No Finding"]
    assert {row["collection"] for row in normal} == {"cohen", "nih"}
    assert {row["patient"] for row in rows} == {0, 1, 2, 3}


def test_a_film_is_squeezed_with_its_boxes_and_mask(root):
    rows, _ = read(root)
    (film,) = [row for row in rows if row["has_mask"]]
    assert film["image"].shape == (64, 64) and film["image"].dtype == "uint8"
    assert film["aspect"] == pytest.approx(96 / 72)
    np.testing.assert_allclose(
        film["boxes"], [[16, 0, 48, 16], [16, 32, 48, 48]], atol=1e-4
    )
    down, across = np.nonzero(film["lung_mask"])
    assert down.min() == 18 and down.max() == 43  # 20 to 50 of 72
    assert across.min() in (6, 7) and across.max() == 52  # 10 to 80 of 96
    assert film["image"].mean() == pytest.approx(picture(0).mean(), abs=1)


def test_a_person_is_in_one_split(root):
    found = tree.read_tree(root)
    patients = [
        {row["patient"] for row in rows} for rows in found.splits.values()
    ]
    assert not set.intersection(*patients)
    drawn = [people.split_of(f"cohen-{n}") for n in range(1000)]
    assert 0.15 < drawn.count("test") / 1000 < 0.25


def test_a_copied_film_makes_two_persons_one(root):
    copied = (picture(2) * 0.9 + 5).astype(np.uint8)  # of person 4
    write_picture(root / "images" / "h.png", copied)
    write_metadata(root, [*ROWS, ("9", *ROWS[0][1:6], "h.png", SHAPE)])
    assert "1 share a film with another" in read(root)[1]


def test_either_collection_is_read_alone(root):
    whole = len(read(root)[0])
    shutil.rmtree(root / "nih")
    assert len(read(root)[0]) == whole - 2
    other = write_tree(root / "other")
    (other / "metadata.csv").unlink()
    assert len(read(other)[0]) == 2


def test_the_nihs_pictures_may_lie_in_folders_as_released(root):
    released = root / "nih" / "images_001" / "images"
    released.parent.mkdir()
    (root / "nih" / "images").rename(released)
    assert len(read(root)[0]) == 7


def test_folders_may_be_links(root, tmp_path_factory):
    linked = tmp_path_factory.mktemp("linked")
    (linked / "nih").mkdir()
    for name in ("metadata.csv", "images", "annotations", "masks",
                 "nih/images", "nih/Data_Entry_2017.csv"):  # fmt: skip
        (linked / name).symlink_to(root / name)
    assert read(linked)[1] == read(root)[1]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L"])
def test_pictures_of_other_modes_are_read_as_grey(root, mode):
    path = root / "images" / "a.png"
    Image.fromarray(picture(0)).convert(mode).save(path)
    rows, _ = read(root)
    assert len(rows) == 7
    (film,) = [row for row in rows if row["has_mask"]]
    assert film["image"].mean() == pytest.approx(picture(0).mean(), abs=5)


def sixteen_bits(root):
    values = picture(0).astype(np.uint16) * 200
    Image.fromarray(values).save(root / "images" / "a.png")


def two_findings(root):
    again = ("1", "F", "50", "SARS", "PA", "X-ray", "a.png", "")
    write_metadata(root, [*ROWS, again])


def mask_of_another_size(root):
    write_picture(root / "masks" / "a_mask.png", picture(0, (30, 30)))


def grey_mask(root):
    write_picture(root / "masks" / "a_mask.png", picture(0))


def small(root):
    write_picture(root / "images" / "a.png", picture(0, (40, 40)))


def cut_off(root):
    path = root / "images" / "a.png"
    path.write_bytes(path.read_bytes()[:200])


def no_picture(root):
    (root / "images" / "a.png").write_text("<html>not found</html>")


def stray(root):
    write_picture(root / "images" / "nobody.png", picture(9))


def three_boxes(root):
    path = root / "annotations" / "annotations.json"
    found = json.loads(path.read_text())
    found["annotations"].append(found["annotations"][0])
    path.write_text(json.dumps(found))


@pytest.mark.parametrize(
    ("spoil", "line", "left"),
    [
        (sixteen_bits, "a.png: expected 8 bits", 6),
        (no_picture, "a.png: expected a picture; found another kind", 6),
        (cut_off, "a.png: expected a picture; found one that cannot", 6),
        (small, "a.png: expected 64 x 64 pixels or more; found 40 x 40", 6),
        (two_findings, "pictures with two findings, the first: a.png: 1", 6),
        (lambda root: (root / "images" / "a.png").unlink(),
         "1 rows without their picture, the first: a.png", 6),
        (stray, "1 pictures without a row, the first: nobody.png", 7),
        (mask_of_another_size, "a_mask.png: expected 72 x 96 pixels", 7),
        (grey_mask, "expected a mask of two values", 7),
        (lambda root: write_boxes(root, ["a.png"], (30, 40)),
         "a.png: expected boxes on a picture of 72 x 96", 7),
        (three_boxes, "expected two lungs; found 3 boxes", 7),
        (lambda root: (root / "annotations" / "annotations.json").write_text(
            "[1]"), "expected images with file_name", 7),
        (lambda root: shutil.rmtree(root / "annotations"), "no lung boxes", 7),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_line_and_the_rest_is_read(
    root, spoil, line, left
):
    spoil(root)
    rows, said = read(root)
    assert line in said
    assert len(rows) == left


def test_a_missing_column_is_one_line(root):
    columns = [name.replace("finding", "f") for name in WRITERS["COLUMNS"]]
    write_metadata(root, columns=columns)
    with pytest.raises(DataError, match="found none named finding"):
        tree.read_tree(root)


def test_a_folder_without_films_is_one_line(tmp_path):
    with pytest.raises(DataError, match="found neither table"):
        tree.read_tree(tmp_path)
    write_metadata(tmp_path)
    with pytest.raises(DataError, match="5 rows without"):
        tree.read_tree(tmp_path)


def test_whoever_has_all_of_the_collection_is_told_so(root, monkeypatch):
    assert not tree.read_tree(root).complete
    monkeypatch.setattr(tree, "PUBLISHED", 6)
    assert tree.read_tree(root).complete
    (root / "images" / "a.png").unlink()
    assert not tree.read_tree(root).complete
