"""Phantom of flow in a leg vein: moving bright spots with known motion.

Real duplex ultrasound shows blood as moving speckle. Here one or two bright
boluses travel along a vertical vein. Competent valves let them go only
towards the heart (up in the image); with reflux they fall back (down). The
spots leave at one edge and come back at the other, and start anywhere: so
any single frame, and the mean of all frames, is as likely under one label
as under the other. Only the order of the frames tells them apart. Flashes,
spots of the same look that light up for one frame somewhere, stand for
echoes that do not flow.
"""

import numpy as np

SPOT_RADIUS = 1.4  # standard deviation of a bolus, pixels
SPEEDS = (1.0, 1.5)  # pixels per frame
GAINS = (0.7, 1.0)  # brightness of a frame, drawn for each frame


def sequences(
    num_patients: int,
    seed: int,
    frames: int = 8,
    size: int = 16,
    speckle: float = 0.5,
    jitter: float = 0.3,
    flashes: int = 2,
) -> dict[str, np.ndarray]:
    """Draw one short ultrasound sequence for each of some made-up patients.

    Args:
        num_patients: sequences to draw; half of them (rounded down) reflux.
        seed: seed of all draws; the same seed gives the same bytes.
        frames: images in a sequence.
        size: height and width of an image, pixels.
        speckle: strength of the noise; 0 for none.
        jitter: sideways shake of a bolus, pixels (standard deviation).
        flashes: spots in each frame that are gone in the next.

    Returns:
        `video` (patients, frames, size, size, 1), float32 in [0, 1];
        `clean`, the same before flashes, gain and noise; `label` (1: reflux);
        `direction` (-1: up, +1: down); `speed` (pixels per frame);
        `start` (patients, 2), row and column of the first bolus in the
        first frame; `num_boluses` (1 or 2); `patient` (0, 1, ...).

    Raises:
        ValueError: sizes that are not positive, or too small to see motion;
            noise that is negative or not finite.

    Example:
        >>> from medkeras_datasets.vein_reflux import phantom
        >>> drawn = phantom.sequences(4, seed=0)
        >>> drawn["video"].shape, sorted(drawn["label"].tolist())
        ((4, 8, 16, 16, 1), [0, 0, 1, 1])

    Chapter: 3.2.1
    """
    _check((num_patients, frames, size, flashes), speckle, jitter)
    rng = np.random.default_rng(seed)
    label = rng.permutation(np.arange(num_patients) % 2)
    direction = 2 * label - 1  # rows are counted downwards
    speed = rng.uniform(*SPEEDS, num_patients)
    num_boluses = rng.integers(1, 3, num_patients)
    start = _starts(rng, num_patients, size)
    rows, columns = _paths(rng, start, direction * speed, frames, size, jitter)
    seen = np.arange(2) < num_boluses[:, None]  # (patients, boluses)
    clean = _draw(rows, columns, seen, size)
    lit = np.maximum(clean, _flashes(rng, clean.shape, flashes))
    return {
        "video": _scan(rng, lit, speckle)[..., None].astype(np.float32),
        "clean": clean[..., None].astype(np.float32),
        "label": label.astype(np.int64),
        "direction": direction.astype(np.int64),
        "speed": speed.astype(np.float32),
        "start": start[:, 0].astype(np.float32),
        "num_boluses": num_boluses.astype(np.int64),
        "patient": np.arange(num_patients, dtype=np.int64),
    }


def _check(sizes, speckle: float, jitter: float) -> None:
    lowest = (1, 2, 8, 0)
    whole = all(isinstance(size, int | np.integer) for size in sizes)
    if not whole or not np.all(np.array(sizes) >= lowest):
        raise ValueError(
            "`num_patients`, `frames`, `size`, `flashes` must be whole numbers "
            f"and at least 1, 2, 8, 0. Received: {sizes}"
        )
    if not (0 <= speckle < np.inf and 0 <= jitter < np.inf):  # nor NaN
        raise ValueError(
            "`speckle` and `jitter` must be finite and at least 0. "
            f"Received: {speckle}, {jitter}"
        )


def _starts(rng, num_patients: int, size: int) -> np.ndarray:
    """Row and column of two boluses: anywhere along, mid-vein across."""
    rows = rng.uniform(0, size, (num_patients, 2))
    columns = rng.uniform(size / 4, 3 * size / 4, (num_patients, 2))
    return np.stack([rows, columns], axis=-1)  # (patients, boluses, 2)


def _paths(rng, start, velocity, frames: int, size: int, jitter: float):
    """Rows and columns of each bolus in each frame; rows wrap around."""
    time = np.arange(frames)
    moved = velocity[:, None, None] * time  # (patients, 1, frames)
    rows = (start[:, :, :1] + moved) % size  # (patients, boluses, frames)
    shake = jitter * rng.standard_normal(rows.shape)
    return rows, start[:, :, 1:] + shake


def _draw(rows, columns, seen, size: int) -> np.ndarray:
    """Gaussian spots, (patients, frames, size, size); overlaps saturate."""
    pixel = np.arange(size)
    across = np.abs(pixel - rows[..., None])
    across = np.minimum(across, size - across)  # the shorter way round
    along = pixel - columns[..., None]
    vertical = np.exp(-((across / SPOT_RADIUS) ** 2) / 2)
    horizontal = np.exp(-((along / SPOT_RADIUS) ** 2) / 2)
    spots = np.einsum("pbtr,pbtc,pb->ptrc", vertical, horizontal, 1.0 * seen)
    return np.minimum(spots, 1)


def _flashes(rng, shape, count: int) -> np.ndarray:
    """Spots drawn anew in every frame, shaped like `clean`."""
    patients, frames, size, _ = shape
    rows, columns = rng.uniform(0, size, (2, patients, count, frames))
    return _draw(rows, columns, np.ones((patients, count)), size)


def _scan(rng, clean: np.ndarray, speckle: float) -> np.ndarray:
    """What the scanner shows: a gain for each frame, and speckle."""
    gain = rng.uniform(*GAINS, clean.shape[:2])[..., None, None]
    grains = rng.rayleigh(1.0, clean.shape) - np.sqrt(np.pi / 2)
    floor = 0.5 * speckle * rng.rayleigh(1.0, clean.shape)
    return np.clip(gain * clean * (1 + speckle * grains) + floor, 0, 1)
