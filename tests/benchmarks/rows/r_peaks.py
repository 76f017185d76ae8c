"""R peaks of half an hour of one lead, against wfdb's detector."""

import numpy as np

TITLE = "R peaks of half an hour of ECG"
PEER = "wfdb's XQRS"
EQUAL = (
    "one made-up lead of 30 minutes at 250 samples a second, with noise and a "
    "swinging baseline; both find the same number of beats"
)
TOLERANCE = 0.01
PROMISE = 5
RATE, BEATS = 250, 2100


def data():
    generator = np.random.default_rng(0)
    places = 1 + np.cumsum(generator.normal(0.85, 0.06, BEATS))
    time = np.arange(int((places[-1] + 2) * RATE)) / RATE
    after = np.searchsorted(places, time).clip(0, BEATS - 1)
    away = np.minimum(
        np.abs(time - places[after]), np.abs(time - places[after - 1])
    )
    wave = np.exp(-((away / 0.012) ** 2)) + 0.2 * np.exp(
        -(((away - 0.25) / 0.05) ** 2)
    )
    swing = 0.3 * np.sin(2 * np.pi * 0.25 * time)
    return wave + swing + generator.normal(0, 0.03, len(time))


def ours():
    from medkeras.signal.r_peaks import find_r_peaks

    signal = data()

    def run():
        return [float(len(find_r_peaks(signal, RATE)))]

    return run


def peer():
    from wfdb.processing import XQRS

    signal = data()

    def run():
        detector = XQRS(signal, RATE)
        detector.detect(verbose=False)
        return [float(len(detector.qrs_inds))]

    return run
