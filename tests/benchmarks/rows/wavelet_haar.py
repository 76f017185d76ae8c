"""The wavelet layer against PyWavelets: haar."""

import wavelet
from wavelet import EQUAL, PEER, PROMISE  # noqa: F401

TITLE = "DWT2D, haar"


def ours():
    return wavelet.ours("haar")


def peer():
    return wavelet.peer("haar")
