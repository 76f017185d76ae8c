"""Half a minute of ECG from a handheld device: which rhythm?"""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.cinc2017 import records

from medkeras.data.building import DatasetBuilder
from medkeras.signal.beat_simulator import simulate_intervals
from medkeras.signal.ecg_simulator import simulate_ecg

# Made-up recordings of each split, and the seed they are drawn with.
SAMPLE = {"train": (120, 0), "validation": (60, 1)}
SECONDS = 20
HOME = "https://physionet.org/content/challenge-2017/1.0.0/"


class Builder(DatasetBuilder):
    """Builder of the real recordings (`full`) and of made-up ones."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "180 made-up recordings of 20 seconds.",
        "full": "The recordings of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put the folders training2017 and validation, one or both, all or some "
        f"of their recordings, in this folder; source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "record": tfds.features.Text(),
        "label": np.int64,  # place among `records.NAMES`
        "signal": tfds.features.Tensor(shape=(records.MOST,), dtype=np.float32),
        "length": np.int64,  # samples; NaN after them
    }

    def read_sample(self, folder):
        """Draw recordings: regular, fibrillating, with early beats, noisy."""
        return {
            split: records.columns_of(made_up(count, seed))
            for split, (count, seed) in SAMPLE.items()
        }

    def read_full(self, dl_manager):
        """Read the recordings that are there."""
        return records.read_folder(dl_manager.manual_dir)


def made_up(count, seed):
    """Rows of `records.columns_of`: each rhythm as often as the others."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        label = number % len(records.NAMES)
        mean = rng.uniform(0.6, 1.0)
        hours = (SECONDS + 5) / 3600
        early = 0.15 if label == 2 else 0.0
        intervals, _ = simulate_intervals(
            rng, hours, mean, drift=0.03, ectopic=early
        )
        if label == 1:  # no interval resembles the one before
            intervals = mean * rng.gamma(25, 1 / 25, len(intervals)).clip(
                0.5, 2
            )
        noise = 0.6 if label == 3 else 0.03
        signal, _ = simulate_ecg(
            rng, intervals, records.RATE, fibrillation=label == 1, noise=noise
        )
        signal = signal[: SECONDS * records.RATE]
        rows.append((f"made-up {seed}-{number:03d}", label, signal))
    return rows
