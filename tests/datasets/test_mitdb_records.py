"""WFDB records that can be read, and what is said of a whole folder."""

import dataclasses
import hashlib
import io
import shutil

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.mitdb import (
    database,
    mitdb_dataset_builder,
    official,
    records,
)
from rich.console import Console

from medkeras.book import data_command
from medkeras.data import load
from medkeras.utils.errors import DataError


def beats_of(record):
    return np.stack([row["beat"] for row in record.examples()])


def test_whole_records_need_no_notes(folder):
    found, notes = folder.read()
    assert (list(found), notes) == ([101, 106], [])
    record = found[101]
    assert (len(record.peaks), set(record.symbols)) == (48, {"N", "V"})
    assert (record.second_lead, record.published) == ("V1", False)
    _, peaks, symbols = folder.ecg(101)
    np.testing.assert_array_equal(record.peaks, peaks)
    assert list(record.symbols) == symbols
    windows = beats_of(record)
    assert windows.shape == (48, 96, 2) and windows.dtype == np.float32
    assert np.abs(windows[:, 36, 0] - 1.2).max() < 0.1


def test_absent_records_are_counted(folder):
    assert records.read_all(folder.path, (103,), []) == []
    found = {"train": list(folder.read()[0].values()), "test": []}
    assert records.summary(folder.path, found) == (
        "2 of 44 records read: 2 of 22 in DS1 (train), 0 of 22 in DS2 (test); "
        "not the published files: 101, 106"
    )


@pytest.mark.parametrize("suffix", database.SUFFIXES)
def test_a_missing_file_skips_its_record_only(folder, suffix):
    (folder / f"101{suffix}").unlink()
    assert f"101{suffix}: expected this file; found none" in folder.refused()


@pytest.mark.parametrize("suffix", database.SUFFIXES)
@pytest.mark.parametrize(
    "content",
    [b"", b"\x00", b"\x00\x00", b"\xff" * 7, b"\xff\xfe" * 500 + b"\x00\x00",
     b"<!DOCTYPE html><html>404</html>", b"<!DOCTYPE html>\n\x00\x00\x00",
     bytes(range(256)) * 20 + b"\x00\x00"],
)  # fmt: skip
def test_junk_skips_its_record_only(folder, suffix, content):
    (folder / f"101{suffix}").write_bytes(content)
    assert f"101{suffix}: expected" in folder.refused()


@pytest.mark.parametrize("suffix", database.SUFFIXES)
def test_a_folder_in_place_of_a_file_skips_its_record_only(folder, suffix):
    (folder / f"101{suffix}").unlink()
    (folder / f"101{suffix}").mkdir()
    assert "101" in folder.refused()


def test_leads_are_found_by_name(folder):
    signal = folder.ecg(101)[0][:, ::-1]
    folder.write(leads=("V5", "MLII"), signal=signal)
    record = folder.read()[0][101]
    assert record.second_lead == "V5"
    assert beats_of(record)[0, 36] == pytest.approx([1.2, 0.72], abs=0.1)


def test_a_single_lead_is_read_and_said(folder):
    folder.write(leads=("MLII",))
    found, notes = folder.read()
    assert found[101].second_lead == ""
    assert not beats_of(found[101])[..., 1].any()
    assert notes == [
        f"{folder.path}/101.hea: one lead; the second is all zeros"
    ]


def test_more_leads_are_left_out_and_said(folder):
    signal = folder.ecg(101, 4)[0]
    right = signal[:, [1, 0]]
    signal[:, 2] = np.nan  # of no matter, since it is left out
    folder.write(leads=("V1", "MLII", "V2", "V5"), signal=signal)
    found, (note,) = folder.read()
    record = found[101]
    assert (record.second_lead, len(record.rows)) == ("V1", 48)
    peak = record.peaks[20]
    np.testing.assert_allclose(
        record.windows[20, 36], right[peak - 1 : peak + 2].mean(axis=0),
        atol=0.003,
    )  # fmt: skip
    assert note == f"{folder.path}/101.hea: leads left out: V2, V5"


def test_an_odd_number_of_samples_is_read(folder):
    folder.write(leads=("MLII",), signal=folder.ecg(101)[0][:14399, :1])
    found, notes = folder.read()
    assert len(found[101].peaks) == 48 and "one lead" in notes[0]


@pytest.mark.parametrize("fmt", ["16", "24", "32", "80", "212"])
def test_other_formats_are_read(folder, fmt):
    gain = 80.0 if fmt == "80" else 200.0
    folder.write(fmt=fmt, gain=gain)
    found, notes = folder.read()
    assert notes == []
    assert beats_of(found[101])[0, 36, 0] == pytest.approx(1.2, abs=0.1)


@pytest.mark.parametrize("unit, size", [("uV", 1e3), ("V", 1e-3), ("mV", 1.0)])
def test_units_are_converted(folder, unit, size):
    right = beats_of(folder.read()[0][101])
    signal = folder.ecg(101)[0] * size
    folder.write(units=unit, gain=200.0 / size, signal=signal)
    found, notes = folder.read()
    assert notes == []
    np.testing.assert_allclose(beats_of(found[101]), right, rtol=1e-6)


