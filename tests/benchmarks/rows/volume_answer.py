"""How long one volume of 64 x 64 x 64 voxels takes to be segmented."""

import numpy as np

TITLE = "a volume of 64 x 64 x 64 segmented"
EQUAL = "seconds of `VolumeSegmenter.predict`, both mirror images shown"
BUDGET = {"seconds": 1.0}


def ours():
    import time

    from medkeras.training.volume_segmenter import VolumeSegmenter

    volumes = np.random.default_rng(0).normal(size=(2, 64, 64, 64))
    segmenter = VolumeSegmenter(3, shape=(64, 64, 64), steps=1)
    segmenter.fit(volumes, (volumes > 1).astype(int))
    segmenter.predict(volumes[:1])  # traced before it is timed

    def run():
        start = time.perf_counter()
        segmenter.predict(volumes[:1])
        return {TITLE: {"seconds": time.perf_counter() - start}}

    return run
