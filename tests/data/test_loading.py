import dataclasses
import shutil

import numpy as np
import pandas as pd
import pytest

from medkeras.data import (
    card,
    card_files,
    load,
    manual_folder,
    preparing,
    resolving,
)
from medkeras.data.loading import banner
from medkeras.data.resolving import resolve
from medkeras.utils.errors import DataError, UsageError

COLUMNS = [
    "pregnancies",
    "glucose",
    "blood_pressure",
    "skin_thickness",
    "insulin",
    "bmi",
    "diabetes_pedigree",
    "age",
    "diabetes",
    "patient",
]
MISSING = {
    "glucose": 5,
    "blood_pressure": 35,
    "skin_thickness": 227,
    "insulin": 374,
    "bmi": 11,
}


@pytest.fixture(scope="module")
def published():
    sample = card("pima_diabetes").folder / "sample" / "diabetes.csv"
    return pd.read_csv(sample)


def test_the_frame_is_the_published_table_with_gaps(published):
    frame = load("pima_diabetes").frame()
    assert list(frame) == COLUMNS
    gaps = frame.isna().sum()
    assert gaps[gaps > 0].to_dict() == MISSING
    np.testing.assert_array_equal(
        frame.fillna(0).to_numpy()[:, :9], published.to_numpy(np.float32)
    )
    assert frame["patient"].tolist() == list(range(768))


def test_the_facts_of_the_set(capsys):
    ds = load("pima_diabetes")
    assert (ds.name, ds.variant, ds.provenance) == (
        "pima_diabetes",
        "full",
        "real",
    )
    assert (ds.n, ds.positives, ds.counts) == (768, 268, {"train": 768})
    assert ds.banner == (
        "pima_diabetes: real data, 768 women, 268 with diabetes "
        "(full, shipped with the book)"
    )
    assert capsys.readouterr().out == ds.banner + "\n"


def test_the_phantom_says_so_and_stacks_its_videos(capsys):
    ds = load("vein_reflux")
    assert "synthetic: these numbers say nothing about patients" in ds.banner
    arrays = ds.arrays("validation")
    assert arrays["video"].shape == (200, 8, 16, 16, 1)
    assert arrays["label"].sum() == 100
    assert "video" not in ds.frame("test")


def test_splits_are_tf_data():
    example = next(iter(load("pima_diabetes", quiet=True).splits["train"]))
    assert example["glucose"].numpy() == 148
    assert example["diabetes"].numpy() == 1


def test_quiet_prints_nothing(capsys):
    load("pima_diabetes", quiet=True)
    assert capsys.readouterr().out == ""


def test_the_users_own_file_is_read_and_named(manual_file, capsys):
    load("pima_diabetes")
    assert f"read from {manual_file.parent}" in capsys.readouterr().out


def test_what_is_read_is_decided_once(manual_file, monkeypatch):
    asked = []
    for module, name in (
        (card_files, "card"),
        (resolving, "resolve"),
        (manual_folder, "search"),
        (preparing, "prepared_folder"),
    ):
        function = getattr(module, name)

        def counted(*args, function=function):
            asked.append(function.__name__)
            return function(*args)

        monkeypatch.setattr(module, name, counted)
    load("pima_diabetes", quiet=True)
    assert asked == ["card", "resolve", "search", "prepared_folder"]


def test_smoke_mode_says_sample(monkeypatch):
    monkeypatch.setenv("MEDKERAS_MODE", "smoke")
    ds = load("pima_diabetes", quiet=True)
    assert ds.variant == "sample"
    assert ds.n == 768


def test_bad_requests_are_one_line(manual_file):
    with pytest.raises(UsageError, match="Did you mean: vein_reflux"):
        load("vein_reflx")
    with pytest.raises(UsageError, match="must be one of train"):
        load("pima_diabetes", "sample", quiet=True).frame("test")
    manual_file.write_text("<html>please log in</html>")
    with pytest.raises(DataError, match="found a web page"):
        load("pima_diabetes")


def test_no_positives_no_count():
    line = banner(resolve(card("pima_diabetes"), "sample"), 7, None)
    assert "7 women (sample" in line


def test_notes_of_a_builder_are_kept_and_printed(
    own_cache, monkeypatch, capsys
):
    builder = preparing.builder_class(card("pima_diabetes"))
    monkeypatch.setattr(builder, "notes", ["one", "two"], raising=False)
    ds = load("pima_diabetes", "sample")
    assert ds.notes == ("one", "two")
    assert capsys.readouterr().out == f"{ds.banner}\n  one\n  two\n"
    monkeypatch.undo()


def test_a_stand_in_says_that_it_is_made_up():
    facts = card("pima_diabetes").facts | {"sample_provenance": "synthetic"}
    stand_in = dataclasses.replace(card("pima_diabetes"), facts=facts)
    assert "say nothing about patients" in banner(
        resolve(stand_in, "sample"), 7, None
    )
    assert "real data" in banner(resolve(stand_in, "full"), 7, None)


def test_a_part_of_a_set_does_not_bear_the_name_of_the_whole(
    own_cache, monkeypatch
):
    assert load("pima_diabetes", quiet=True).complete
    builder = preparing.builder_class(card("pima_diabetes"))
    monkeypatch.setattr(builder, "complete", False, raising=False)
    shutil.rmtree(own_cache)
    ds = load("pima_diabetes", quiet=True)
    assert not ds.complete
    assert ds.banner.endswith("(a part of full, shipped with the book)")
    ds = load("pima_diabetes", "sample", quiet=True)
    assert ds.banner.endswith(
        "(sample, a part of the set, shipped with the book)"
    )


def test_a_copy_looked_for_in_vain_is_printed(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path))
    ds = load("pima_diabetes")
    assert ds.notes == (
        f"MEDKERAS_MANUAL_DIR: looked in {tmp_path} for a folder pima with "
        "diabetes.csv; found an empty folder; the shipped copy of the full "
        "set is read",
    )
    assert capsys.readouterr().out == f"{ds.banner}\n  {ds.notes[0]}\n"


@pytest.mark.parametrize("wrong", [None, 7, ["train"], "", float("nan")])
def test_names_are_text(wrong):
    with pytest.raises(UsageError, match="`name` must be a data set"):
        load(wrong)
    with pytest.raises(UsageError, match="`split` must be one of train"):
        load("pima_diabetes", "sample", quiet=True).arrays(wrong)
