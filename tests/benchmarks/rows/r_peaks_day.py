"""How long the R peaks of a whole day of one lead take."""

import numpy as np

TITLE = "R peaks of a day at 250 samples a second"
EQUAL = "seconds of `find_r_peaks` on 21.6 million samples"
BUDGET = {"seconds": 2.0}
SAMPLES = 24 * 3600 * 250


def ours():
    import time

    from medkeras.signal.r_peaks import find_r_peaks

    generator = np.random.default_rng(0)
    signal = generator.normal(0, 0.03, SAMPLES).astype("float32")
    for place in range(5):  # a beat of five samples every 0.8 s
        signal[place::200] += (0.2, 0.7, 1.0, 0.7, 0.2)[place]

    def run():
        start = time.perf_counter()
        find_r_peaks(signal, 250)
        return {TITLE: {"seconds": time.perf_counter() - start}}

    return run
