"""Patients who could exist: real beats of one person in another rhythm.

A few people cannot show a network every rhythm. Two are made here from the
beats of a person of the training half: one whose early beats are the rule,
not the exception; and one whose atria fibrillate, so that normal beats come
at any time. They are for training only; no result is measured on them.
"""

import numpy as np

NORMAL, SUPRAVENTRICULAR = 0, 1
ENOUGH = 20  # beats of a class from which a patient can be made
P_WAVE = slice(4, 29)  # samples of the window


def mostly_early(
    beats: np.ndarray,
    labels: np.ndarray,
    before: np.ndarray,
    generator: np.random.Generator,
    count: int = 700,
) -> dict[str, np.ndarray] | None:
    """Make a patient in whom supraventricular beats are the rule.

    A normal beat after a pause, then a run of early beats, each with the
    interval it had in the real recording; and so on.

    Args:
        beats: windows of one record, (beats, 96, 2).
        labels: class of each.
        before: seconds from the previous peak, NaN where there is none.
        generator: source of chance.
        count: beats to make, at least.

    Returns:
        `beat`, `label`, `rr_previous`, `rr_next`; None if the record has
        fewer than 20 normal or 20 supraventricular beats.

    Example:
        >>> import numpy as np
        >>> from medkeras_datasets.mitdb import rearranged
        >>> made = rearranged.mostly_early(
        ...     np.zeros((50, 96, 2)), np.arange(50) % 2, np.full(50, 0.8),
        ...     np.random.default_rng(0))
        >>> bool(np.mean(made["label"]) > 0.6)
        True

    Chapter: 2.1.2
    """
    labels, before = np.asarray(labels), np.asarray(before, float)
    normal = np.flatnonzero(labels == NORMAL)
    early = np.flatnonzero(labels == SUPRAVENTRICULAR)
    early = early[np.isfinite(before[early])]
    if min(len(normal), len(early)) < ENOUGH:
        return None
    usual = np.nanmedian(before[normal])
    run, pause = generator.uniform(2.5, 5.0), generator.uniform(1.0, 1.9)
    order, intervals = [], []
    while len(order) < count:
        chosen = generator.choice(early, generator.geometric(1 / run))
        order += [generator.choice(normal), *chosen]
        intervals += [usual * pause * generator.uniform(0.9, 1.1)]
        intervals += [*before[chosen]]
    return _record(beats[order], labels[order], np.array(intervals))


def fibrillating(
    beats: np.ndarray,
    labels: np.ndarray,
    generator: np.random.Generator,
    count: int = 700,
) -> dict[str, np.ndarray] | None:
    """Make a patient with atrial fibrillation from normal beats.

    The intervals are drawn one by one, without memory; in place of each P
    wave comes a straight line, and a small wave of the atria runs over all.

    Args:
        beats: windows of one record, (beats, 96, 2).
        labels: class of each.
        generator: source of chance.
        count: beats to make.

    Returns:
        `beat`, `label` (all normal), `rr_previous`, `rr_next`; None if the
        record has fewer than 20 normal beats.

    Example:
        >>> import numpy as np
        >>> from medkeras_datasets.mitdb import rearranged
        >>> made = rearranged.fibrillating(
        ...     np.zeros((50, 96, 2)), np.zeros(50), np.random.default_rng(0))
        >>> made["beat"].shape
        (700, 96, 2)

    Chapter: 2.1.2
    """
    normal = np.flatnonzero(np.asarray(labels) == NORMAL)
    if len(normal) < ENOUGH:
        return None
    made = np.array(beats[np.sort(generator.choice(normal, count))], float)
    centred = made - np.median(made, axis=1, keepdims=True)
    size = np.ptp(np.median(centred, axis=0), axis=0)  # mV, (leads,)
    first, last = made[:, P_WAVE][:, :1], made[:, P_WAVE][:, -1:]
    share = np.linspace(0, 1, P_WAVE.stop - P_WAVE.start)[:, None]
    made[:, P_WAVE] = first * (1 - share) + last * share
    made += _atrial_wave(generator, count)[..., None] * size
    usual, spread = generator.uniform(0.5, 0.9), generator.uniform(0.15, 0.28)
    intervals = usual * np.exp(generator.normal(0, spread, count))
    zeros = np.zeros(count, int)
    return _record(made, zeros, intervals.clip(0.33, 2.0))


def _atrial_wave(generator, count):
    """Waves of 4 to 9 a second, as parts of the QRS's height."""
    time = np.arange(96) / 120
    rate = generator.uniform(4.5, 8.0)
    rates = rate * (1 + 0.1 * generator.normal(size=(count, 1)))
    height = generator.uniform(0.02, 0.1)
    heights = height * generator.uniform(0.5, 1.5, (count, 1))
    phases = generator.uniform(0, 2 * np.pi, (count, 1))
    return heights * np.sin(2 * np.pi * rates * time + phases)


def _record(beats, labels, before):
    after = np.append(before[1:], np.median(before))
    return dict(beat=beats, label=labels, rr_previous=before, rr_next=after)
