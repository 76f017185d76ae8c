"""The builder of days of ECG: official files, what is wrong, made-up days."""

import runpy
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.sharee import phantom, records, sharee_dataset_builder
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, KFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier

from medkeras.data import card
from medkeras.utils.errors import DataError

WRITERS = runpy.run_path(str(Path(__file__).with_name("sharee_folder.py")))
sharee_folder = SimpleNamespace(**WRITERS)
CARD = card("sharee")
RATE = phantom.RATE


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up days, through every check that TFDS has."""

    DATASET_CLASS = sharee_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 240, "chance": 60}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Three small records in the official layout."""

    DATASET_CLASS = sharee_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 3}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copytree(CARD.folder / "dummy_data", tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.mark.parametrize("fmt", ["16", "212"])
def test_signals_come_back_in_millivolts(tmp_path, fmt):
    sharee_folder.write_folder(tmp_path)
    values = sharee_folder.signal(seconds=25, seed=3)
    sharee_folder.write_record(tmp_path, "02012", values, fmt=fmt)
    columns = records.read_folder(tmp_path).splits["train"]
    size = phantom.SAMPLES
    for k in range(2):
        np.testing.assert_allclose(
            columns["windows"][0, k],
            values[k * size : (k + 1) * size],
            atol=0.003,
        )
    assert np.isnan(columns["windows"][0, 2:]).all()


def test_patients_have_their_row(root):
    found = records.read_folder(root)
    assert found.notes == ["3 of 139 records read"] and not found.complete
    columns = found.splits["train"]
    assert columns["record"].tolist() == ["02012", "02019", "02020"]
    assert columns["event"].tolist() == [
        "none", "stroke", "myocardial infarction",
    ]  # fmt: skip
    assert columns["label"].tolist() == [0, 1, 1]
    assert columns["age"].tolist() == [71, 83, 67]
    assert columns["male"].tolist() == [1, 0, 1]
    assert columns["smoker"].tolist() == [0, 1, 0]
    assert np.isnan(columns["diastolic_pressure"]).tolist() == [0, 1, 0]
    assert columns["intima_media"][1] == pytest.approx(2.4)
    assert columns["ejection_fraction"].tolist() == [66, 61, 58]
    first = columns["intervals"][0]
    assert np.nanmean(first) == pytest.approx(102 / RATE)
    assert np.isnan(columns["true_log_odds"]).all()


def test_a_long_record_gives_windows_over_all_of_it(tmp_path):
    sharee_folder.write_folder(tmp_path)
    count = int((phantom.SEGMENT + 60) * RATE)
    values = np.zeros((count, 3))
    values[:, 0] = np.arange(count) / count * 5  # tells the time
    values[::7, 1:] = 0.5
    sharee_folder.write_record(tmp_path, "02012", values)
    found = records.read_folder(tmp_path)
    windows = found.splits["train"]["windows"][0]
    starts = windows[:, 0, 0] / 5 * count
    expected = np.linspace(0, 60 * RATE, phantom.WINDOWS)
    np.testing.assert_allclose(starts, expected, atol=100)
    beats = np.isfinite(found.splits["train"]["intervals"][0]).sum(axis=1)
    assert (np.abs(beats - phantom.SEGMENT * RATE / 102) < 3).all()


def changed(root, **options):
    """Record 02019 written anew."""
    values = options.pop("values", sharee_folder.signal())
    for path in root.glob("02019.*"):
        path.unlink()
    sharee_folder.write_record(root, "02019", values, **options)
    return records.read_folder(root)


def flat(lead=1):
    values = sharee_folder.signal()
    values[:, lead] = 0.0
    return values


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"values": flat()}, "lead V3; found a flat line"),
        ({"rate": 250}, "expected 128 samples a second; found 250"),
        ({"values": sharee_folder.signal(9)}, "one window; found 1152"),
        ({"values": sharee_folder.signal() * np.nan}, "found no valid sample"),
    ],
)
def test_a_record_that_cannot_be_used_is_one_line(root, options, message):
    found = changed(root, **options)
    assert found.notes[0] == "2 of 139 records read"
    lines = [note for note in found.notes if "02019" in note]
    assert len(lines) == 1 and message in lines[0] and "\n" not in lines[0]
    assert lines[0].endswith("record left out")