def test_the_whole_set_survives_a_fault_of_every_kind(folder):
    for number in (108, 109, 112, 100, 103):
        folder.write(number)
    folder.change("106.hea", b" MLII", b"")
    (folder / "108.dat").write_bytes(b"")
    (folder / "109.atr").write_bytes(b"<html>")
    (folder / "112.hea").unlink()
    for suffix in database.SUFFIXES:
        (folder / f"104{suffix}").write_bytes(b"paced, not looked at")
    found, (first, *skipped, paced) = records.read_splits(folder.path)
    numbers = {split: [r.number for r in read] for split, read in found.items()}
    assert numbers == {"train": [101], "test": [100, 103]}
    assert first.startswith("3 of 44 records read: 1 of 22 in DS1")
    assert [note.rsplit("; ")[-1] for note in skipped] == [
        f"record {number} skipped" for number in (106, 108, 109, 112)
    ]
    assert paced == "records 104 left out: paced, which EC57 excludes"


def test_one_half_makes_one_split(folder, tmp_path_factory):
    home = tmp_path_factory.mktemp("prepared")
    builder = mitdb_dataset_builder.Builder(data_dir=str(home), config="full")
    config = tfds.download.DownloadConfig(manual_dir=str(folder.path))
    builder.download_and_prepare(download_config=config)
    assert list(builder.info.splits) == ["train"]
    assert builder.notes[0].startswith("2 of 44 records read")
    assert builder.complete is False


def test_nothing_to_read_is_an_error_with_the_first_reasons(folder):
    for number in (101, 106, 108, 109):
        folder.write(number)
        (folder / f"{number}.dat").write_bytes(bytes(1000))
    with pytest.raises(DataError) as caught:
        records.read_splits(folder.path)
    text = str(caught.value)
    assert "among 12 files (101.atr, 101.dat, 101.hea, 106.atr, ...)" in text
    assert text.count("expected 43200 bytes; found 1000") == 3
    assert "\n" not in text
    for path in folder.path.iterdir():
        path.unlink()
    with pytest.raises(DataError, match=r"among 0 files \(none\)$"):
        records.read_splits(folder.path)


def test_the_published_files_are_known_by_their_hashes(folder, monkeypatch):
    names = {f"{n}{s}" for half in database.SPLITS.values() for n in half
             for s in database.SUFFIXES}  # fmt: skip
    assert set(official.hashes()) == names
    # As PhysioNet lists it for record 100; found in two public programs.
    assert official.hashes()["100.dat"].startswith("b2ea3c250e56e48f")
    assert official.hashes()["100.atr"].startswith("8d8a5349fb16638e")
    right = {}
    for suffix in database.SUFFIXES:
        content = (folder / f"101{suffix}").read_bytes()
        if suffix == ".hea":
            content = official.as_published(content)
        right[f"101{suffix}"] = hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(official, "hashes", lambda: right)
    found, _ = folder.read()
    assert (found[101].published, found[106].published) == (True, False)
    folder.change("101.hea", b"\n", b"\r\n")  # copied as text: the same
    assert folder.read()[0][101].published
    folder.change("101.hea", b"MLII", b"MLII ")
    assert not folder.read()[0][101].published


def test_the_set_is_complete_only_with_all_published_records(folder):
    (record, _) = folder.read()[0].values()
    found = {
        split: [
            dataclasses.replace(record, number=number, published=True)
            for number in numbers
        ]
        for split, numbers in database.SPLITS.items()
    }
    assert database.is_complete(found)
    assert not database.is_complete({"train": found["train"]})
    assert not database.is_complete({**found, "test": found["test"][1:]})
    other = dataclasses.replace(found["test"][0], published=False)
    assert not database.is_complete(
        {**found, "test": [other, *found["test"][1:]]}
    )


def test_intervals_do_not_depend_on_windows_left_out(folder):
    signal, peaks, _ = folder.ecg(101)
    signal[peaks[10] - 5 : peaks[12] + 5] = np.nan
    right = {r["time"]: r for r in folder.read()[0][101].examples()}
    folder.write(signal=signal)
    found, (note,) = folder.read()
    assert "of 48 windows left out, which hold invalid samples" in note
    rows = list(found[101].examples())
    assert 40 < len(rows) < 48
    assert f"{48 - len(rows)} of 48" in note
    for row in rows:
        assert np.isfinite(row["beat"]).all()
        for name in ("rr_previous", "rr_next", "rr_local", "rr_record"):
            np.testing.assert_array_equal(row[name], right[row["time"]][name])


def test_notes_reach_the_reader(folder, tmp_path, monkeypatch, capsys):
    (folder / "101.dat").write_bytes(b"")
    own = tmp_path / "own" / "mitdb"
    own.mkdir(parents=True)
    for file in folder.path.glob("10*"):
        shutil.copy(file, own)
    monkeypatch.setenv("MEDKERAS_MODE", "lesson")
    monkeypatch.setenv("MEDKERAS_DATA_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(own.parent))
    loaded = load("mitdb", "full")
    first, second = loaded.notes
    assert first.startswith("1 of 44 records read")
    assert second.endswith("in text mode?); record 101 skipped")
    assert loaded.complete is False
    assert capsys.readouterr().out.endswith(f"\n  {first}\n  {second}\n")
    console = Console(file=io.StringIO(), width=200)
    data_command.prepare("mitdb", "full", console)
    printed = console.file.getvalue()
    assert first in printed and second in printed
