"""A chest phantom of any number of films, and what a pass over it takes.

    python growing_set.py make FOLDER PIXELS FILMS ...
    python growing_set.py repeat FOLDER PIXELS FILMS ...
    python growing_set.py measure FOLDER PIXELS FILMS PASSES CACHE_SHARE ...

each in a process of its own. `make` draws every film, `repeat` only a hundred
that come again. `measure` prints a line of JSON for each share of memory that
may be kept: peak memory (GB) so far, what was added to that held before (GB),
seconds of a pass.
"""

import dataclasses
import json
import statistics
import sys
import time
from pathlib import Path

import psutil

CHUNK = 1600  # films drawn at once, those of the sample's training
REPEATED = 100
SHARD_BYTES = 400_000  # so that the smallest set is many files, too


def scaled_builder(folder, size):
    """The set's builder, for films of size x size pixels.

    Those of 28 x 28 would be lost beside TensorFlow's own memory.
    """
    import numpy as np
    import tensorflow_datasets as tfds

    from medkeras.data import card
    from medkeras.data.preparing import builder_class

    builder = builder_class(card("pneumonia_xray"))
    image = tfds.features.Tensor(
        shape=(size, size, 1), dtype=np.uint8, encoding="bytes"
    )
    builder.FEATURES = builder.FEATURES | {"image": image}
    return builder(data_dir=str(folder), config="sample")


def drawn(builder, size, films, repeat):
    """Films one by one; a chunk of them is in memory."""
    from medkeras_datasets.pneumonia_xray import phantom

    names, chunk = list(builder.info.features), REPEATED if repeat else CHUNK
    for row in range(films):
        place = row % chunk
        if row == 0 or (place == 0 and not repeat):
            columns = phantom.films(chunk, seed=row, size=size)
        example = {name: columns[name][place] for name in names}
        yield example | {"patient": row}


def make(folder, size, films, repeat):
    """Write a set of so many films as shards."""
    from medkeras.data import card, shards
    from medkeras.data.preparing import run

    shards.BLOCK_BYTES = SHARD_BYTES
    builder = scaled_builder(folder, size)
    films_one_by_one = drawn(builder, size, films, repeat)
    builder.read_sample = lambda _: {"train": films_one_by_one}
    blocks = Path(folder) / "blocks"
    blocks.mkdir(parents=True)

    def write(builder, splits):
        encode, facts = shards.encoder(builder), card("pneumonia_xray")
        made = [
            (block, block.make(encode, facts))
            for block in shards.blocks(splits, builder, blocks)
        ]
        return [shards.split_info(builder, "train", made)]

    run(builder, None, write)


def scaled(batch):
    import tensorflow as tf

    return tf.cast(batch["image"], tf.float32) / 255, batch["label"]


def measure(folder, size, films, passes, cache_share):
    """Pass over the set as training does; what it took, peak memory of all."""
    from medkeras.book import machine
    from medkeras.data import load
    from medkeras.data.pipelines import input_pipeline

    dataset = dataclasses.replace(
        load("pneumonia_xray", "sample", quiet=True),
        builder=scaled_builder(folder, size),
        counts={"train": films},
    )
    before = psutil.Process().memory_info().rss
    data = input_pipeline(
        dataset, "train", scaled, 64,
        features=("image", "label"), shuffle_buffer=256, seed=0,
        cache_share=cache_share,
    )  # fmt: skip
    next(iter(data))  # starts what TensorFlow starts once
    seconds = []
    for _ in range(passes):
        start = time.perf_counter()
        rows = sum(len(y) for _, y in data)
        seconds.append(time.perf_counter() - start)
        assert rows == films
    peak = machine.peak_memory_mb() * 2**20
    return {
        "GB": peak / 2**30,
        "added_GB": (peak - before) / 2**30,
        "seconds": statistics.median(seconds),
    }


if __name__ == "__main__":
    task, folder, *numbers = sys.argv[1:]
    if task == "measure":
        size, films, passes = map(int, numbers[:3])
        for share in map(float, numbers[3:]):
            print(json.dumps(measure(folder, size, films, passes, share)))
    else:
        size, *sets = map(int, numbers)
        for films in sets:
            make(Path(folder) / str(films), size, films, task == "repeat")
