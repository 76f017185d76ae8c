"""Faults of annotation files, and the one line each is answered by.

Record 101 is spoiled, 106 stays whole and is read all the same.
"""

import numpy as np
import pytest
import wfdb
from medkeras_datasets.mitdb import beats


@pytest.mark.parametrize("share", [0.2, 0.5, 0.7])
@pytest.mark.parametrize("end", [b"", b"\x00\x00"], ids=["cut", "ended"])
def test_annotations_that_are_cut_off(folder, share, end):
    file = folder / "101.atr"
    whole = file.read_bytes()
    file.write_bytes(whole[: int(share * len(whole)) // 2 * 2] + end)
    said = "throughout the record" if end else "ends with two zero bytes"
    assert said in folder.refused()


def test_annotations_of_which_only_the_first_part_arrived(folder):
    file = folder / "101.atr"
    whole = file.read_bytes()
    file.write_bytes(whole[:40] + bytes(len(whole) - 40))
    assert "101.atr: expected annotations throughout" in folder.refused()


def test_annotations_with_a_hole(folder):
    _, peaks, symbols = folder.ecg(101)
    few = [*range(5), *range(42, 48)]
    folder.write(marks=(peaks[few], [symbols[i] for i in few]))
    note = folder.refused()
    assert (
        f"none from {peaks[4] / 360:.1f} s to {peaks[42] / 360:.1f} s" in note
    )


@pytest.mark.parametrize("rate", [250, 361])
def test_annotations_at_another_rate_that_say_so(folder, rate):
    _, peaks, symbols = folder.ecg(101)
    folder.write(marks=(peaks * rate // 360, symbols), marked_at=rate)
    note = folder.refused()
    assert f"expected times at 360 samples per second; found {rate}" in note


@pytest.mark.parametrize(
    "rate, said",
    [
        (250, "expected annotations throughout the record; found none from"),
        (355, "expected marks on the QRS"),
        (370, "expected marks on the QRS"),
        (500, "12 past its end"),
    ],
)
def test_annotations_at_another_rate_that_do_not_say_so(folder, rate, said):
    _, peaks, symbols = folder.ecg(101)
    folder.write(marks=(peaks * rate // 360, symbols))
    assert said in folder.refused()


def test_annotations_of_another_record(folder):
    (folder / "101.atr").write_bytes((folder / "106.atr").read_bytes())
    # Both have a beat every 0.8 s or so: only a shift tells them apart.
    assert list(folder.read()[0]) == [101, 106]
    _, peaks, symbols = folder.ecg(101)
    folder.write(marks=(peaks + 140, symbols))
    note = folder.refused()
    assert "expected marks on the QRS" in note and "times those between" in note


def test_a_few_annotations_past_the_end_are_left_out(folder):
    _, peaks, symbols = folder.ecg(101)
    marks = ([*peaks, 14400, 14500], [*symbols, "N", "V"])
    folder.write(marks=marks)
    found, (note,) = folder.read()
    assert len(found[101].peaks) == 48
    assert "2 annotations past the end of the record (14400 samples)" in note


def test_many_annotations_past_the_end(folder):
    _, peaks, symbols = folder.ecg(101)
    later = peaks + 14400
    folder.write(marks=([*peaks, *later], symbols * 2))
    assert "48 past its end and 0 with unknown symbols" in folder.refused()


def test_a_few_unknown_symbols_are_left_out(folder, monkeypatch):
    _, peaks, symbols = folder.ecg(101)
    folder.write(marks=(peaks, ["F", *symbols[1:]]))
    monkeypatch.delitem(beats.CLASS_OF, "F")
    found, (note,) = folder.read()
    assert len(found[101].peaks) == 47
    assert "1 annotations with unknown symbols (F) left out" in note


def test_many_unknown_symbols(folder, monkeypatch):
    _, peaks, symbols = folder.ecg(101)
    folder.write(marks=(peaks, ["F"] * 6 + symbols[6:]))
    monkeypatch.delitem(beats.CLASS_OF, "F")
    assert "6 with unknown symbols among 48" in folder.refused()


def test_other_annotations_are_no_beats(folder):
    _, peaks, symbols = folder.ecg(101)
    folder.write(marks=(peaks, ["+", "~", *symbols[2:]]))
    found, notes = folder.read()
    assert (len(found[101].peaks), notes) == (46, [])
    folder.write(marks=(peaks, ["+"] * 48))
    assert "expected annotated beats; found none" in folder.refused()


@pytest.mark.parametrize("step", [0, 1, 35])
def test_a_beat_that_is_marked_twice_is_taken_once(folder, step):
    _, peaks, symbols = folder.ecg(101)
    folder.write(marks=(np.insert(peaks, 8, peaks[7] + step), ["N", *symbols]))
    found, (note,) = folder.read()
    np.testing.assert_array_equal(found[101].peaks, peaks)
    assert "1 beats left out, marked less than 0.1 s" in note


def test_a_step_back_in_time(folder, monkeypatch):
    read = wfdb.rdann

    def swapped(*args):
        annotation = read(*args)
        if args[0].endswith("101"):
            annotation.sample[[4, 5]] = annotation.sample[[5, 4]]
        return annotation

    monkeypatch.setattr(wfdb, "rdann", swapped)
    assert "expected rising times; found a step back" in folder.refused()
