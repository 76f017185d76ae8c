"""Spirals and waves drawn by a program, with a tremor that is known.

Each person has a hand of their own: how thick, how large, how even. Parkinson's
disease adds a ripple across the line in most hands; healthy hands have a small
one. As in the published set, the sheet's shape goes with the diagnosis by
accident, and the split that comes with the drawings has everybody on both
sides.
"""

import numpy as np
from PIL import Image, ImageDraw

SIDE = 256  # pixels of a spiral's sheet, and the height of a usual wave's
SCALE = 2  # drawn larger, then reduced, so that lines have soft edges
TURNS, HUMPS = 3.5, 4
POINTS = 1500
RIPPLE = (0.004, 0.02)  # share of the sheet: healthy hands, trembling hands
NUM_RIPPLES = (45, 75)  # of a tremor along one drawing
EACH = 4  # drawings a person and kind


def drawings(num_people: int, seed: int) -> list[dict]:
    """Draw the sheets of several people.

    Args:
        num_people: how many; half of them (rounded down) are ill.
        seed: seed of all draws; the same seed gives the same bytes.

    Returns:
        A dictionary a drawing, eight a person: `picture` (height, width),
        uint8, ink on white; `label` (1: Parkinson's disease), `person`,
        `kind` (0 spiral, 1 wave), `drawing` (1 to 4), `published_test` (1:
        in the test part of the split that comes with them), `tremor` (share
        of the sheet).

    Raises:
        ValueError: fewer than two people.

    Example:
        >>> from medkeras_datasets.pd_drawings import phantom
        >>> drawn = phantom.drawings(2, seed=0)
        >>> len(drawn), drawn[0]["picture"].shape
        (16, (256, 256))
    """
    if not isinstance(num_people, int | np.integer) or num_people < 2:
        raise ValueError(
            "`num_people` must be a whole number of at least 2. Received: "
            f"{num_people!r}"
        )
    rng = np.random.default_rng(seed)
    ill = rng.permutation(np.arange(num_people) % 2)
    drawn = []
    for person in range(num_people):
        hand = _hand(rng, ill[person])
        for kind in (0, 1):
            for number in range(1, EACH + 1):
                drawn.append(
                    {
                        "picture": _picture(rng, hand, kind),
                        "label": int(ill[person]),
                        "person": person,
                        "kind": kind,
                        "drawing": number,
                        "published_test": int(number == EACH),
                        "tremor": np.float32(hand["ripple"]),
                    }
                )
    return drawn


def _hand(rng, ill):
    """What a person brings to every sheet; one ill hand in four is steady."""
    trembles = ill and rng.random() < 0.75
    return {
        "ripple": RIPPLE[int(trembles)] * np.exp(rng.normal(0, 0.3)),
        "ripples": rng.uniform(*NUM_RIPPLES),
        "wander": 0.012 * np.exp(rng.normal(0, 0.3)),
        "pen": rng.uniform(1.5, 4.0),  # pixels
        "size": rng.uniform(0.36, 0.44),  # share of the sheet
        "lean": rng.normal(0, 0.15),
        # Sheets of the ill happened to be cut lower.
        "height": SIDE * np.exp(rng.normal(-0.1 * ill, 0.08)),
    }


def _picture(rng, hand, kind):
    along = np.linspace(0.02, 1, POINTS)
    slow = sum(
        rng.normal() * np.sin(2 * np.pi * (k * along + rng.random())) / k
        for k in range(1, 5)
    )
    # A tremor keeps no exact time.
    unsteady = rng.normal() * np.sin(2 * np.pi * (3 * along + rng.random()))
    turns = hand["ripples"] * along + 0.6 * unsteady + rng.random()
    shake = np.sin(2 * np.pi * turns)
    shake *= 1 + 0.4 * np.sin(2 * np.pi * (2 * along + rng.random()))
    across = hand["wander"] * slow + hand["ripple"] * shake
    draw = _wave if kind else _spiral
    places, height, width = draw(along, across, hand)
    paper = rng.integers(228, 242)
    sheet = Image.new("L", (width * SCALE, height * SCALE), int(paper))
    points = [tuple(point) for point in (places * SCALE).tolist()]
    pen = round(hand["pen"] * SCALE)
    ImageDraw.Draw(sheet).line(points, int(rng.integers(40, 90)), pen)
    return np.asarray(sheet.resize((width, height), Image.Resampling.BOX))


def _spiral(along, across, hand):
    """Turns outwards, in pixels of a square sheet."""
    angle = 2 * np.pi * TURNS * np.sqrt(along) + hand["lean"]
    radius = hand["size"] * np.sqrt(along) + across
    places = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return SIDE * (places + 0.5), SIDE, SIDE


def _wave(along, across, hand):
    """Humps from left to right, on a sheet twice as wide as a spiral's."""
    height, width = round(hand["height"]), 2 * SIDE
    x = width * (0.05 + 0.9 * along) + SIDE * across
    hump = hand["size"] * np.sin(2 * np.pi * HUMPS * along)
    return np.stack([x, height * (0.5 + hump + across)], axis=1), height, width
