"""The wavelet layer against PyWavelets: what rows/wavelet_*.py share."""

import numpy as np

PEER = "one pywt.dwt2 call"
EQUAL = (
    "the periodic transform of 64 images of 128 x 128, float32; norms of the "
    "four bands are equal"
)
PROMISE = 2
REPEATS = 50


def images():
    generator = np.random.default_rng(0)
    return generator.normal(size=(64, 128, 128)).astype("float32")


def norms(bands):
    return [float(np.linalg.norm(np.asarray(band))) for band in bands]


def ours(wavelet):
    import tensorflow as tf

    from medkeras.layers.wavelet import DWT2D

    transform = tf.function(DWT2D(wavelet))
    batch = tf.constant(images()[..., None])

    def run():
        for _ in range(REPEATS):
            bands = transform(batch)
        return norms(np.moveaxis(bands.numpy(), -1, 0))

    return run


def peer(wavelet):
    import pywt

    batch = images()

    def run():
        for _ in range(REPEATS):
            low, details = pywt.dwt2(
                batch, wavelet, mode="periodization", axes=(1, 2)
            )
        return norms([low, *details])

    return run
