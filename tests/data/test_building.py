"""The base of all builders, seen in a small set made for it."""

from typing import ClassVar

import numpy as np
import pytest
import tensorflow_datasets as tfds
from tensorflow_datasets.core import registered

from medkeras.data import building
from medkeras.data.building import DatasetBuilder, number_patients

SPLITS = {
    "train": {"x": np.array([3.0, 1.0, 2.0], np.float32), "note": ["a"] * 3},
    "test": {"x": np.array([9.0], np.float32), "note": ["b"]},
}


@pytest.fixture(scope="module")
def set_class():
    with registered.skip_registration():

        class Toy(DatasetBuilder):
            VERSION = "1.2.3"
            VARIANTS: ClassVar = {"sample": "Four rows."}
            FEATURES: ClassVar = {"x": np.float32, "patient": np.int64}
            HOMEPAGE = "https://example.org"

            def read_sample(self, folder):
                assert folder == self.code_path.parent / "sample"
                return number_patients(SPLITS)

    return Toy


def prepared(builder):
    config = tfds.download.DownloadConfig(try_download_gcs=False)
    builder.download_and_prepare(download_config=config)
    return {
        split: list(builder.as_dataset(split).as_numpy_iterator())
        for split in builder.info.splits
    }


def test_declarations_make_a_builder(set_class, tmp_path):
    builder = set_class(data_dir=tmp_path)
    assert builder.builder_config.name == "sample"
    assert str(builder.version) == "1.2.3"
    assert builder.info.homepage == "https://example.org"
    assert (builder.complete, builder.notes) == (True, ())
    found = prepared(builder)
    assert list(found) == ["train", "test"]
    # In the order read, and only the columns that are features.
    assert found["train"] == [
        {"x": 3, "patient": 0},
        {"x": 1, "patient": 1},
        {"x": 2, "patient": 2},
    ]
    assert found["test"] == [{"x": 9, "patient": 3}]


def test_examples_may_come_one_by_one(set_class, tmp_path, monkeypatch):
    examples = ({"x": x, "patient": 7} for x in (5, 4))
    monkeypatch.setattr(
        set_class, "read_sample", lambda *args: {"train": examples}
    )
    found = prepared(set_class(data_dir=tmp_path))
    assert [example["x"] for example in found["train"]] == [5, 4]


def test_a_set_without_a_full_one_says_so(set_class, tmp_path):
    with pytest.raises(NotImplementedError, match="toy has a sample only"):
        set_class(data_dir=tmp_path).read_full(None)


def test_a_builder_must_read_a_sample():
    with (
        registered.skip_registration(),
        pytest.raises(TypeError, match="read_sample"),
    ):

        class Nothing(DatasetBuilder):
            VERSION = "1.0.0"
            VARIANTS: ClassVar = {"sample": "Nothing."}

        Nothing()


def test_patients_are_numbered_on_and_the_rest_stays():
    found = number_patients(SPLITS, "woman")
    assert found["train"]["woman"].tolist() == [0, 1, 2]
    assert found["test"]["woman"].tolist() == [3]
    assert found["test"]["x"] is SPLITS["test"]["x"]
    assert "woman" not in SPLITS["train"]


class Manager:
    """Stands in for TFDS's manager of downloads, without a manual folder."""

    @property
    def manual_dir(self):
        raise AssertionError("Manual directory not enabled.")

    def download(self, url):
        return f"downloaded from {url}"


def test_the_official_file_is_known_by_its_name(set_class, monkeypatch):
    known = {
        f"https://example.org/{n}": tfds.download.checksums.UrlInfo(1, "x", n)
        for n in ("a.csv", "b.csv")
    }
    monkeypatch.setattr(set_class, "url_infos", known, raising=False)
    found = building.own_or_official(set_class, Manager(), "b.csv")
    assert found == "downloaded from https://example.org/b.csv"
