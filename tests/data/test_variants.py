import dataclasses

import pytest

from medkeras.data import card
from medkeras.data.variants import by_hand, resolve, source_folder, wanted
from medkeras.utils.errors import DataError, UsageError

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


def test_an_empty_folder_and_a_file_instead_of_a_folder(manual_file):
    manual_file.unlink()
    with pytest.raises(DataError, match="found an empty folder"):
        resolve(PIMA, None)
    manual_file.parent.rmdir()
    manual_file.parent.write_text("a file")
    with pytest.raises(DataError, match="found a file"):
        resolve(PIMA, None)


def test_a_folder_that_may_not_be_read(manual_file, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(type(manual_file), "iterdir", refuse)
    with pytest.raises(DataError, match="found: permission denied"):
        resolve(PIMA, None)


def test_what_is_asked_for_is_told_without_looking(monkeypatch):
    assert [wanted(v) for v in (None, "full", "sample")] == [
        "auto",
        "full",
        "sample",
    ]
    monkeypatch.setenv("MEDKERAS_MODE", "smoke")
    assert wanted(None) == wanted("auto") == "sample"


def test_by_hand_names_file_folder_and_source():
    assert by_hand(card("pneumonia_xray")) == (
        "by hand: put pneumoniamnist.npz into "
        "MEDKERAS_MANUAL_DIR/pneumonia_mnist (source: "
        "https://zenodo.org/records/10519652)"
    )
