"""The builder of skin lesions: its release, its phantom."""

import runpy
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.ham10000 import (
    diseases,
    ham10000_dataset_builder,
    phantom,
    release,
)

from medkeras.data.building import read_at_once
from medkeras.utils.errors import DataError

WRITERS = runpy.run_path(str(Path(__file__).with_name("ham10000_release.py")))
HEADER, ROWS = WRITERS["HEADER"], WRITERS["ROWS"]
mask_path, picture_path = WRITERS["mask_path"], WRITERS["picture_path"]
write_mask, write_picture = WRITERS["write_mask"], WRITERS["write_picture"]
write_release, write_table = WRITERS["write_release"], WRITERS["write_table"]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """A few drawn lesions, through every check that TFDS has."""

    DATASET_CLASS = ham10000_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 9, "test": 8}  # noqa: RUF012

    def setUp(self):
        patch = pytest.MonkeyPatch()
        self.addCleanup(patch.undo)
        few = {"train": (6, 0, 0.05), "test": (6, 1, 0.4)}
        patch.setattr(ham10000_dataset_builder, "SAMPLE", few)
        super().setUp()


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A small release in the official layout."""

    DATASET_CLASS = ham10000_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 3, "test": 2}  # noqa: RUF012
    # Pillow reads with open(); the builder itself does not.
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    return write_release(tmp_path)


def rows_of(found):
    rows = found.splits.get("train", []) + found.splits.get("test", [])
    return {row["name"]: row for row in rows}


def test_pictures_meet_their_rows(root):
    found = read_at_once(release.read_release(root))
    assert found.notes == ["5 of 10,015 pictures"] and not found.complete
    rows = rows_of(found)
    melanoma, naevus = rows["ISIC_0029400"], rows["ISIC_0024306"]
    assert diseases.CLASSES[melanoma["label"]] == "mel"
    assert (melanoma["malignant"], naevus["malignant"]) == (1, 0)
    assert (melanoma["age"], melanoma["sex"], melanoma["site"]) == (
        70, "female", "face",
    )  # fmt: skip
    assert np.isnan(rows["ISIC_0029401"]["age"])
    assert naevus["lesion"] == rows["ISIC_0024307"]["lesion"]
    assert len({row["lesion"] for row in rows.values()}) == 4


def test_both_sizes_are_averaged_to_the_same_square(root):
    rows = rows_of(read_at_once(release.read_release(root)))
    for name, brightness in (("ISIC_0024306", 100), ("ISIC_0029400", 120)):
        image = rows[name]["image"].astype(int)
        assert image.shape == (75, 75, 3)  # the black edges are cut off
        assert np.abs(image[:, 8:-8] - brightness).max() <= 2
        mask = rows[name]["mask"]
        assert mask.sum() == 25**2 and mask[25:50, 25:50].all()
    assert rows["ISIC_0029401"]["has_mask"] == 0


def test_a_lesion_has_its_split_whatever_else_is_there(root):
    whole = read_at_once(release.read_release(root))
    write_table(root, ROWS[2:3])
    part = read_at_once(release.read_release(root))
    (split,) = part.splits
    assert split == release.split_of("HAM_0000002")
    names = [row["name"] for row in whole.splits[split]]
    assert "ISIC_0029400" in names


def test_about_seventy_in_a_hundred_lesions_are_for_training():
    names = [f"HAM_{number:07d}" for number in range(7470)]
    splits = [release.split_of(name) for name in names]
    assert 0.68 < splits.count("train") / 7470 < 0.72


def test_a_copy_with_every_picture_twice_is_read_once(root):
    again = root / "ham10000_images_part_1b" / "ISIC_0024306.jpg"
    write_picture(again, 200)
    assert len(rows_of(read_at_once(release.read_release(root)))) == 5


def test_what_cannot_be_used_is_counted_and_the_rest_is_read(root):
    picture_path(root, "ISIC_0024306").write_bytes(b"no picture")
    cut = picture_path(root, "ISIC_0024307")
    cut.write_bytes(cut.read_bytes()[:900])
    write_picture(picture_path(root, "ISIC_0029401"), width=150)
    write_mask(mask_path(root, "ISIC_0029400"), 100, 75)
    picture_path(root, "ISIC_0024308").unlink()
    write_picture(picture_path(root, "ISIC_0030000"))
    twins = (
        "HAM_0000009,ISIC_0024309,nv,histo,30.0,male,back",
        "HAM_0000009,ISIC_0024310,mel,histo,30.0,male,back",
        "HAM_0000010,ISIC_0024311,rash,histo,30.0,male,back",
        "HAM_0000002,ISIC_0029400,mel,histo,70.0,female,face",
        ",ISIC_0024312,nv,histo,30.0,male,back",
        "HAM_0000012,ISIC_0024313,nv,histo,old,male,back",
    )
    write_table(root, ROWS + twins)
    found = read_at_once(release.read_release(root))
    assert list(rows_of(found)) == ["ISIC_0029400"]
    assert rows_of(found)["ISIC_0029400"]["has_mask"] == 0
    said = "\n".join(found.notes)
    for words in (
        "another kind of file", "cannot be decoded", "found 150 x 150",
        "mask left out", "2 rows without a picture: ISIC_0024308",
        "1 picture without a usable row: ISIC_0030000",
        "HAM_0000009 left out: it has several diagnoses, mel, nv",
        "found 'rash'", "has a row already", "no lesion_id",
        "age 'old' taken as unknown",
    ):  # fmt: skip
        assert words in said, words
    assert all("\n" not in note for note in found.notes)


def test_other_modes_are_read_where_no_guess_is_needed(root):
    """Grey is read as colour; four inks are not."""
    write_picture(picture_path(root, "ISIC_0024306"), 100, mode="L")
    write_picture(picture_path(root, "ISIC_0024307"), 100, mode="CMYK")
    found = read_at_once(release.read_release(root))
    assert np.ptp(rows_of(found)["ISIC_0024306"]["image"], axis=-1).max() == 0
    assert "ISIC_0024307" not in rows_of(found)
    assert any("mode CMYK" in note for note in found.notes)


def test_a_table_from_a_spreadsheet_is_read(root):
    path = root / "HAM10000_metadata.csv"
    text = path.read_text().replace(".0,", ",").replace("\n", "\r\n")
    path.write_text("\ufeff" + text, encoding="utf-8", newline="")
    assert (
        rows_of(read_at_once(release.read_release(root)))["ISIC_0029400"]["age"]
        == 70
    )


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda root: (root / "HAM10000_metadata.csv").unlink(),
         "expected this table"),
        (lambda root: write_table(root, header=HEADER.replace("dx,", "x,")),
         "none named dx"),
        (lambda root: write_table(root, (*ROWS[:1], "HAM_3,ISIC")),
         "expected 7 cells"),
        (lambda root: write_table(root, ("HAM_1,ISIC_9,nv,histo,9,male,back",)),
         "of which none can be used"),
    ],
)  # fmt: skip
def test_a_folder_without_lesions_is_one_clear_line(root, spoil, message):
    spoil(root)
    with pytest.raises(DataError, match=message) as error:
        read_at_once(release.read_release(root))
    assert "\n" not in str(error.value)


def test_the_tree_of_diseases_has_the_seven_and_the_thirty():
    above = set(diseases.PARENTS.values())
    assert set(diseases.PARENTS) - above == set(diseases.CLASSES)
    parents = diseases.phantom_parents()
    leaves = set(parents) - set(parents.values())
    assert leaves == {leaf for _, leaf in diseases.PHANTOM_LEAVES}
    assert len(leaves) == 30


def test_the_phantom_draws_what_it_says():
    drawn = phantom.lesions(300, seed=3, dark=0.5)
    skin = drawn["image"][:, :6].mean(axis=(1, 2, 3))
    dark = drawn["tone"] > 0.5
    assert skin[dark].max() < skin[~dark].min()
    assert 0.35 < dark.mean() < 0.65
    area = drawn["mask"].mean(axis=(1, 2))
    assert np.corrcoef(area, drawn["diameter"] ** 2)[0, 1] > 0.75
    for label, leaf in zip(drawn["label"], drawn["disease"], strict=True):
        above, _ = diseases.PHANTOM_LEAVES[leaf]
        assert diseases.CLASSES[label] == above
    inside, outside = [], []
    for image, mask in zip(drawn["image"], drawn["mask"], strict=True):
        inside.append(image[mask == 1].mean())
        outside.append(image[mask == 0].mean())
    contrast = np.array(outside) - np.array(inside)
    assert contrast[~dark].mean() > 2 * contrast[dark].mean() > 0


def test_pictures_of_one_lesion_share_all_but_the_photograph():
    drawn = phantom.lesions(60, seed=3)
    assert np.bincount(drawn["lesion"]).max() == phantom.MOST_PHOTOS
    for name in ("disease", "asymmetry", "tone", "age"):
        for lesion in range(60):
            values = drawn[name][drawn["lesion"] == lesion]
            assert len(set(values.tolist())) == 1
    assert len(np.unique(drawn["image"], axis=0)) == len(drawn["image"])


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.lesions(6, seed=1) for _ in range(2))
    for name, values in first.items():
        assert values.tolist() == again[name].tolist()
    other = phantom.lesions(6, seed=2)
    assert first["age"].tolist() != other["age"].tolist()


@pytest.mark.parametrize("wrong", [0, -1, 2.0, "2", True])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.lesions(wrong, seed=0)
