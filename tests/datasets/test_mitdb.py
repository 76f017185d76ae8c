"""The arrhythmia builder: classes, rhythm, windows, files that are broken."""

import shutil

import numpy as np
import pytest
import tensorflow_datasets as tfds
import wfdb
from etils import epath
from medkeras_datasets.mitdb import beats, mitdb_dataset_builder, records

from medkeras.metrics.multiclass import positive_predictivity

DE_CHAZAL_DS1 = """101 106 108 109 112 114 115 116 118 119 122 124 201 203 205
    207 208 209 215 220 223 230"""
DE_CHAZAL_DS2 = """100 103 105 111 113 117 121 123 200 202 210 212 213 214 219
    221 222 228 231 232 233 234"""
DUMMY = mitdb_dataset_builder.Builder.code_path.parent / "dummy_data"


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The phantom, through every check that TFDS has."""

    DATASET_CLASS = mitdb_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 6128, "test": 4640}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Two small made-up WFDB records, one of each half."""

    DATASET_CLASS = mitdb_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 29, "test": 21}  # noqa: RUF012
    # wfdb reads with open() and os.path; the builder itself does not.
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


def test_the_symbols_of_the_standard():
    expected = {"N": "NLRej", "S": "AaJS", "V": "VE", "F": "F", "Q": "/fQ"}
    for number, (name, symbols) in enumerate(expected.items()):
        assert beats.CLASSES[number] == name
        assert {beats.CLASS_OF[s] for s in symbols} == {number}
    assert sum(map(len, expected.values())) == len(beats.CLASS_OF)
    assert not beats.NO_BEAT & set(beats.CLASS_OF)


def test_v_is_counted_as_in_the_reference_program_of_the_standard():
    counts = np.arange(1, 26).reshape(5, 5)  # N, S, V, F, Q
    n, s, v, f, q = counts
    found = positive_predictivity(counts, beats.UNCOUNTED)
    assert found[2] == v[2] / (n[2] + s[2] + v[2])
    assert found[1] == s[1] / (n[1] + s[1] + v[1] + f[1])
    assert found[0] == n[0] / (n[0] + s[0] + v[0] + f[0] + q[0])


def test_the_halves_are_de_chazals():
    ds1, ds2 = mitdb_dataset_builder.DS1, mitdb_dataset_builder.DS2
    assert len(ds1) == len(ds2) == len(set(ds1)) == len(set(ds2)) == 22
    assert not set(ds1) & set(ds2)
    assert not {102, 104, 107, 217} & {*ds1, *ds2}
    for half, listed in ((ds1, DE_CHAZAL_DS1), (ds2, DE_CHAZAL_DS2)):
        assert list(half) == [int(number) for number in listed.split()]
    assert mitdb_dataset_builder.SAME_MAN == {202: 201}
    assert (201 in ds1, 202 in ds2) == (True, True)


def test_intervals_by_hand():
    peaks = np.cumsum([360, 180, 360, 720, *[360] * 10])
    rr = beats.rhythm(peaks)
    assert rr["rr_previous"][1:4].tolist() == [0.5, 1.0, 2.0]
    assert rr["rr_next"][:3].tolist() == [0.5, 1.0, 2.0]
    assert np.isnan([rr["rr_previous"][0], rr["rr_next"][-1]]).all()
    assert np.isnan([rr["rr_local"][0], rr["rr_record"][0]]).all()
    assert rr["rr_local"][3] == rr["rr_record"][3] == pytest.approx(3.5 / 3)
    # Ten are averaged: at the end the first three are forgotten.
    assert rr["rr_local"][-2:] == pytest.approx([1.1, 1.0])
    assert rr["rr_record"][-1] == pytest.approx(13.5 / 13)


def test_the_window_stands_on_the_annotated_peak():
    signal = np.zeros((1000, 2))
    signal[500] = [3.0, -6.0]
    signal[500 + 3 * 7, 0] = 1.5
    cut, whole = beats.windows(signal, [500])
    assert whole.tolist() == [True]
    assert cut.shape == (1, 96, 2)
    np.testing.assert_allclose(cut[0, 36], [1.0, -2.0])
    np.testing.assert_allclose(cut[0, 43], [0.5, 0.0])
    assert np.count_nonzero(cut) == 3


@pytest.mark.parametrize(
    "peak, inside", [(107, False), (108, True), (822, True), (823, False)]
)
def test_a_window_that_leaves_the_record_is_left_out(peak, inside):
    cut, whole = beats.windows(np.zeros((1000, 2)), [peak])
    assert whole.tolist() == [inside]
    assert len(cut) == inside


@pytest.fixture
def folder(tmp_path):
    for path in DUMMY.iterdir():
        shutil.copy(path, tmp_path)
    return epath.Path(tmp_path)


def both(folder):
    notes = []
    read = records.read_all(folder, (100, 101), notes)
    assert not any("\n" in note for note in notes)
    return [record.number for record in read], notes


