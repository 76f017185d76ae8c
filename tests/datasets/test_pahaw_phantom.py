"""The handwriting simulator has the truth that it states."""

import numpy as np
import pytest
from medkeras_datasets.pahaw import phantom

from medkeras.data import load
from medkeras.signal.handwriting import COLUMNS, feature_table
from medkeras.signal.tremor import tremor_spectrum


@pytest.fixture(scope="module")
def drawn():
    return phantom.recordings(24, seed=5)


def test_the_tremor_is_found_within_a_quarter_of_a_hertz(drawn):
    """From uneven times, in every spiral where it can be seen."""
    seen = [
        row for row in drawn if row["task"] == 0 and row["tremor_size"] > 0.15
    ]
    assert len(seen) >= 6
    for row in seen:
        x, y, _, _, time = row["movement"].T
        assert np.ptp(np.diff(time)) > 0.001
        found = tremor_spectrum(x, y, time).frequency
        assert abs(found - row["tremor"]) < 0.25
        assert 4 <= row["tremor"] <= 6 and row["label"] == 1


def test_shrinking_strokes_are_found(drawn):
    """In the loops, of which two strokes are of one height."""
    loops = [row for row in drawn if row["task"] == 1]
    table = feature_table([row["movement"] for row in loops])
    steady = np.array([row["tremor_size"] < 0.15 for row in loops])
    decays = np.array([row["decay"] for row in loops])
    found = table["stroke_size_decay"].to_numpy()
    assert np.abs(found - decays)[steady].max() < 0.012
    assert np.corrcoef(found[steady], decays[steady])[0, 1] > 0.7


def test_groups_differ_on_average_and_overlap(drawn):
    table = feature_table([row["movement"] for row in drawn])
    ill = np.array([row["label"] for row in drawn]) == 1
    for name in ("pressure_mean", "speed_mean"):
        values = table[name].to_numpy()
        assert values[ill].mean() < values[~ill].mean()
        assert values[ill].max() > np.median(values[~ill])


def test_every_person_does_every_task(drawn):
    pairs = {(row["person"], row["task"]) for row in drawn}
    assert len(pairs) == len(drawn) == 24 * len(phantom.TASKS)
    assert sum(row["label"] for row in drawn) == 12 * len(phantom.TASKS)
    for row in drawn:
        *_, pressure, on_paper, time = row["movement"].T
        assert (np.diff(time) > 0).all()
        assert set(on_paper.tolist()) <= {0.0, 1.0}
        assert ((pressure == 0) == (on_paper == 0)).all()


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.recordings(2, seed=1) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        assert one["movement"].tobytes() == other["movement"].tobytes()
    other = phantom.recordings(2, seed=2)
    assert first[0]["tremor"] != other[0]["tremor"]


def test_recordings_of_several_lengths_are_padded():
    loaded = load("pahaw", "sample", quiet=True)
    assert (loaded.n, loaded.positives) == (24, 12)
    arrays = loaded.arrays()
    rows, longest, columns = arrays["movement"].shape
    assert rows == 192 and columns == len(COLUMNS)
    lengths = (~np.isnan(arrays["movement"][..., 0])).sum(axis=1)
    assert lengths.max() == longest > lengths.min()
    assert loaded.frame().shape == (192, 7)


@pytest.mark.parametrize("wrong", [0, 1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 2"):
        phantom.recordings(wrong, seed=0)
