"""Annotation files as PhysioNet has them, and broken ones."""

import numpy as np
import pytest
import wfdb

from medkeras.signal.beat_annotations import (
    intervals_between,
    read_beat_times,
)
from medkeras.utils.errors import DataError

SAMPLES = np.array([100, 200, 290, 300, 420, 520])
SYMBOLS = ["N", "N", "V", "~", "N", "N"]


def written(folder, samples=SAMPLES, symbols=SYMBOLS, rate=None, header="128"):
    """An annotation file, and a header beside it."""
    wfdb.wrann(
        "r1", "ecg", np.asarray(samples), list(symbols), fs=rate,
        write_dir=str(folder),
    )  # fmt: skip
    if header:
        (folder / "r1.hea").write_text(f"r1 0 {header} 600\n# a comment\n")
    return folder / "r1.ecg"


def test_beats_and_their_intervals(tmp_path):
    found = read_beat_times(written(tmp_path))
    assert found.samples.tolist() == [100, 200, 290, 420, 520]
    assert found.normal.tolist() == [True, True, False, True, True]
    assert found.others == 1 and found.rate == 128
    seconds, normal = intervals_between(found)
    assert (128 * seconds).tolist() == [100, 90, 130, 100]
    assert normal.tolist() == [True, False, False, True]


def test_the_rate_may_stand_in_either_file(tmp_path):
    with pytest.raises(DataError, match="samples a second in it"):
        read_beat_times(written(tmp_path, header=""))
    assert read_beat_times(written(tmp_path, rate=200, header="")).rate == 200
    found = read_beat_times(written(tmp_path, rate=128, header="128/1000"))
    assert found.rate == 128


def test_a_beat_marked_twice_counts_once(tmp_path):
    path = written(tmp_path, [100, 200, 200, 300], ["N", "N", "V", "N"])
    assert read_beat_times(path).samples.tolist() == [100, 200, 300]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rate": 200, "header": "128"}, "header's 128 .*; found 200"),
        ({"header": "fast"}, "first line such as"),
        ({"symbols": ["~"] * 6}, "annotated beats; found none"),
    ],
)
def test_what_does_not_fit_is_one_line(tmp_path, options, message):
    path = written(tmp_path, **options)
    with pytest.raises(DataError, match=message) as error:
        read_beat_times(path)
    assert "\n" not in str(error.value)


def test_a_file_that_is_cut_off_is_one_line(tmp_path):
    path = written(tmp_path)
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(DataError, match="cut off"):
        read_beat_times(path)
    path.write_bytes(b"\x01" + b"\x00" * 2)
    with pytest.raises(DataError, match="expected"):
        read_beat_times(path)
