"""Made-up one-lead ECGs: waves of known place, width and height."""

import numpy as np

from medkeras.utils.arrays import float_array
from medkeras.utils.sizes import check_number

# Each wave: seconds from the R peak, width (standard deviation, s), mV.
WAVES = {
    "p": (-0.17, 0.022, 0.13),
    "q": (-0.027, 0.009, -0.10),
    "r": (0.0, 0.011, 1.0),
    "s": (0.027, 0.010, -0.22),
    "t": (0.27, 0.045, 0.30),
}
BEFORE, AFTER = 0.35, 0.45  # s around an R peak in which its waves lie
SEGMENT = (0.08, 0.20)  # s from the R peak, the ST segment
FIBRILLATION = 6.5  # Hz, about the waves of fibrillating atria
USUAL = 0.8  # s from beat to beat at which the T wave stands as in WAVES


def simulate_ecg(
    rng: np.random.Generator,
    intervals: np.ndarray,
    rate: float = 250.0,
    fibrillation: bool = False,
    st_shift: float = 0.0,
    noise: float = 0.03,
    baseline: float = 0.15,
    sizes=None,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw an ECG whose beats stand where the intervals say.

    The T wave follows sooner in faster hearts, with the root of the interval.

    Args:
        rng: of the noise.
        intervals: s from beat to beat, (intervals,); the first beat stands
            one interval after the start.
        rate: samples a second.
        fibrillation: small waves of 6.5 Hz in place of P waves.
        st_shift: height of the ST segment, mV, as too little blood makes it.
        noise: standard deviation, mV.
        baseline: height of the wave that breathing makes, mV.
        sizes: by what the height of each wave of `WAVES` is multiplied; a
            person's own. None for 1.

    Returns:
        The signal in mV, (samples,), and the samples of the R peaks.

    Raises:
        UsageError: intervals that are not positive, a rate below 50, noise or
            baseline below 0.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.ecg_simulator import simulate_ecg
        >>> rng = np.random.default_rng(0)
        >>> signal, peaks = simulate_ecg(rng, np.full(10, 0.8))
        >>> len(signal), peaks[:3].tolist()
        (2112, [200, 400, 600])

    Chapter: 3.2.2
    """
    check_number("rate", rate, 50, 5000)
    check_number("noise", noise, 0)
    check_number("baseline", baseline, 0)
    check_number("st_shift", st_shift, -2, 2)
    intervals = float_array("intervals", intervals, ("intervals",), 1e-3)
    sizes = {} if sizes is None else sizes
    places = np.cumsum(intervals)
    length = int((places[-1] + AFTER) * rate)
    signal = np.zeros(length)
    around = np.arange(-int(BEFORE * rate), int(AFTER * rate))
    peaks = np.round(places * rate).astype(np.int64)
    away = around / rate + (peaks / rate - places)[:, None]
    beats = np.zeros(away.shape)
    late = np.sqrt(intervals / USUAL)[:, None]
    for name, (place, width, height) in WAVES.items():
        if name == "p" and fibrillation:
            continue
        stretch = late if name == "t" else 1.0
        height = height * sizes.get(name, 1.0)
        beats += height * np.exp(-(((away - place * stretch) / width) ** 2) / 2)
    if st_shift:
        start, end = SEGMENT
        beats += (
            st_shift
            / (1 + np.exp(-(away - start) / 0.01))
            / (1 + np.exp((away - end) / 0.01))
        )
    rows = peaks[:, None] + around
    inside = (rows >= 0) & (rows < length)
    np.add.at(signal, rows[inside], beats[inside])
    time = np.arange(length) / rate
    phase = rng.uniform(0, 2 * np.pi, 2)
    signal += baseline * np.sin(2 * np.pi * 0.25 * time + phase[0])
    if fibrillation:
        wander = np.cumsum(rng.normal(0, 0.15, length)) / np.sqrt(rate)
        signal += 0.05 * np.sin(2 * np.pi * FIBRILLATION * time + wander)
    return signal + rng.normal(0, noise, length), peaks
