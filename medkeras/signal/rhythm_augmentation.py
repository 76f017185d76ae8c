"""Rhythm augmentation: real beats of one patient, rearranged for training.

A few patients cannot show a network every rhythm. Two are made here from the
beats of a training patient: frequent supraventricular beats, so that early
beats are the rule, and atrial fibrillation, in which normal beats come at any
time. They are for training only; no result is measured on them.
"""

from collections.abc import Mapping

import numpy as np

NORMAL, SUPRAVENTRICULAR = 0, 1
ENOUGH = 20  # beats of a class from which a patient can be made
P_WAVE = slice(4, 29)  # samples of the window

WEIGHTS = {"frequent S": 0.2, "fibrillation": 1.0}  # chosen by trials on DS1


def rhythm_augmentation(
    split: Mapping[str, np.ndarray],
) -> dict[str, np.ndarray]:
    """Synthetic records of every record that has the beats for them.

    Args:
        split: arrays of real beats: `beat` (beats, 96, 2), `label`, `record`,
            `patient` and `rr_previous` (seconds, NaN where there is none).

    Returns:
        The same arrays of synthetic beats, with `rr_next` and `weight` (what
        a beat counts in training, beside 1 for a real one); `record` names
        the rhythm, `patient` is whose beats they are, so that a split by
        patient holds for them, too.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.rhythm_augmentation import rhythm_augmentation
        >>> split = {"beat": np.zeros((50, 96, 2)), "label": np.arange(50) % 2,
        ...          "record": np.full(50, 106), "patient": np.full(50, 7),
        ...          "rr_previous": np.full(50, 0.8)}
        >>> sorted(set(rhythm_augmentation(split)["record"].tolist()))
        ['106 fibrillation', '106 frequent S']

    Chapter: 2.1.2
    """
    made = []
    for number in np.unique(split["record"]):
        rows = np.flatnonzero(split["record"] == number)
        rng = np.random.default_rng(int(number))
        beats, labels = split["beat"][rows], split["label"][rows]
        before = split["rr_previous"][rows]
        rhythms = {
            "frequent S": frequent_supraventricular(beats, labels, before, rng),
            "fibrillation": atrial_fibrillation(beats, labels, rng),
        }
        for name, record in rhythms.items():
            if record is not None:
                count = len(record["label"])
                record["record"] = np.full(count, f"{number} {name}")
                record["patient"] = np.full(count, split["patient"][rows[0]])
                record["weight"] = np.full(count, WEIGHTS[name])
                made.append(record)
    if not made:
        return {}
    return {name: np.concatenate([m[name] for m in made]) for name in made[0]}


def frequent_supraventricular(
    beats: np.ndarray,
    labels: np.ndarray,
    rr_previous: np.ndarray,
    rng: np.random.Generator,
    count: int = 700,
) -> dict[str, np.ndarray] | None:
    """A record in which supraventricular beats are the rule.

    A normal beat after a pause, then a run of early beats, each with the
    interval it had in the real recording; and so on.

    Args:
        beats: windows of one record, (beats, 96, 2).
        labels: class of each.
        rr_previous: seconds from the previous peak, NaN where there is none.
        rng: random rng.
        count: beats to make, at least.

    Returns:
        `beat`, `label`, `rr_previous`, `rr_next`; None if the record has
        fewer than 20 normal or 20 supraventricular beats.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal import rhythm_augmentation
        >>> made = rhythm_augmentation.frequent_supraventricular(
        ...     np.zeros((50, 96, 2)), np.arange(50) % 2, np.full(50, 0.8),
        ...     np.random.default_rng(0))
        >>> bool(np.mean(made["label"]) > 0.6)
        True

    Chapter: 2.1.2
    """
    labels, before = np.asarray(labels), np.asarray(rr_previous, float)
    normal = np.flatnonzero(labels == NORMAL)
    early = np.flatnonzero(labels == SUPRAVENTRICULAR)
    early = early[np.isfinite(before[early])]
    if min(len(normal), len(early)) < ENOUGH:
        return None
    usual = np.nanmedian(before[normal])
    run, pause = rng.uniform(2.5, 5.0), rng.uniform(1.0, 1.9)
    order, intervals = [], []
    while len(order) < count:
        chosen = rng.choice(early, rng.geometric(1 / run))
        order += [rng.choice(normal), *chosen]
        intervals += [usual * pause * rng.uniform(0.9, 1.1)]
        intervals += [*before[chosen]]
    return _record(beats[order], labels[order], np.array(intervals))


def atrial_fibrillation(
    beats: np.ndarray,
    labels: np.ndarray,
    rng: np.random.Generator,
    count: int = 700,
) -> dict[str, np.ndarray] | None:
    """A record with atrial fibrillation, made of normal beats.

    The intervals are drawn one by one, without memory; in place of each P
    wave comes a straight line, and a small wave of the atria runs over all.

    Args:
        beats: windows of one record, (beats, 96, 2).
        labels: class of each.
        rng: random rng.
        count: beats to make.

    Returns:
        `beat`, `label` (all normal), `rr_previous`, `rr_next`; None if the
        record has fewer than 20 normal beats.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal import rhythm_augmentation
        >>> made = rhythm_augmentation.atrial_fibrillation(
        ...     np.zeros((50, 96, 2)), np.zeros(50), np.random.default_rng(0))
        >>> made["beat"].shape
        (700, 96, 2)

    Chapter: 2.1.2
    """
    normal = np.flatnonzero(np.asarray(labels) == NORMAL)
    if len(normal) < ENOUGH:
        return None
    made = np.array(beats[np.sort(rng.choice(normal, count))], float)
    centred = made - np.median(made, axis=1, keepdims=True)
    size = np.ptp(np.median(centred, axis=0), axis=0)  # mV, (leads,)
    first, last = made[:, P_WAVE][:, :1], made[:, P_WAVE][:, -1:]
    share = np.linspace(0, 1, P_WAVE.stop - P_WAVE.start)[:, None]
    made[:, P_WAVE] = first * (1 - share) + last * share
    made += _atrial_wave(rng, count)[..., None] * size
    usual, spread = rng.uniform(0.5, 0.9), rng.uniform(0.15, 0.28)
    intervals = usual * np.exp(rng.normal(0, spread, count))
    zeros = np.zeros(count, int)
    return _record(made, zeros, intervals.clip(0.33, 2.0))


def _atrial_wave(rng, count):
    """Waves of 4 to 9 a second, as parts of the QRS's height."""
    time = np.arange(96) / 120
    rate = rng.uniform(4.5, 8.0)
    rates = rate * (1 + 0.1 * rng.normal(size=(count, 1)))
    height = rng.uniform(0.02, 0.1)
    heights = height * rng.uniform(0.5, 1.5, (count, 1))
    phases = rng.uniform(0, 2 * np.pi, (count, 1))
    return heights * np.sin(2 * np.pi * rates * time + phases)


def _record(beats, labels, before):
    after = np.append(before[1:], np.median(before))
    return dict(beat=beats, label=labels, rr_previous=before, rr_next=after)
