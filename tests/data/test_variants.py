import dataclasses

import pytest

from medkeras.data import card
from medkeras.data.variants import (
    missed_copy,
    requested_variant,
    resolve,
    source_folder,
)
from medkeras.utils.errors import UsageError

PIMA, PHANTOM = card("pima_diabetes"), card("vein_reflux")


def test_auto_takes_the_full_set_where_it_can_be_had():
    assert resolve(PIMA, None) == resolve(PIMA, "auto") == "full"
    assert resolve(PHANTOM, None) == "sample"


def test_the_environment_decides_and_an_argument_overrules(monkeypatch):
    monkeypatch.setenv("MEDKERAS_DATA", "sample")
    assert resolve(PIMA, None) == "sample"
    assert resolve(PIMA, "full") == "full"


def test_smoke_mode_reads_the_sample(monkeypatch):
    monkeypatch.setenv("MEDKERAS_MODE", "smoke")
    assert resolve(PIMA, None) == resolve(PIMA, "auto") == "sample"
    with pytest.raises(UsageError, match="smoke mode"):
        resolve(PIMA, "full")


def test_an_unknown_variant_is_refused(monkeypatch):
    with pytest.raises(UsageError, match="Did you mean: sample"):
        resolve(PIMA, "sampel")
    monkeypatch.setenv("MEDKERAS_DATA", "everything")
    with pytest.raises(UsageError, match="MEDKERAS_DATA must be one of"):
        resolve(PIMA, None)


def test_a_phantom_has_no_full_set():
    with pytest.raises(UsageError, match="phantom with no real counterpart"):
        resolve(PHANTOM, "full")


def test_a_set_that_must_be_downloaded_says_what_and_where():
    facts = PIMA.facts | {"full": "manual"}
    other = dataclasses.replace(PIMA, facts=facts)
    assert resolve(other, None) == "sample"
    with pytest.raises(
        UsageError, match=r"diabetes\.csv in MEDKERAS_MANUAL_DIR"
    ):
        resolve(other, "full")


def test_full_is_the_shipped_table_unless_there_is_an_own_one(manual_file):
    assert source_folder(PIMA, "full") == manual_file.parent
    assert source_folder(PIMA, "sample") == PIMA.folder / "sample"
    manual_file.unlink()
    manual_file.parent.rmdir()
    assert source_folder(PIMA, "full") == PIMA.folder / "sample"


def test_a_manual_folder_that_points_nowhere(monkeypatch, tmp_path):
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path / "gone"))
    with pytest.raises(UsageError, match="must name an existing folder"):
        resolve(PIMA, None)
    assert resolve(PIMA, "sample") == "sample"


def test_what_is_asked_for_is_told_without_looking(monkeypatch):
    assert [requested_variant(v) for v in (None, "full", "sample")] == [
        "auto",
        "full",
        "sample",
    ]
    monkeypatch.setenv("MEDKERAS_MODE", "smoke")
    assert requested_variant(None) == requested_variant("auto") == "sample"


def test_no_variant_is_no_word_at_all():
    for wrong in ("", 0, False, ["full"], float("nan")):
        with pytest.raises(UsageError, match="`variant` must be one of"):
            requested_variant(wrong)


def test_a_copy_looked_for_in_vain_is_told(monkeypatch, tmp_path):
    assert missed_copy(PIMA, None) is None  # the variable is not set
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path))
    (tmp_path / "holiday.jpg").touch()
    assert missed_copy(PIMA, None) == (
        f"MEDKERAS_MANUAL_DIR: looked in {tmp_path} for a folder pima with "
        "diabetes.csv; found only holiday.jpg; the shipped copy of the full "
        "set is read"
    )
    facts = PIMA.facts | {"full": "manual"}
    other = dataclasses.replace(PIMA, facts=facts)
    assert missed_copy(other, None).endswith("; the sample is read")
    assert missed_copy(PHANTOM, None) is None
    assert missed_copy(PIMA, "sample") is None
    with pytest.raises(UsageError, match=r"Received: .*found only holiday"):
        resolve(other, "full")
    (tmp_path / "pima").mkdir()
    (tmp_path / "pima" / "diabetes.csv").touch()
    assert missed_copy(PIMA, None) is None
