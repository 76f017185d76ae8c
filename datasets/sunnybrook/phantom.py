"""Phantom of short-axis slices of the heart, with a known volume.

The left ventricle is half of an ellipsoid: a circle at the base that gets
smaller towards the apex. Around its bright blood lies the dark muscle, beside
it the right ventricle. Two papillary muscles stand in the blood as dark spots
that belong to the cavity, and in a part of the wall the muscle is nearly as
bright as the blood: both mislead whoever looks at brightness alone. At the
end of systole (ES) the ventricle is smaller than at the end of diastole (ED),
by a known ejection fraction.
"""

from typing import NamedTuple

import numpy as np

SIZE = 256  # pixels
SPACING = 1.4  # mm from pixel to pixel
THICKNESS = 8.0  # mm from slice to slice
POINTS = 128  # of a contour
BLOOD, MUSCLE, LUNG, BODY = 0.85, 0.25, 0.08, 0.45
LEVELS = ("apex", "mid", "base")


class Heart(NamedTuple):
    """One made-up left ventricle at the end of diastole, mm."""

    radius: float  # at the base
    length: float  # from base to apex
    wall: float  # thickness of the muscle
    fraction: float  # ejection fraction
    row: float  # of the axis, pixels
    column: float
    tilt: float  # pixels that the axis moves from slice to slice
    turn: float  # where the weak part of the wall is, radians


def volume(heart: Heart, phase: str = "ED") -> float:
    """Of the cavity in ml: 2/3 π r² L, at ES what is left of it."""
    full = 2 / 3 * np.pi * heart.radius**2 * heart.length / 1000
    return full if phase == "ED" else full * (1 - heart.fraction)


def patients(num_patients: int, seed: int) -> dict[str, np.ndarray]:
    """Draw all slices of some made-up patients, both phases.

    Args:
        num_patients: whole number of at least 1.
        seed: of all draws; the same seed gives the same bytes.

    Returns:
        `image` (slices, SIZE, SIZE), float32 in [0, 1]; `contour` (slices,
        POINTS, 2), rows and columns in pixels; `location` in mm from the
        base; `is_systole`; `level` (0 apex, 1 mid, 2 base); `volume` of the
        cavity in this phase, ml; `patient` (0, 1, ...).

    Raises:
        ValueError: `num_patients` is no whole number of at least 1.

    Example:
        >>> from medkeras_datasets.sunnybrook import phantom
        >>> drawn = phantom.patients(1, seed=0)
        >>> drawn["image"].shape[1:], sorted(set(drawn["level"].tolist()))
        ((256, 256), [0, 1, 2])

    Chapter: 3.1.1
    """
    whole = isinstance(num_patients, int | np.integer)
    if not whole or num_patients < 1:
        raise ValueError(
            "`num_patients` must be a whole number of at least 1. Received: "
            f"{num_patients!r}"
        )
    rng = np.random.default_rng(seed)
    rows = []
    for patient in range(num_patients):
        heart = _draw(rng)
        for phase in ("ED", "ES"):
            rows += _slices(rng, heart, phase, patient)
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def _draw(rng) -> Heart:
    return Heart(
        radius=rng.uniform(20, 30),
        length=rng.uniform(70, 95),
        wall=rng.uniform(8, 14),
        fraction=rng.uniform(0.2, 0.65),
        row=rng.uniform(115, 140),
        column=rng.uniform(115, 140),
        tilt=rng.uniform(-0.8, 0.8),
        turn=rng.uniform(-0.6, 0.6),
    )


def _slices(rng, heart: Heart, phase: str, patient: int) -> list[dict]:
    """From the base down, as long as there is a cavity to cut."""
    shrunk = 1.0 if phase == "ED" else np.sqrt(1 - heart.fraction)
    # Slices are centred in their thickness, so that their sum is the volume.
    places = np.arange(THICKNESS / 2, heart.length, THICKNESS)
    rows = []
    for number, place in enumerate(places):
        inside = 1 - (place / heart.length) ** 2
        radius = heart.radius * shrunk * np.sqrt(inside) / SPACING
        if radius < 4:
            continue
        centre = heart.row + heart.tilt * number, heart.column
        contour = _contour(rng, centre, radius)
        third = 2 - min(3 * number // len(places), 2)
        rows.append(
            {
                "image": _image(rng, heart, centre, contour, radius, third),
                "contour": contour.astype(np.float32),
                "location": np.float32(place),
                "is_systole": int(phase == "ES"),
                "level": third,
                "volume": np.float32(volume(heart, phase)),
                "patient": patient,
            }
        )
    return rows


def _contour(rng, centre, radius) -> np.ndarray:
    """A circle with a gentle third wave, of the circle's area."""
    turn = np.linspace(0, 2 * np.pi, POINTS, endpoint=False)
    wave = 0.04 * np.cos(3 * turn + rng.uniform(0, 2 * np.pi))
    # The mean of (1 + w)² is 1 + 0.04² / 2.
    away = radius * (1 + wave) / np.sqrt(1 + 0.04**2 / 2)
    return np.stack(
        [centre[0] + away * np.sin(turn), centre[1] + away * np.cos(turn)], 1
    )


def _image(rng, heart, centre, contour, radius, third) -> np.ndarray:
    """Body, lungs, right ventricle, muscle, blood, papillary muscles."""
    row, column = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    down, across = row - centre[0], column - centre[1]
    away = np.hypot(down, across)
    angle = np.arctan2(down, across)
    turn = np.linspace(-np.pi, np.pi, POINTS + 1)
    reach = np.hypot(*(contour - centre).T)
    shifted = np.roll(reach, POINTS // 2)
    edge = np.interp(angle, turn, np.append(shifted, shifted[0]))
    wall = heart.wall / SPACING
    image = np.full((SIZE, SIZE), BODY, np.float32)
    lung = np.hypot(down / 1.4, across - 70) < 55
    image[lung] = LUNG
    right = np.hypot(down / 1.2, across + radius + wall) < radius * 0.9
    image[right] = BLOOD
    image = _over(image, MUSCLE, edge + wall - away)
    # The weak part of the wall, away from the right ventricle.
    near = np.exp(-(((angle - heart.turn) / 0.45) ** 2))
    weak = MUSCLE + 0.75 * (BLOOD - MUSCLE) * near
    band = np.clip(edge + wall - away + 0.5, 0, 1)
    image = image * (1 - band) + weak * band
    image = _over(image, BLOOD, edge - away)
    if third > 0:  # papillary muscles do not reach the apex
        for side in (0.9, -2.2):
            spot = centre + 0.62 * radius * np.array(
                [np.sin(side), np.cos(side)]
            )
            gap = 0.2 * radius - np.hypot(row - spot[0], column - spot[1])
            image = _over(image, MUSCLE, gap)
    shade = 1 + 0.15 * np.sin(row / 90 + rng.uniform(0, 6))
    noisy = image * shade + 0.05 * rng.normal(size=image.shape)
    return np.clip(noisy, 0, 1).astype(np.float32)


def _over(image, value, inside):
    """Lay a grey value over the image where `inside` (pixels) is above 0."""
    share = np.clip(inside + 0.5, 0, 1)
    return image * (1 - share) + value * share
