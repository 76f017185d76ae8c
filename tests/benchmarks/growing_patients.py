"""The steps of chapter 2.1.2 for so many patients.

    python growing_patients.py PATIENTS

prints a line of JSON: seconds of each step, and what memory it added (GB).
"""

import json
import os
import sys
import time

import numpy as np
import psutil

BEATS = 256  # of each patient: some five minutes
CLASSES = 5


def patients(count):
    """The first beats of the sample's records, in turn, a little louder."""
    from medkeras.data import load

    sample = load("mitdb", "sample", quiet=True).arrays("train")
    records = np.unique(sample["record"])
    rows = np.concatenate(
        [
            np.flatnonzero(sample["record"] == record)[:BEATS]
            for record in records[np.arange(count) % len(records)]
        ]
    )
    patient = np.repeat(np.arange(count), BEATS)
    rng = np.random.default_rng(0)
    louder = rng.uniform(0.9, 1.1, count)[patient].astype("float32")
    found = {name: sample[name][rows] for name in ("rr_previous", "rr_next")}
    return found | {
        "beat": sample["beat"][rows] * louder[:, None, None],
        "label": sample["label"][rows],
        "record": patient,
    }


def steps(beats):
    """Each step of the chapter, in its order: a name and a function."""
    import keras
    from sklearn.ensemble import ExtraTreesClassifier

    from medkeras.models.recurrent import sequence_classifier
    from medkeras.signal.ecg_features import extract_features_by_record
    from medkeras.training.record_sequences import (
        predict_windows,
        windows_of_records,
    )

    kept = {}

    def features():
        kept["x"] = extract_features_by_record(
            beats["beat"], beats["rr_previous"], beats["rr_next"],
            beats["record"],
        )  # fmt: skip

    def trees():
        forest = ExtraTreesClassifier(
            10, min_samples_leaf=10, max_features=0.5, n_jobs=2, random_state=0
        )
        forest.fit(kept["x"], beats["label"])

    def network():
        """One pass of the LSTM over all windows."""
        x = kept["x"]
        kept["x"] = x = ((x - x.mean(0)) / (x.std(0) + 1e-6)).clip(-4, 4)
        windows = windows_of_records(beats["record"])
        kept["model"].fit(
            x[windows], beats["label"][windows], batch_size=32, verbose=0
        )

    def answers():
        windows = windows_of_records(beats["record"])
        predict_windows(kept["model"], kept["x"], windows)

    def build():
        """With a pass over one patient: what is traced once is not timed."""
        features()
        keras.utils.set_random_seed(0)
        model = sequence_classifier(
            (None, kept["x"].shape[1]), CLASSES, "lstm", units=32,
            bidirectional=True, return_sequences=True,
        )  # fmt: skip
        model.compile("adam", "sparse_categorical_crossentropy")
        kept["model"] = model
        windows = windows_of_records(beats["record"][:BEATS])
        model.fit(
            kept["x"][windows], beats["label"][windows], batch_size=32,
            verbose=0,
        )  # fmt: skip
        predict_windows(model, kept["x"][:BEATS], windows)

    build()
    return {
        "features": features,
        "trees": trees,
        "a pass of the LSTM": network,
        "answers of the LSTM": answers,
    }


def main(count):
    from medkeras.book import machine

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    steps(patients(1))  # starts what is started once
    before = psutil.Process().memory_info().rss
    found = {}
    for name, step in steps(patients(count)).items():
        start = time.perf_counter()
        step()
        found[name] = time.perf_counter() - start
    peak = machine.peak_memory_mb() * 2**20
    return {"seconds": found, "GB": (peak - before) / 2**30}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
