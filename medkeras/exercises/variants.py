"""Variants of exercises: a seed draws the problems and the stated numbers."""

import functools
import hashlib
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from medkeras.utils.errors import UsageError

PLACE = "{}"  # of the number, in a phrase


@dataclass(frozen=True)
class Stated:
    """A number that an exercise states in its text: `usual` in the book.

    `choices` are what variants state instead, written as in the text. Where
    the book writes no number, `phrases` say what a variant writes: pairs of
    the book's words, of the text or the answer, and those with {} in them.
    The check follows in one of three ways: `given(number, *arguments)` changes
    what the answer and its mistakes are given, `returned(number, result)` what
    they return; without both, they take the number as an argument `name`.
    """

    name: str
    usual: str
    choices: tuple[str, ...]
    phrases: tuple[tuple[str, str], ...] = ()
    given: Callable | None = None
    returned: Callable | None = None

    def text(self, number: str, seed: int | None) -> str:
        """What the variant of exercise `number` states."""
        if seed is None:
            return self.usual
        entropy = [zlib.crc32(f"{number} states".encode()), seed]
        return str(np.random.default_rng(entropy).choice(self.choices))

    def fill(self, text: str, number: str, seed: int | None) -> str:
        """A text of the book with the number of the variant in it."""
        told = self.text(number, seed)
        if not self.phrases:
            usual = rf"(?<![\w.]){re.escape(self.usual)}(?![\w]|\.\d)"
            return re.sub(usual, told, text)
        if seed is not None:
            for words, varied in self.phrases:
                new = varied.replace(PLACE, told)
                text = _pattern(words).sub(lambda match, new=new: new, text)
        return text

    def absent(self, text: str) -> list[str]:
        """What a variant is to replace, and this text of the book has not."""
        words = [words for words, _ in self.phrases] or [self.usual]
        return [each for each in words if not _pattern(each).search(text)]

    def follow(self, function: Callable, told: str | None) -> Callable:
        """The function that does the same with the number `told`.

        None is the book's number, for which nothing is changed.
        """
        if self.given is None and self.returned is None:
            number = float(self.usual if told is None else told)
            return functools.partial(function, **{self.name: number})
        if told is None:
            return function
        return functools.partial(self._follow, function, float(told))

    def _follow(self, function, number, *arguments):
        if self.given is not None:
            arguments = self.given(number, *arguments)
        result = function(*arguments)
        return self.returned(number, result) if self.returned else result


def times(number: float, result):
    """`returned` of a variant that asks for so many times the result."""
    return number * np.asarray(result)


def between(low: str, high: str) -> tuple[str, ...]:
    """Choices from `low` to `high`, with as many decimals as `low` has."""
    exponent = Decimal(low).as_tuple().exponent
    step = Decimal(1).scaleb(exponent)
    count = int((Decimal(high) - Decimal(low)) / step)
    return tuple(str(Decimal(low) + step * k) for k in range(count + 1))


def _pattern(words):
    """The words with any spaces or line ends between them."""
    return re.compile(r"\s+".join(map(re.escape, words.split())))


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
