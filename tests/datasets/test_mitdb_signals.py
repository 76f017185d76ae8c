"""Faults of headers and signals, and the one line each is answered by.

Record 101 is spoiled, 106 stays whole and is read all the same.
"""

import numpy as np
import pytest
import wfdb

SIZE = 43200  # bytes of the .dat: 40 s, two leads, 1.5 bytes a sample


@pytest.mark.parametrize(
    "size", [0, 1, SIZE // 2, SIZE - 500, SIZE - 1, SIZE + 1, 2 * SIZE]
)
def test_a_signal_of_another_size(folder, size):
    file = folder / "101.dat"
    file.write_bytes((file.read_bytes() * 2)[:size])
    note = folder.refused()
    assert f"101.dat: expected {SIZE} bytes; found {size} (cut off" in note


@pytest.mark.parametrize("old, new", [(b"\n", b"\r\n"), (b"\r\n", b"\n")])
def test_a_signal_copied_in_text_mode(folder, old, new):
    file = folder / "101.dat"
    if old not in file.read_bytes():
        pytest.skip("no such bytes")
    folder.change("101.dat", old, new)
    assert "or copied in text mode?" in folder.refused()


def test_a_damaged_signal_of_the_right_size(folder):
    file = folder / "101.dat"
    whole = file.read_bytes()
    noise = np.random.default_rng(0).integers(0, 256, SIZE // 3, np.uint8)
    third = whole[: SIZE // 3] + noise.tobytes() + whole[2 * SIZE // 3 :]
    other = (folder / "106.dat").read_bytes()
    for content in (third, bytes(SIZE), other, b"\xff" * SIZE, whole[::-1]):
        file.write_bytes(content)
        note = folder.refused()
        assert "101.dat: expected the checksum" in note
        assert "(a damaged copy?)" in note
    file.write_bytes(whole)
    assert list(folder.read()[0]) == [101, 106]


def test_the_first_value_is_looked_at_beside_the_checksum(folder):
    line = (folder / "101.hea").read_text().splitlines()[1].split()
    folder.change("101.hea", f" {line[5]} {line[6]}".encode(),
                  f" {int(line[5]) + 1} {line[6]}".encode())  # fmt: skip
    assert f"the first value {int(line[5]) + 1} of MLII" in folder.refused()


def without_length(folder):
    folder.change("101.hea", b" 14400", b"")


def without_checksum(folder):
    lines = (folder / "101.hea").read_text().splitlines()
    short = [" ".join(line.split()[:3]) for line in lines[1:3]]
    text = "\n".join([lines[0], *short]) + "\n"
    (folder / "101.hea").write_text(text)


def test_a_header_without_the_length(folder):
    without_length(folder)
    found, (note,) = folder.read()
    assert len(found[101].peaks) == 48
    assert "states no number of samples" in note
    file = folder / "101.dat"
    file.write_bytes(file.read_bytes()[:30000])
    assert "101.dat: expected the checksum" in folder.refused()


def test_a_header_without_checksums_or_names(folder):
    without_checksum(folder)
    assert "expected the lead MLII; found no name" in folder.refused()


def test_a_signal_that_cannot_be_checked_is_said(folder, monkeypatch):
    read = wfdb.rdheader

    def unchecked(*args, **kwargs):
        header = read(*args, **kwargs)
        if args[0].endswith("101"):
            header.checksum = [None, None]
        return header

    monkeypatch.setattr(wfdb, "rdheader", unchecked)
    found, notes = folder.read()
    assert list(found) == [101, 106]
    assert [note.split(": ")[-1] for note in notes] == [
        f"no checksum of {lead}; its signal could not be checked"
        for lead in ("MLII", "V1")
    ]


@pytest.mark.parametrize(
    "leads, values, said",
    [
        ([0, 1], 0.0, "0.2 to 20 mV in MLII; found 0 mV (a flat lead"),
        ([0], 0.3, "found 0 mV (a flat lead"),
        (
            [0, 1],
            np.nan,
            "a whole window of valid samples; found none among 48",
        ),
        ([1], np.nan, "a whole window of valid samples"),
    ],
)
def test_a_signal_without_beats(folder, leads, values, said):
    signal = folder.ecg(101)[0]
    signal[:, leads] = values
    folder.write(signal=signal)
    assert said in folder.refused()


def test_a_flat_second_lead_is_read_and_said(folder):
    signal = folder.ecg(101)[0]
    signal[:, 1] = 0.5
    folder.write(signal=signal)
    found, (note,) = folder.read()
    assert list(found) == [101, 106]
    assert note.endswith("101.dat: V1 is flat")


@pytest.mark.parametrize("gain", [b"2000", b"20000", b"0.2", b"2"])
def test_a_gain_that_cannot_be(folder, gain):
    folder.change("101.hea", b"200.0(0)/mV", gain + b"(0)/mV")
    assert "another gain or unit?" in folder.refused()


@pytest.mark.parametrize(
    "old, new, said",
    [
        (b"101 2 360", b"101 2 250", "360 samples per second; found 250"),
        (b"101 2 360", b"101 2 0", "360 samples per second; found 0"),
        (b"101 2 360", b"101 2 360.5", "360 samples per second; found 360.5"),
        (b"101 2 360", b"101 2 -360", "expected"),
        (b"101 2 360", b"106 2 360", "expected record 101; found record 106"),
        (b"101 2 360", b"101/2 2 360", "expected"),
        (b"101 2 360", b"101 1 360", "expected"),
        (b"101 2 360", b"101 3 360", "expected"),
        (b"101.dat", b"106.dat", "`file_name` to be one of 101.dat; found 106"),
        (b"101.dat", b"../101.dat", "expected"),
        (b" MLII", b" II", "expected the lead MLII; found II, V1"),
        (b" MLII", b"", "expected the lead MLII; found no name, V1"),
        (b" V1", b"", "leads with a name each; found MLII, no name"),
        (b" V1", b" MLII", "leads with a name each; found MLII, MLII"),
        (b"/mV", b"/adu", "`units` to be one of mV, uV, µV, μV, V; found adu"),
        (b"/mV", b"/mmHg", "found mmHg"),
        (b"/mV", b"/MV", "found MV"),
        (b"200.0(0)/mV", b"1(0)/adu", "found adu"),
        (b"200.0(0)", b"-200.0(0)", "gains above 0"),
        (b" 212 ", b" 212x2 ", "`samps_per_frame` to be one of 1; found 2"),
        (b" 212 ", b" 212:5 ", "`skew` to be one of None, 0; found 5"),
        (b" 212 ", b" 212+24 ", "`byte_offset` to be one of None, 0; found 24"),
        (b" 212 ", b" 310 ", "`fmt` to be one of"),
        (b" 212 ", b" 516 ", "`fmt` to be one of"),
        (b" 212 ", b" 16 ", "expected 57600 bytes; found 43200"),
        (b" 14400", b" 14000", "expected 42000 bytes; found 43200"),
        (b" 14400", b" 999999999999", "bytes; found 43200"),
    ],
)  # fmt: skip
def test_a_header_of_another_kind(folder, old, new, said):
    folder.change("101.hea", old, new)
    assert said in folder.refused()


def test_beats_without_a_whole_window(folder):
    _, peaks, _ = folder.ecg(101)
    inner = ["+"] * 47 + ["N"]
    edge = np.append(peaks[:-1], 14390)
    folder.write(marks=(edge, inner))
    note = folder.refused()
    assert "expected beats with a whole window" in note
    assert "found none among 1 beats" in note


def test_whatever_a_reader_raises_is_one_line(folder, monkeypatch):
    read = wfdb.rdrecord

    def broken(name, **options):
        if name.endswith("101"):
            raise MemoryError("two\nlines")
        return read(name, **options)

    monkeypatch.setattr(wfdb, "rdrecord", broken)
    assert "found MemoryError: two lines" in folder.refused()
    monkeypatch.setattr(wfdb, "rdrecord", read)

    def gives_nothing(name, *args):
        return None if name.endswith("101") else annotations(name, *args)

    annotations = wfdb.rdann
    monkeypatch.setattr(wfdb, "rdann", gives_nothing)
    assert "101" in folder.refused()