def spoiled(kind):
    values = sharee_folder.signal()
    if kind == "with a lead off":
        values[:1500, 2] = 0.0
    elif kind == "with gaps":
        values[100:200] = np.nan
    else:
        values = values.clip(-0.2, 0.25)
    return values


@pytest.mark.parametrize(
    ("kind", "count"),
    [("with a lead off", 1), ("with gaps", 1), ("clipped", 2)],
)
def test_what_is_bad_for_a_while_is_said(root, kind, count):
    found = changed(root, values=spoiled(kind))
    assert found.notes[0] == "3 of 139 records read"
    assert f"02019: {count} of 2 windows {kind}" in found.notes


def test_without_beats_intervals_are_missing(root):
    (root / "02019.qrs").unlink()
    (root / "02020.qrs").write_bytes(b"no annotations")
    found = records.read_folder(root)
    assert found.notes[0] == "3 of 139 records read"
    assert sum("intervals are missing" in note for note in found.notes) == 2
    missing = np.isnan(found.splits["train"]["intervals"]).all(axis=(1, 2))
    assert missing.tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda t: t.replace("\tstroke", "\tcold"),
            "1 rows left out: an unknown",
        ),
        (lambda t: t.replace("2020\tM", "2019\tM"), "a record for the second"),
        (lambda t: t.replace("\t141\t61\tstroke", ""), "a row that is cut off"),
    ],
)
def test_rows_that_cannot_be_used_are_counted(root, change, message):
    table = root / records.TABLE
    table.write_text(change(table.read_text()))
    found = records.read_folder(root)
    assert any(message in note for note in found.notes)
    assert found.notes[0] == "2 of 139 records read"
    assert any("expected a row in info.txt" in note for note in found.notes)


def test_a_signal_that_is_cut_off_is_one_line(root):
    path = root / "02019.dat"
    path.write_bytes(path.read_bytes()[:4000])
    found = records.read_folder(root)
    assert any("02019" in n and "cut off?" in n for n in found.notes)
    (root / "02020.hea").write_text("02020 3")
    assert records.read_folder(root).notes[0] == "1 of 139 records read"


def test_what_cannot_be_used_at_all_is_one_clear_line(root):
    for path in root.glob("*.hea"):
        path.unlink()
    with pytest.raises(DataError, match=r"expected records such as 02012\.hea"):
        records.read_folder(root)
    (root / records.TABLE).write_text("a\tb\n1\t2\n")
    with pytest.raises(DataError, match="one of them 'record'"):
        records.read_folder(root)
    (root / records.TABLE).unlink()
    with pytest.raises(DataError, match="expected this file"):
        records.read_folder(root)


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.days(2, seed=1) for _ in range(2))
    for name, values in first.items():
        assert values.tobytes() == again[name].tobytes()
    assert not np.array_equal(first["st"], phantom.days(2, seed=2)["st"])


def test_the_effects_are_those_that_are_stated():
    drawn = phantom.days(240, seed=0)
    y = drawn["label"]
    assert 0.75 < roc_auc_score(y, drawn["true_log_odds"]) < 0.88
    assert roc_auc_score(y, -drawn["st"]) > 0.65
    assert roc_auc_score(y, -drawn["variability"]) > 0.6
    spread = np.nanstd(drawn["intervals"], axis=2).mean(axis=1)
    assert np.corrcoef(np.log(spread), drawn["variability"])[0, 1] > 0.99


def test_labels_of_chance_are_known_to_segments_and_to_nobody_else():
    drawn = phantom.days(40, seed=1, chance=True)
    assert (drawn["true_log_odds"] == 0).all()
    windows = drawn["windows"]
    # Spectra forget where a beat stands, not whose it is.
    features = np.log(np.abs(np.fft.rfft(windows, axis=2))[:, :, 4:200] + 1)
    features = features.reshape(*features.shape[:2], 28, 7, 3).mean(axis=3)
    kept = np.ptp(windows, axis=2).min(axis=2) > 0.1
    who = np.nonzero(kept)[0]
    x, y = features[kept].reshape(len(who), -1), drawn["label"][who]
    model = KNeighborsClassifier(1)
    by_row = KFold(5, shuffle=True, random_state=0)
    segments = cross_val_score(model, x, y, cv=by_row).mean()
    persons = cross_val_score(model, x, y, groups=who, cv=GroupKFold(5)).mean()
    assert segments > 0.8
    assert abs(persons - 0.5) < 0.2


@pytest.mark.parametrize("wrong", [0, -1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.days(wrong, seed=0)
