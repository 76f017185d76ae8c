"""Made-up ECGs from a dynamical model, with labelled ectopic beats.

McSharry et al. (2003) describe a heartbeat as one turn of a point (x, y)
around a circle. Near five angles, the events P, Q, R, S and T, the voltage z
is pushed up or down:

    dx/dt = a x - w y            with a = 1 - sqrt(x^2 + y^2)
    dy/dt = a y + w x
    dz/dt = - sum_i A_i d_i exp(-d_i^2 / (2 b_i^2)) - (z - z0)

where d_i is the angle from event i, w = 2 pi / (seconds of this turn), and z0
a slow drift with the breath. We write A_i = H_i w / b_i^2, so that H_i is the
height of the event in mV at any rate. A point that starts on the circle stays
there: (x, y) = (cos, sin) of an angle that grows at the rate w. That leaves z,
which is linear: its Runge-Kutta step is a filter.

Ectopic beats are turns with a length and events of their own. A ventricular
beat is early, wide, without P, and followed by a compensatory pause. A
supraventricular beat is early, with a normal QRS and another P, and the
rhythm starts anew from it.
"""

import numpy as np
from scipy.signal import lfilter

RATE = 360  # samples per second, as in the real set
NORMAL, SUPRAVENTRICULAR, VENTRICULAR = 0, 1, 2
# P, Q, R, S, T of a normal beat: angles and widths (rad) after McSharry's
# Table I, heights in mV.
ANGLES = np.array([-70, -15, 0, 15, 100]) * np.pi / 180
WIDTHS = np.array([0.25, 0.1, 0.1, 0.1, 0.4])
HEIGHTS = np.array([0.15, -0.12, 1.2, -0.25, 0.35])
# The second lead sees the same events from another side.
SECOND_LEAD = np.array([0.6, 1.0, 0.4, 2.5, -0.5])
WIDE_ANGLES = np.array([0.0, -0.4, 0.0, 0.45, 1.9])
WIDE_WIDTHS = np.array([0.2, 0.2, 0.25, 0.25, 0.45])
WIDE_HEIGHTS = np.array([0.0, -0.25, 1.5, -0.6, -0.5])


def recording(patient: int, seconds: float = 300.0, seed: int = 0) -> dict:
    """Draw the ECG of one made-up patient.

    Args:
        patient: number of the patient; decides shape, rate, noise, ectopy.
        seconds: length of the recording.
        seed: of all draws; the same patient and seed give the same bytes.

    Returns:
        `signal` (samples, 2), mV at 360 samples per second; `clean`, the same
        without noise; `peaks`, sample of each R peak; `labels`, class of each
        beat (0 normal, 1 supraventricular, 2 ventricular); `lengths`, seconds
        of each turn that follows a peak.

    Raises:
        ValueError: fewer than 10 seconds.

    Example:
        >>> from medkeras_datasets.mitdb import phantom
        >>> drawn = phantom.recording(0, seconds=20)
        >>> drawn["signal"].shape
        (7200, 2)

    Reference: McSharry et al. 2003, "A dynamical model for generating
        synthetic electrocardiogram signals", doi:10.1109/TBME.2003.808805.
    Chapter: 2.1.2
    """
    if not seconds >= 10:
        raise ValueError(f"`seconds` must be 10 or more. Received: {seconds}")
    rng = np.random.default_rng([seed, patient])
    heart = _heart(rng)
    labels, lengths = _rhythm(rng, heart, seconds)
    clean = np.stack(
        [
            _lead(heart, weights, labels, lengths, seconds)
            for weights in (np.ones(5), SECOND_LEAD)
        ],
        axis=1,
    )
    starts = np.round(np.cumsum(lengths)[:-1] * RATE).astype(int)
    inside = starts < len(clean)
    return {
        "signal": (clean + _noise(rng, clean.shape, heart)).astype(np.float32),
        "clean": clean.astype(np.float32),
        "peaks": starts[inside],
        "labels": labels[1:][inside],
        "lengths": lengths[1:][inside],
    }


def _heart(rng) -> dict:
    """What makes this patient differ from the others."""
    slow = 1.7 if rng.random() < 0.25 else 1.0  # a bundle branch that lags
    normal = {
        "angles": ANGLES * np.array([1, slow, 1, slow, 1]),
        "widths": WIDTHS * rng.uniform(0.85, 1.2, 5) * [1, slow, slow, slow, 1],
        "heights": HEIGHTS * rng.uniform(0.6, 1.4, 5),
    }
    early = dict(
        normal,
        angles=normal["angles"] + [rng.uniform(0.1, 0.3), 0, 0, 0, 0],
        heights=normal["heights"] * [rng.choice([-0.8, 0.4]), 1, 1, 1, 1],
    )
    ventricular = {
        "angles": WIDE_ANGLES,
        "widths": WIDE_WIDTHS * rng.uniform(1.0, 1.2) * slow**0.6,
        "heights": WIDE_HEIGHTS
        * rng.uniform(0.6, 1.4, 5)
        * rng.choice([1, -1], p=[0.6, 0.4]),  # where it starts decides
    }
    return {
        "events": (normal, early, ventricular),
        "rate": rng.uniform(55, 95) / 60,  # beats per second
        "variation": rng.uniform(0.01, 0.05),
        "breath": rng.uniform(0.2, 0.3),  # breaths per second
        "noise": rng.uniform(0.01, 0.06),  # mV
        "wander": rng.uniform(0.02, 0.15),  # mV
        # Share of supraventricular and of ventricular beats.
        "ectopy": rng.choice([[0.0, 0.02], [0.03, 0.0], [0.08, 0.1]]),
        "earliness": rng.uniform(0.6, 0.8, 2),
    }


