"""Made-up speakers with means of their own: the leak of a split by rows.

A speaker differs from the next far more than one recording from the next of
the same speaker, and more than the ill from the healthy. So a model that has
met a speaker knows the label; one that has not has little to go by.
"""

import numpy as np

RECORDINGS = 6  # of a speaker
# Typical value and spread between speakers, of the logarithm.
MEASURES = {
    "rpde": (0.50, 0.20),
    "dfa": (0.72, 0.08),
    "spread2": (0.23, 0.35),
    "d2": (2.38, 0.16),
    "ppe": (0.21, 0.40),
}
ROUGHNESS = 0.55  # spread between speakers, of log jitter and log shimmer
EFFECT = 0.80  # by which log jitter and log shimmer of the ill are higher
WITHIN = 0.15  # spread between the recordings of a speaker


def recordings(num_speakers: int, seed: int) -> dict[str, np.ndarray]:
    """Draw tables of voice measures, six recordings a speaker.

    Args:
        num_speakers: how many; every fourth is healthy, as in the real set.
        seed: seed of all draws; the same seed gives the same bytes.

    Returns:
        Columns by name, (recordings,): the measures, float32; `label` (1:
        Parkinson's disease), `speaker` (0, 1, ...), `recording` (1 to 6).

    Raises:
        ValueError: fewer than two speakers.

    Example:
        >>> from medkeras_datasets.pd_voice import phantom
        >>> phantom.recordings(4, seed=0)["label"].sum()
        np.int64(18)
    """
    if not isinstance(num_speakers, int | np.integer) or num_speakers < 2:
        raise ValueError(
            "`num_speakers` must be a whole number of at least 2. Received: "
            f"{num_speakers!r}"
        )
    rng = np.random.default_rng(seed)
    ill = rng.permutation(np.arange(num_speakers) % 4 > 0)
    speaker = np.repeat(np.arange(num_speakers), RECORDINGS)
    columns = {
        **_pitch(rng, speaker),
        **_roughness(rng, speaker, ill),
        **_others(rng, speaker, ill),
    }
    columns["jitter_absolute"] = columns["jitter_local"] / columns["f0_mean"]
    drawn = {name: v.astype(np.float32) for name, v in columns.items()}
    drawn["label"] = ill[speaker].astype(np.int64)
    drawn["speaker"] = speaker.astype(np.int64)
    numbers = np.tile(np.arange(1, RECORDINGS + 1), num_speakers)
    drawn["recording"] = numbers.astype(np.int64)
    return drawn


def _pitch(rng, speaker):
    """Fundamental frequencies in hertz: of a low and of a high voice."""
    people = speaker.max() + 1
    typical = np.where(rng.random(people) < 0.5, 125.0, 195.0)
    own = typical * np.exp(rng.normal(0, 0.12, people))
    rows = len(speaker)
    mean = own[speaker] * np.exp(rng.normal(0, 0.02, rows))
    return {
        "f0_mean": mean,
        "f0_max": mean * np.exp(np.abs(rng.normal(0.08, 0.08, rows))),
        "f0_min": mean * np.exp(-np.abs(rng.normal(0.10, 0.10, rows))),
    }


def _roughness(rng, speaker, ill):
    """Jitter, shimmer and noise: one roughness a speaker is behind all."""
    own = rng.normal(0, ROUGHNESS, speaker.max() + 1) + EFFECT * ill
    rows = len(speaker)

    def about(typical, weight=1.0, spread=WITHIN):
        noise = rng.normal(0, spread, rows)
        return typical * np.exp(weight * own[speaker] + noise)

    jitter, shimmer = about(0.0045), about(0.022, 0.8)
    noise = about(0.012, 1.2, 0.3)
    rap, apq3 = (
        value * 0.53 * np.exp(rng.normal(0, 0.04, rows))
        for value in (jitter, shimmer)
    )
    return {
        "jitter_local": jitter,
        "jitter_rap": rap,
        "jitter_ppq5": jitter * 0.55 * np.exp(rng.normal(0, 0.04, rows)),
        "jitter_ddp": 3 * rap,  # by definition
        "shimmer_local": shimmer,
        "shimmer_db": shimmer * 9.5 * np.exp(rng.normal(0, 0.03, rows)),
        "shimmer_apq3": apq3,
        "shimmer_apq5": shimmer * 0.60 * np.exp(rng.normal(0, 0.05, rows)),
        "shimmer_apq11": shimmer * 0.81 * np.exp(rng.normal(0, 0.06, rows)),
        "shimmer_dda": 3 * apq3,  # by definition
        "nhr": noise,
        "hnr": -10 * np.log10(noise) + rng.normal(2.5, 0.8, rows),
    }


def _others(rng, speaker, ill):
    """Nonlinear measures: mostly the speaker's own, a little the illness."""
    people, rows = speaker.max() + 1, len(speaker)
    drawn = {}
    for name, (typical, spread) in MEASURES.items():
        own = spread * (rng.normal(0, 1, people) + 0.4 * ill)
        within = rng.normal(0, 0.25 * spread, rows)
        drawn[name] = typical * np.exp(own[speaker] + within)
    own = rng.normal(0, 0.9, people) + 0.4 * ill
    drawn["spread1"] = -5.9 + own[speaker] + rng.normal(0, 0.25, rows)
    return drawn
