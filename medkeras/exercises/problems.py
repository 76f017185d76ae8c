"""Exercises whose answer can be computed: random problems, named mistakes.

An author writes the right answer and, for each mistake that students make,
the function that makes it. The check runs the student's function on several
problems of different sizes; a hint is given only if the student's results are
those of the mistake on *every* problem.

    @answer_to("0.0-1", title="...", objective="...",
               problems=weights_and_heights, what="the body mass index")
    def bmi(kilograms, metres):
        return kilograms / metres**2

    @bmi.mistake("not-squared", "what is wrong", "where to look",
                 "nearly the line of code")
    def not_squared(kilograms, metres):
        return kilograms / metres
"""

import copy
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from medkeras.exercises.assertions import (
    as_numbers,
    expect_result,
    expect_unchanged,
    same_result,
)
from medkeras.exercises.checking import Wrong, exercise
from medkeras.exercises.variants import Stated
from medkeras.utils.errors import UsageError

NUM_PROBLEMS = 3


@dataclass
class Solved:
    """A right answer with its problems and the mistakes that are known."""

    number: str
    solve: Callable
    problems: Callable
    what: str | tuple[str, ...]
    tolerance: float
    pure: bool
    num_problems: int
    in_any_order: bool
    stated: Stated | None = None
    mistakes: dict[str, tuple[Callable, tuple[str, ...]]] = field(
        default_factory=dict
    )

    def __call__(self, *arguments):
        """The right answer."""
        return self.solve(*arguments)

    def mistake(self, key: str, *hints: str):
        """Register a function that makes the mistake `key`, and its hints."""
        if key in self.mistakes:
            raise UsageError(f"{self.number}: {key!r} is there twice")
        Wrong(key, *hints)  # refuses another number of hints than three

        def register(wrong):
            self.mistakes[key] = wrong, hints
            return wrong

        return register

    def answers(self, seed: int | None = None) -> dict[str, Callable]:
        """The right answer under "", and each mistake, of a variant."""
        wrong = {key: each for key, (each, _) in self.mistakes.items()}
        found = {"": self.solve} | wrong
        if self.stated is None:
            return found
        told = self.stated.text(self.number, seed) if seed is not None else None
        return {
            key: self.stated.follow(each, told) for key, each in found.items()
        }

    def examine(self, answer: Callable, seed: int | None = None) -> None:
        """Raise `Wrong` unless all problems of the variant are solved."""
        arguments = []
        # A seed may draw problems that a mistake survives; the book's do not.
        for each in dict.fromkeys((None, seed)):
            drawn = self.number, self.problems, self.num_problems, each
            arguments += problems(*drawn)
        known = self.answers(seed)
        right = self._answers(known.pop(""), arguments)
        given = copy.deepcopy(arguments)  # ours, so no further copies
        answer = getattr(answer, "on_originals", answer)
        received = [self._ordered(answer(*each)) for each in given]
        if not self._all_same(received, right):
            self._name_the_mistake(known, arguments, received)
            if self.stated is not None and seed is not None:
                self._name_the_number(seed, arguments, received)
            for each, ours, theirs in zip(
                arguments, right, received, strict=True
            ):
                expect_result(theirs, ours, self.what, each, self.tolerance)
        if self.pure:
            expect_unchanged(given, arguments)

    def _name_the_mistake(self, known, arguments, received):
        for key, wrong in known.items():
            if self._all_same(received, self._answers(wrong, arguments)):
                raise Wrong(key, *self.mistakes[key][1])

    def _name_the_number(self, seed, arguments, received):
        """A mistake, or nothing wrong, but with the number of the book."""
        known = self.answers()
        right = known.pop("")
        self._name_the_mistake(known, arguments, received)
        if self._all_same(received, self._answers(right, arguments)):
            hint = (
                f"this is right for the book's text; yours states another "
                f"number, {self.stated.text(self.number, seed)}."
            )
            raise Wrong("usual-number", hint, hint, hint)

    def _answers(self, function, arguments):
        return [
            self._ordered(function(*copy.deepcopy(each))) for each in arguments
        ]

    def _ordered(self, result):
        """Sorted, where any order is right; left as it is if it cannot be."""
        if not self.in_any_order or np.asarray(result).dtype == bool:
            return result
        try:
            return np.sort(as_numbers(result))
        except (TypeError, ValueError, np.exceptions.AxisError):
            return result

    def _all_same(self, received, expected):
        pairs = zip(received, expected, strict=True)
        return all(same_result(*pair, self.tolerance) for pair in pairs)


def answer_to(
    number: str,
    *,
    title: str,
    objective: str,
    problems: Callable,
    what: str | tuple[str, ...],
    points: int = 1,
    tolerance: float = 1e-5,
    pure: bool = False,
    num_problems: int = NUM_PROBLEMS,
    in_any_order: bool = False,
    stated: Stated | None = None,
):
    """Register the decorated function as the right answer of an exercise.

    Args:
        number: chapter and place, such as "3.2.1-2".
        title: as in the chapter.
        objective: one of the chapter's objectives, word for word.
        problems: takes `rng` and the number of the problem (0, 1, 2), returns
            the arguments as a tuple; sizes and parameters must differ from
            problem to problem.
        what: what is returned, such as "the gradient of U"; a tuple of
            names where several things are.
        points: what it is worth when graded.
        tolerance: largest difference, relative to the largest value.
        pure: the arguments must not be changed.
        num_problems: how many problems there are.
        in_any_order: an array is right in any order.
        stated: a number that a variant may change, and how the answer and
            each mistake follow it.

    Returns:
        A decorator that gives a `Solved`, with `.mistake(key, *hints)`.
    """

    def register(solve):
        solved = Solved(
            number,
            solve,
            problems,
            what,
            tolerance,
            pure,
            num_problems,
            in_any_order,
            stated,
        )
        register_as = exercise(number, title, objective, points, seeded=True)
        register_as(solved.examine)
        return solved

    return register


def problems(
    number: str, make: Callable, count: int, seed: int | None = None
) -> Iterator[tuple]:
    """The arguments of each problem, the same ones for the same seed."""
    for place in range(count):
        entropy = [zlib.crc32(number.encode()), place]
        if seed is not None:
            entropy.append(seed)
        arguments = make(np.random.default_rng(entropy), place)
        if not isinstance(arguments, tuple):
            raise UsageError(f"{number}: `problems` must return a tuple")
        yield arguments
