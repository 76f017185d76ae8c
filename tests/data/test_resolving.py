import dataclasses

import pytest

from medkeras.data import card
from medkeras.data.resolving import resolve
from medkeras.utils.errors import UsageError

PIMA, PHANTOM = card("pima_diabetes"), card("vein_reflux")


def test_auto_takes_the_full_set_where_it_can_be_had():
    assert resolve(PIMA).variant == resolve(PIMA, "auto").variant == "full"
    assert resolve(PHANTOM, None).variant == "sample"


def test_the_environment_decides_and_an_argument_overrules(monkeypatch):
    monkeypatch.setenv("MEDKERAS_DATA", "sample")
    assert resolve(PIMA, None).variant == "sample"
    assert resolve(PIMA, "full").variant == "full"


def test_smoke_mode_reads_the_sample(monkeypatch):
    monkeypatch.setenv("MEDKERAS_MODE", "smoke")
    assert resolve(PIMA).variant == resolve(PIMA, "auto").variant == "sample"
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
    assert resolve(other, None).variant == "sample"
    with pytest.raises(
        UsageError, match=r"diabetes\.csv in MEDKERAS_MANUAL_DIR"
    ):
        resolve(other, "full")


def test_full_is_the_shipped_table_unless_there_is_an_own_one(manual_file):
    assert resolve(PIMA, "full").folder == manual_file.parent
    assert resolve(PIMA, "sample").folder == PIMA.folder / "sample"
    manual_file.unlink()
    manual_file.parent.rmdir()
    assert resolve(PIMA, "full").folder == PIMA.folder / "sample"


def test_a_manual_folder_that_points_nowhere(monkeypatch, tmp_path):
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path / "gone"))
    with pytest.raises(UsageError, match="must name an existing folder"):
        resolve(PIMA, None)
    assert resolve(PIMA, "sample").variant == "sample"


def test_a_copy_looked_for_in_vain_is_told(monkeypatch, tmp_path):
    assert resolve(PIMA).notes == ()  # the variable is not set
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path))
    (tmp_path / "holiday.jpg").touch()
    assert resolve(PIMA).notes == (
        f"MEDKERAS_MANUAL_DIR: looked in {tmp_path} for a folder pima with "
        "diabetes.csv; found only holiday.jpg; the shipped copy of the full "
        "set is read",
    )
    facts = PIMA.facts | {"full": "manual"}
    other = dataclasses.replace(PIMA, facts=facts)
    assert resolve(other).notes[0].endswith("; the sample is read")
    assert resolve(PHANTOM).notes == ()
    assert resolve(PIMA, "sample").notes == ()
    with pytest.raises(UsageError, match=r"Received: .*found only holiday"):
        resolve(other, "full")
    (tmp_path / "pima").mkdir()
    (tmp_path / "pima" / "diabetes.csv").touch()
    assert resolve(PIMA).notes == ()
