"""What the tests of data sets share: TFDS reads once, small WFDB records."""

import copy
import functools
import shutil

import numpy as np
import pytest
import tensorflow_datasets as tfds
import wfdb
from etils import epath
from medkeras_datasets.mitdb import records

SECONDS, RATE = 40, 360
BEATS = 48


@pytest.fixture(autouse=True)
def read_when_reloaded(monkeypatch):
    """TFDS reads all that a builder made, then all once more by another one.

    Here only the other one reads: it knows no more than what lies on the disk.
    """
    case = tfds.testing.DatasetBuilderTestCase
    read = case._assertAsDataset
    made, reread = [], []

    def second_time(self, builder):
        if builder.info.full_name in made:
            read(self, builder)
            reread.append(builder.info.full_name)
        else:
            made.append(builder.info.full_name)

    monkeypatch.setattr(case, "_assertAsDataset", second_time)
    yield
    assert reread == made


@functools.cache
def drawn(seed, leads, rate):
    """What `WfdbFolder.ecg` gives."""
    rng = np.random.default_rng(seed)
    peaks = 0.8 * np.arange(1, BEATS + 1) + rng.uniform(-0.05, 0.05, BEATS)
    time = np.arange(SECONDS * rate)[:, None] / rate
    waves = 1.2 * np.exp(-0.5 * ((time - peaks) / 0.012) ** 2)
    waves += 0.25 * np.exp(-0.5 * ((time - peaks - 0.28) / 0.05) ** 2)
    scale = np.array([1.0, 0.6, -0.3, 0.2])[:leads]
    signal = waves.sum(axis=1)[:, None] * scale
    signal += rng.normal(0, 0.02, signal.shape)
    symbols = np.where(np.arange(BEATS) % 5 == 3, "V", "N").tolist()
    return signal, np.round(peaks * rate).astype(int), symbols


class WfdbFolder:
    """A folder with record 101, to be spoiled, and 106, which stays whole."""

    def __init__(self, path):
        self.path = epath.Path(path)

    def __truediv__(self, name):
        return self.path / name

    @staticmethod
    def ecg(seed, leads=2, rate=RATE):
        """Leads in mV, peaks and symbols: an R and a T wave every 0.8 s."""
        return copy.deepcopy(drawn(seed, leads, rate))

    def write(
        self, number=101, leads=("MLII", "V1"), units="mV", gain=200.0,
        fmt="212", rate=RATE, signal=None, marks=None, marked_at=None,
    ):  # fmt: skip
        """Write a record; `marks` are other peaks and symbols."""
        waves, peaks, symbols = self.ecg(number, len(leads), rate)
        count = len(leads)
        wfdb.wrsamp(
            str(number),
            fs=rate,
            units=[units] * count,
            sig_name=list(leads),
            p_signal=waves if signal is None else signal,
            fmt=[fmt] * count,
            adc_gain=[gain] * count,
            baseline=[0] * count,
            write_dir=str(self.path),
        )
        peaks, symbols = (peaks, symbols) if marks is None else marks
        wfdb.wrann(
            str(number),
            "atr",
            np.asarray(peaks),
            symbol=list(symbols),
            write_dir=str(self.path),
            fs=marked_at,
        )

    def change(self, name, old, new):
        """Replace bytes of a file."""
        content = (self.path / name).read_bytes()
        assert old in content
        (self.path / name).write_bytes(content.replace(old, new))

    def read(self):
        """Records by number, and the notes, a line each."""
        notes = []
        found = records.read_all(self.path, (101, 106), notes)
        assert not any("\n" in note for note in notes)
        return {record.number: record for record in found}, notes

    def refused(self):
        """The one line on record 101; 106 is read all the same."""
        found, notes = self.read()
        assert list(found) == [106], notes
        (note,) = notes
        assert note.endswith("; record 101 skipped")
        return note


@pytest.fixture(scope="session")
def whole_folder(tmp_path_factory):
    """Two synthetic records, not to be spoiled."""
    whole = WfdbFolder(tmp_path_factory.mktemp("wfdb"))
    whole.write(101)
    whole.write(106)
    return whole


@pytest.fixture
def folder(tmp_path, whole_folder):
    """Two synthetic records."""
    shutil.copytree(whole_folder.path, tmp_path, dirs_exist_ok=True)
    return WfdbFolder(tmp_path)
