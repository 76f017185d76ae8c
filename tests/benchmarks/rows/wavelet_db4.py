"""The wavelet layer against PyWavelets: db4."""

import wavelet
from wavelet import EQUAL, PEER, PROMISE  # noqa: F401

TITLE = "DWT2D, db4"


def ours():
    return wavelet.ours("db4")


def peer():
    return wavelet.peer("db4")
