"""Train a network on a set made by growing_set.py, as one worker of one or two.

    python growing_training.py FOLDER PIXELS FILMS

prints a line of JSON: seconds of the second pass, and peak memory (GB). Which
worker it is, it learns from TF_CONFIG.
"""

import dataclasses
import json
import sys
import time

import growing_set
import keras
import numpy as np

BATCH = 64


class Passes(keras.callbacks.Callback):
    """Seconds of each pass."""

    def __init__(self):
        super().__init__()
        self.seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.perf_counter() - self.start)


def main(folder, size, films):
    from medkeras.book import machine
    from medkeras.data import load
    from medkeras.data.pipelines import input_pipeline
    from medkeras.models.cnn.classic import lenet5
    from medkeras.training import multi_worker
    from medkeras.training.strategy import strategy
    from medkeras.utils.workers import workers

    keras.utils.set_random_seed(0)
    with strategy().scope():
        model = lenet5((size, size, 1), 1)
        model.compile("adam", "binary_crossentropy", jit_compile=False)
    dataset = dataclasses.replace(
        load("pneumonia_xray", "sample", quiet=True),
        builder=growing_set.scaled_builder(folder, size),
        counts={"train": films},
    )
    count, index = (2, workers().index) if workers() else (1, 0)
    passes = Passes()
    multi_worker.fit(
        model,
        lambda number: input_pipeline(
            dataset, "train", growing_set.scaled, BATCH // count,
            features=("image", "label"), shuffle_buffer=256, seed=number,
            patients=np.arange(films)[index::count], cache_share=0, replicas=1,
        ),
        epochs=2,
        callbacks=[passes],
        verbose=0,
    )  # fmt: skip
    peak = machine.peak_memory_mb() / 1024
    return {"seconds": passes.seconds[-1], "GB": peak}


if __name__ == "__main__":
    folder, *numbers = sys.argv[1:]
    print(json.dumps(main(folder, *map(int, numbers))))