def _rhythm(rng, heart: dict, seconds: float):
    """Class of every beat, and the seconds from its peak to the next."""
    count = int(seconds * heart["rate"] * 1.4) + 10
    time = np.arange(count) / heart["rate"]
    usual = 1 + heart["variation"] * (
        rng.standard_normal(count)
        + np.sin(2 * np.pi * heart["breath"] * time)  # faster on breathing in
    )
    lengths = usual.clip(0.7, 1.3) / heart["rate"]
    often = np.cumsum(heart["ectopy"])
    drawn = rng.random(count)
    labels = np.where(drawn < often[1], VENTRICULAR, NORMAL)
    labels[drawn < often[0]] = SUPRAVENTRICULAR
    labels[:3] = NORMAL
    # No two in a row: each comes early after a normal beat.
    labels[1:][(labels[1:] > 0) & (labels[:-1] > 0)] = NORMAL
    early = np.append(labels[1:], NORMAL)  # class of the beat that ends it
    for kind in (SUPRAVENTRICULAR, VENTRICULAR):
        lengths[early == kind] *= heart["earliness"][kind - 1]
    # After a ventricular beat the rhythm goes on as if nothing had been.
    lengths[labels == VENTRICULAR] *= 2 - heart["earliness"][1]
    return labels, lengths


def _turns(lengths: np.ndarray, time: np.ndarray):
    """Which turn it is at every moment, and how far it has come (0 to 1)."""
    ends = np.cumsum(lengths)
    turn = np.searchsorted(ends, time, side="right")
    begins = ends - lengths
    return turn, (time - begins[turn]) / lengths[turn]


def _lead(heart: dict, weights, labels, lengths, seconds: float) -> np.ndarray:
    """z of one lead at every sample, (samples,), in mV."""
    time = np.arange(int(seconds * RATE) * 2 + 1) / (2 * RATE)
    turn, phase = _turns(lengths, time)
    angle = 2 * np.pi * np.where(phase < 0.5, phase, phase - 1)
    # Before the peak the coming beat pushes, after it the one that came.
    kinds = labels[turn + (phase >= 0.5)]
    rate = 2 * np.pi / lengths[turn]
    push = heart["wander"] * np.sin(2 * np.pi * heart["breath"] * time)
    for kind, events in enumerate(heart["events"]):
        mine = kinds == kind
        for place, width, height in zip(
            events["angles"],
            events["widths"],
            events["heights"] * weights,
            strict=True,
        ):
            away = (angle[mine] - place) / width
            slope = -height * rate[mine] / width * away
            push[mine] += slope * np.exp(-(away**2) / 2)
    return integrate(push, 1 / RATE)


def integrate(push: np.ndarray, step: float) -> np.ndarray:
    """Solve dz/dt = push - z from z = 0 by the Runge-Kutta method, order 4.

    Args:
        push: at every half step, (2 steps + 1,).
        step: seconds.

    Returns:
        z at the beginning of every step, (steps,).

    Example:
        >>> import numpy as np
        >>> from medkeras_datasets.mitdb import phantom
        >>> z = phantom.integrate(np.ones(201), step=0.01)
        >>> bool(abs(z[-1] - (1 - np.exp(-0.99))) < 1e-9)
        True

    Chapter: 2.1.2
    """
    # The step is linear in z and in the three pushes: four numbers tell all.
    keep, first, middle, last = (
        _runge_kutta(*unit, step) for unit in np.eye(4)
    )
    gain = first * push[:-2:2] + middle * push[1::2] + last * push[2::2]
    return np.append(0.0, lfilter([1.0], [1.0, -keep], gain))[:-1]


def _runge_kutta(z, first, middle, last, step):
    one = first - z
    two = middle - (z + step / 2 * one)
    three = middle - (z + step / 2 * two)
    four = last - (z + step * three)
    return z + step / 6 * (one + 2 * two + 2 * three + four)


def _noise(rng, shape, heart: dict) -> np.ndarray:
    """Noise of the skin and the muscles: white, and a little of it slow."""
    white = rng.standard_normal(shape)
    slow = lfilter([0.1], [1, -0.9], rng.standard_normal(shape), axis=0)
    return heart["noise"] * (0.6 * white + 1.5 * slow)