def test_whole_records_need_no_notes(folder):
    assert both(folder) == ([100, 101], [])
    (record,) = records.read_all(folder, (100,), [])
    assert record.signal.shape == (7200, 2)
    assert (len(record.peaks), set(record.symbols)) == (22, {"N", "A", "V"})
    assert record.second_lead == "V1"


def test_absent_records_are_counted(folder):
    assert records.read_all(folder, (103,), []) == []
    found = {"train": [1, 2], "test": []}
    assert records.summary(folder, found) == (
        "2 of 44 records read: 2 of 22 in DS1 (train), 0 of 22 in DS2 (test)"
    )


@pytest.mark.parametrize("suffix", [".hea", ".dat", ".atr"])
def test_a_missing_file_skips_its_record_only(folder, suffix):
    (folder / f"100{suffix}").unlink()
    read, (note,) = both(folder)
    assert read == [101]
    assert f"100{suffix}: expected this file; found none" in note
    assert note.endswith("record 100 skipped")


def test_a_cut_off_signal_skips_its_record_only(folder):
    whole = (folder / "100.dat").read_bytes()
    (folder / "100.dat").write_bytes(whole[:-500])
    read, (note,) = both(folder)
    assert read == [101]
    assert "expected 21600 bytes; found 21100 (cut off?)" in note


@pytest.mark.parametrize(
    "suffix, content",
    [(".hea", b"<html>"), (".hea", b""), (".atr", b"\xff" * 7), (".atr", b"")],
)
def test_a_damaged_file_skips_its_record_only(folder, suffix, content):
    (folder / f"100{suffix}").write_bytes(content)
    read, (note,) = both(folder)
    assert read == [101]
    assert f"100{suffix}: expected" in note


def write(folder, leads=("MLII", "V1"), samples=(360,), symbols=("N",), fs=360):
    """A record 100 of two silent seconds."""
    wfdb.wrsamp(
        "100",
        fs=fs,
        units=["mV"] * len(leads),
        sig_name=list(leads),
        p_signal=np.tile([[0.0, 0.5][: len(leads)]], (720, 1)),
        fmt=["212"] * len(leads),
        adc_gain=[200.0] * len(leads),
        baseline=[0] * len(leads),
        write_dir=str(folder),
    )
    wfdb.wrann(
        "100",
        "atr",
        np.array(samples),
        symbol=list(symbols),
        write_dir=str(folder),
    )


def test_leads_are_found_by_name(folder):
    write(folder, leads=("V5", "MLII"))
    (record,) = records.read_all(folder, (100,), [])
    assert record.second_lead == "V5"
    assert record.signal[0].tolist() == [0.5, 0.0]


def test_a_single_lead_is_read_and_said(folder):
    write(folder, leads=("MLII",))
    notes = []
    (record,) = records.read_all(folder, (100,), notes)
    assert record.second_lead == ""
    assert not record.signal[:, 1].any()
    assert notes == [f"{folder}/100.hea: one lead; the second is all zeros"]


@pytest.mark.parametrize(
    "how, finding",
    [
        (dict(leads=("V5", "V2")), "expected the lead MLII; found V5, V2"),
        (dict(fs=250), "expected 360 samples per second; found 250"),
        (dict(symbols=["+"]), "expected annotated beats; found none"),
    ],
)
def test_a_record_of_another_kind_is_skipped(folder, how, finding):
    write(folder, **how)
    read, (note,) = both(folder)
    assert read == [101]
    assert finding in note


def test_annotations_past_the_end_are_left_out(folder):
    write(folder, samples=(200, 360, 720), symbols=("N", "V", "N"))
    read, (note,) = both(folder)
    assert read == [100, 101]
    assert "1 annotations past the end of the record (720 samples)" in note


def test_unknown_symbols_are_left_out(folder, monkeypatch):
    write(folder, samples=(200, 360), symbols=("N", "F"))
    monkeypatch.delitem(beats.CLASS_OF, "F")
    read, (note,) = both(folder)
    assert read == [100, 101]
    assert "1 annotations with unknown symbols (F) left out" in note


def test_nothing_to_read_is_an_error(tmp_path):
    with pytest.raises(records.RecordError, match="found none that can be"):
        records.summary(epath.Path(tmp_path), {"train": [], "test": []})


def test_one_half_makes_one_split(folder, tmp_path_factory):
    for suffix in (".hea", ".dat", ".atr"):
        (folder / f"100{suffix}").unlink()
    home = tmp_path_factory.mktemp("prepared")
    builder = mitdb_dataset_builder.Builder(data_dir=str(home), config="full")
    config = tfds.download.DownloadConfig(manual_dir=str(folder))
    builder.download_and_prepare(download_config=config)
    assert list(builder.info.splits) == ["train"]
    assert builder.info.splits["train"].num_examples == 29
    assert builder.notes[0].startswith("1 of 44 records read")
