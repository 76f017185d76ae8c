"""ADNI's layout: any part of it, and made-up people whose truth is known."""

import runpy
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.adni import adni_dataset_builder, phantom, tables

from medkeras.utils.errors import DataError

WRITERS = runpy.run_path(str(Path(__file__).with_name("adni_files.py")))
write_files, write_volume = WRITERS["write_files"], WRITERS["write_volume"]
HEADER, VISITS = WRITERS["HEADER"], WRITERS["VISITS"]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """Made-up people, through every check that TFDS has."""

    DATASET_CLASS = adni_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 20}  # noqa: RUF012

    def setUp(self):
        patch = pytest.MonkeyPatch()
        self.addCleanup(patch.undo)
        patch.setattr(adni_dataset_builder, "SAMPLE", (20, 0))
        super().setUp()


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Two people in ADNI's layout."""

    DATASET_CLASS = adni_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 2}  # noqa: RUF012
    # nibabel reads with open(); the builder itself does not.
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    return write_files(tmp_path / "adni")


def test_first_visits_with_what_is_there_of_each(root):
    found = tables.read_folder(root)
    people = found.splits["train"]
    assert [one["patient"] for one in people] == [2, 3]
    assert [one["label"] for one in people] == [0, 1]
    assert [one["site"] for one in people] == [11, 11]
    assert [one["has_snps"] for one in people] == [1, 1]
    assert [one["has_volume"] for one in people] == [0, 1]
    assert [one["has_clinical"] for one in people] == [1, 1]
    assert people[1]["criterion"] == 4.5
    assert people[1]["snps"][:4].tolist() == [2, 2, 0, 0]
    assert people[1]["clinical"][0] == 20 and people[0]["clinical"][6] == 0
    volume = people[1]["volume"]
    assert volume.shape == (16, 16, 16) and volume.max() == 255
    assert volume[0, 0, 0] < volume[8, 8, 8] < volume[-1, -1, -1]
    assert "1 people with another diagnosis, or no site" in found.notes
    assert "7: no modality at all: left out" in found.notes


def test_the_table_alone_is_enough(root):
    (root / "snps.csv").unlink()
    (root / "volumes" / "3.nii.gz").unlink()
    found = tables.read_folder(root)
    assert len(found.splits["train"]) == 2
    assert "no snps.csv: nobody has genes" in found.notes
    assert "no volumes/<RID>.nii.gz: nobody has an image" in found.notes


def test_a_volume_that_is_cut_off_is_said_and_left_out(root):
    path = write_volume(root, 2)
    path.write_bytes(path.read_bytes()[:80])
    found = tables.read_folder(root)
    assert [one["has_volume"] for one in found.splits["train"]] == [0, 1]
    lines = [note for note in found.notes if note.startswith("volume left out")]
    assert len(lines) == 1 and "2.nii.gz" in lines[0]


def test_copies_that_are_none_are_said(root):
    (root / "snps.csv").write_text("RID,rs1\n2,7\n3,1\n")
    found = tables.read_folder(root)
    assert [one["has_snps"] for one in found.splits["train"]] == [0, 1]
    assert "snps.csv, 2: no copies 0, 1, 2" in found.notes


def test_a_renamed_column_is_named(root):
    text = (HEADER + VISITS).replace("DX_bl", "DX")
    (root / "ADNIMERGE.csv").write_text(text)
    with pytest.raises(DataError, match="found none named DX_bl"):
        tables.read_folder(root)


def test_no_table_and_nobody(root):
    (root / "ADNIMERGE.csv").write_text(HEADER + "5,bl,1,LMCI,1,1,1,Male\n")
    with pytest.raises(DataError, match="found none to use"):
        tables.read_folder(root)
    (root / "ADNIMERGE.csv").unlink()
    with pytest.raises(DataError, match=r"expected ADNIMERGE.csv"):
        tables.read_folder(root)


@pytest.fixture(scope="module")
def drawn():
    return phantom.people(1500, seed=1)


def test_each_modality_shows_the_stage_and_none_as_well_as_the_criterion(drawn):
    stage = drawn["stage"]
    there = {
        name: drawn[f"has_{name}"] == 1
        for name in ("clinical", "snps", "volume")
    }
    memory = drawn["clinical"][:, 0]
    genes = drawn["snps"][:, : phantom.CAUSAL].sum(axis=1)
    own = drawn["volume"].reshape(len(stage), -1).astype(float)
    size = (own > own.mean(axis=1, keepdims=True)).mean(axis=1)
    found = [
        abs(np.corrcoef(stage[there[name]], values[there[name]])[0, 1])
        for name, values in (
            ("clinical", memory), ("snps", genes), ("volume", size),
        )
    ]  # fmt: skip
    assert min(found) > 0.3 and max(found) < 0.9
    assert np.corrcoef(stage, drawn["criterion"])[0, 1] > 0.98
    np.testing.assert_array_equal(drawn["label"], drawn["criterion"] > 0)


def test_who_lacks_a_modality_has_zeros(drawn):
    for name, share in phantom.HAS.items():
        there = drawn[f"has_{name}"] == 1
        assert there.mean() == pytest.approx(share, abs=0.05)
        assert not drawn[name][~there].any()


def test_sites_have_their_own_brightness(drawn):
    there = drawn["has_volume"] == 1
    mean = drawn["volume"][there].mean(axis=(1, 2, 3))
    sites = [mean[drawn["site"][there] == k].mean() for k in range(4)]
    assert np.ptp(sites) > 10


@pytest.mark.parametrize("wrong", [0, -1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.people(wrong, seed=0)
