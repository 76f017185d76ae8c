"""Checks for chapter 3.1.4, exercise 1: squares inside."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between, times

# Every quarter of a turn, backwards, more than a whole turn, and the edge.
_ANGLES = (
    (10, 80), (100, 170), (190, 260), (280, 350), (-80, -10), (370, 440),
    (-350, -280), (90, 90),
)  # fmt: skip


def _turned(rng, place):
    return float(rng.uniform(20, 300)), float(rng.uniform(*_ANGLES[place]))


@answer_to(
    "3.1.4-1",
    title="What is left of a turned picture",
    objective="turn pictures by any angle without inventing corners",
    problems=_turned,
    num_problems=len(_ANGLES),
    what="the side",
    pure=True,
    stated=Stated(
        "zoom",
        "1",
        between("1.05", "2.95"),
        (
            ("(any angle).", "(any angle) and then enlarged {} times."),
            ("return side /", "return {} * side /"),
        ),
        returned=times,
    ),
)
def inscribed_square(side, degrees):
    """The side by the sum of the absolute sine and cosine."""
    turn = np.radians(degrees)
    return side / (abs(np.cos(turn)) + abs(np.sin(turn)))


@inscribed_square.mistake(
    "degrees",
    "the angle went into the sine as it is.",
    "np.sin and np.cos want radians.",
    "turn = np.radians(degrees)",
)
def _degrees(side, degrees):
    return side / (abs(np.cos(degrees)) + abs(np.sin(degrees)))


@inscribed_square.mistake(
    "signs",
    "beyond 90 degrees the sine or the cosine is negative.",
    "How wide is the square after a turn of 180 degrees?",
    "abs(np.cos(turn)) + abs(np.sin(turn))",
)
def _signs(side, degrees):
    turn = np.radians(degrees)
    return side / (np.cos(turn) + np.sin(turn))


@inscribed_square.mistake(
    "around",
    "this is the square *around* the turned one, empty corners and all.",
    "Is yours larger or smaller than the picture?",
    "Divide by the sum.",
)
def _around(side, degrees):
    turn = np.radians(degrees)
    return side * (abs(np.cos(turn)) + abs(np.sin(turn)))


@inscribed_square.mistake(
    "area",
    "this is the area of the square.",
    "Half of the *area* is left at 45 degrees; how long is the side?",
    "Return the side, not its square.",
)
def _area(side, degrees):
    return inscribed_square(side, degrees) ** 2


@inscribed_square.mistake(
    "always-45",
    "every turn is treated like one of 45 degrees.",
    "At 90 degrees nothing is lost. Does yours say so?",
    "Divide by abs(np.cos(turn)) + abs(np.sin(turn)), not by np.sqrt(2).",
)
def _always_45(side, degrees):
    return side / np.sqrt(2)
