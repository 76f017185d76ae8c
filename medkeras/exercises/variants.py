"""Variants of exercises: a seed draws the problems and the stated numbers."""

import hashlib
import re
import zlib
from dataclasses import dataclass

import numpy as np

from medkeras.utils.errors import UsageError


@dataclass(frozen=True)
class Stated:
    """A number that an exercise states in its text: `usual` in the book.

    `choices` are what variants state instead, written as in the text; `name`
    is the argument by which the answer and its mistakes receive it.
    """

    name: str
    usual: str
    choices: tuple[str, ...]

    def text(self, number: str, seed: int | None) -> str:
        """What the variant of exercise `number` states."""
        if seed is None:
            return self.usual
        entropy = [zlib.crc32(f"{number} states".encode()), seed]
        return str(np.random.default_rng(entropy).choice(self.choices))

    def fill(self, text: str, number: str, seed: int | None) -> str:
        """A text of the book with the number of the variant in it."""
        told = rf"(?<![\w.]){re.escape(self.usual)}(?![\w]|\.\d)"
        return re.sub(told, self.text(number, seed), text)


def checked(seed) -> int | None:
    """The seed, or an error if it is none."""
    if seed is None or (type(seed) is int and seed >= 0):
        return seed
    raise UsageError(
        f"a seed must be a whole number, 0 or more. Received: {seed!r}"
    )


def seed_of(course_seed: int, student: str) -> int:
    """The seed of one student of a course, always the same one."""
    told = f"{checked(course_seed)} {student}".encode()
    return int.from_bytes(hashlib.sha256(told).digest()[:4], "big")
