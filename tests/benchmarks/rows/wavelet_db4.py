"""The wavelet layer against PyWavelets: db4."""

import numpy as np

TITLE = "DWT2D, db4"
PEER = "one pywt.dwt2 call"
EQUAL = (
    "the periodic transform of 64 images of 128 x 128, float32; norms of the "
    "four bands are equal"
)
PROMISE = 2
WAVELET, REPEATS = "db4", 50


def images():
    generator = np.random.default_rng(0)
    return generator.normal(size=(64, 128, 128)).astype("float32")


def norms(bands):
    return [float(np.linalg.norm(np.asarray(band))) for band in bands]


def ours():
    import tensorflow as tf

    from medkeras.layers.wavelet import DWT2D

    transform = tf.function(DWT2D(WAVELET))
    batch = tf.constant(images()[..., None])

    def run():
        for _ in range(REPEATS):
            bands = transform(batch)
        return norms(np.moveaxis(bands.numpy(), -1, 0))

    return run


def peer():
    import pywt

    batch = images()

    def run():
        for _ in range(REPEATS):
            low, details = pywt.dwt2(
                batch, WAVELET, mode="periodization", axes=(1, 2)
            )
        return norms([low, *details])

    return run
