"""What a check is, how it is found, and what it says to a student."""

import contextlib
import copy
import functools
import importlib
import inspect
import io
import linecache
import os
import pkgutil
import re
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from medkeras.exercises import journal, variants
from medkeras.utils.errors import UsageError, nearest

NUM_LEVELS = 3
VARIABLE = "NBGRADER_EXECUTION"  # set by nbgrader for the kernel
_registered: dict[str, "Exercise"] = {}
_failed_tries: Counter = Counter()


def _graded_at_start():
    """Ask the process, which remembers what os.environ can be made forget."""
    try:
        return VARIABLE in psutil.Process().environ()
    except psutil.Error:
        return VARIABLE in os.environ


_GRADED_AT_START = _graded_at_start()


@dataclass(frozen=True)
class Exercise:
    """An exercise: `examine` raises `Wrong` at the first mistake it sees."""

    number: str
    title: str
    objective: str
    points: int
    examine: Callable
    seeded: bool = False  # whether `examine` takes the seed of a variant


class Wrong(Exception):  # noqa: N818 - it reads as a sentence when raised
    """A mistake with a name and three hints: what, where, nearly the line."""

    def __init__(self, key: str, *hints: str):
        if len(hints) != NUM_LEVELS:
            raise UsageError(
                f"a mistake has {NUM_LEVELS} hints. Received: {len(hints)}"
            )
        super().__init__(hints[0])
        self.key = key
        self.hints = hints


class CheckFailed(AssertionError):  # noqa: N818 - what it says when raised
    """Raised under nbgrader instead of a printed hint: points are lost.

    Example:
        >>> from medkeras.exercises import CheckFailed
        >>> raise CheckFailed("3.2.1-2 not attempted")
        Traceback (most recent call last):
        ...
        medkeras.exercises.checking.CheckFailed: 3.2.1-2 not attempted
    """

    def _render_traceback_(self):
        """What Jupyter shows: the verdict, no line of the check's code."""
        return [f"{type(self).__name__}: {self}"]


def exercise(
    number: str,
    title: str,
    objective: str,
    points: int = 1,
    seeded: bool = False,
):
    """Register the decorated function as the check of an exercise."""

    def register(examine):
        taken = _registered.get(number)
        # A chapter that is loaded anew (autoreload) may register again.
        if taken and taken.examine.__module__ != examine.__module__:
            raise UsageError(
                f"each exercise has a number of its own. Received: {number!r}"
            )
        _registered[number] = Exercise(
            number, title, objective, points, examine, seeded
        )
        return examine

    return register


def find(number: str) -> Exercise:
    """Find an exercise by its number; the nearest are named if none has it."""
    found = known(number)
    if found is None:
        all_exercises()
        raise UsageError(
            "no such exercise: expected a number such as 3.2.1-2. Received: "
            f"{number!r}{nearest(number, _registered)}"
        )
    return found


def known(number: str) -> Exercise | None:
    """An exercise, if there is one; only its chapter's checks are imported."""
    if number not in _registered:
        chapter = str(number).rpartition("-")[0].replace(".", "_")
        _import(f"chapter_{chapter}_")
    return _registered.get(number)


def all_exercises() -> dict[str, Exercise]:
    """All exercises of all chapters, by number, in the order of chapters."""
    _import("chapter_")
    return dict(sorted(_registered.items(), key=lambda item: _place(item[0])))


def _place(number: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", number)))


def _import(start: str) -> None:
    """Modules whose name, as far as a `_`, is this; each registers its own."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if f"{module.name}_".startswith(start):
            importlib.import_module(f"{__package__}.{module.name}")


def check(
    number: str,
    answer: Callable,
    hint: int | None = None,
    seed: int | None = None,
) -> None:
    """Check an answer and say in a line or two how it went.

    A wrong answer earns a hint. Each further wrong try of the same exercise
    earns a clearer one, up to the third. When nbgrader runs the notebook
    there are no hints: an answer that is not right raises.

    Args:
        number: chapter and place, such as "3.2.1-2".
        answer: the function you wrote.
        hint: level of the hint, 1 to 3; None lets it rise by itself. A level
            that was asked for counts as that many tries.
        seed: of a student's own variant of the exercise, a whole number from
            0; None is the book's.

    Raises:
        UsageError: no such exercise, level or seed.
        CheckFailed: under nbgrader, if the answer is absent or wrong.

    Example:
        >>> from medkeras.exercises import check
        >>> check("3.2.1-2", None)
        Exercise 3.2.1-2 (...): not attempted.

    Chapter: 3.2.1
    """
    task = find(number)
    if hint not in (None, *range(1, NUM_LEVELS + 1)):
        raise UsageError(f"`hint` must be 1, 2 or 3. Received: {hint!r}")
    result, mistake = outcome(task, answer, variants.checked(seed))
    if result != "not attempted" and not graded():
        journal.note(number, result == "correct")
    text = f"{title_of(task)}: {result}."
    if graded():
        if result != "correct":
            # Outside of any `except`: no line of the check may be shown.
            raise CheckFailed(f"{text}\n{own_error(mistake)}".strip())
    elif mistake:
        tries = max(_failed_tries[number] + 1, hint or 1)
        _failed_tries[number] = tries
        level = hint or min(tries, NUM_LEVELS)
        text += f"\nHint {level} of {NUM_LEVELS}: {mistake.hints[level - 1]}"
    elif result == "correct":
        _failed_tries.pop(number, None)
    print(text)


def graded() -> bool:
    """Whether nbgrader runs this: decided at the start, not to be undone."""
    return _GRADED_AT_START or VARIABLE in os.environ


def title_of(task: Exercise) -> str:
    """How an exercise is called in what a check says."""
    return f"Exercise {task.number} ({task.title})"


def outcome(
    task: Exercise, answer, seed: int | None = None
) -> tuple[str, Wrong | None]:
    """How an answer does, in words, and the mistake if there is one."""
    try:
        _examine(task, answer, seed)
    except NotImplementedError:
        return "not attempted", None
    except Wrong as mistake:
        return "not yet", mistake
    return "correct", None


def own_error(mistake: Wrong | None) -> str:
    """What went wrong in the student's own code; a hint is not told.

    Such a mistake says the same on all levels.
    """
    if mistake is None or len(set(mistake.hints)) > 1:
        return ""
    return mistake.hints[0]


def _examine(task, answer, seed=None):
    """Run the check; whatever the answer raises becomes a `Wrong`."""
    if answer is None or answer is ...:
        raise NotImplementedError
    if not callable(answer):
        raise _same_hint(
            "type",
            f"expected a function, received {type(answer).__name__}. Pass "
            "the function itself, without calling it.",
        )
    try:
        # An answer may print while it is looked at; its lines would drown
        # the verdict.
        with contextlib.redirect_stdout(io.StringIO()):
            seeds = (seed,) if task.seeded else ()
            task.examine(_on_copies(answer), *seeds)
    except (Wrong, NotImplementedError):
        raise
    except (Exception, SystemExit) as error:
        raise _same_hint("error", describe(error, answer)) from error


def _on_copies(answer):
    """The answer, given copies: a check may go on with its own arguments."""

    @functools.wraps(answer, updated=())
    def called(*arguments):
        return answer(*map(_copied, arguments))

    called.on_originals = answer  # for checks of what is left unchanged
    return called


def _copied(argument):
    # A generator goes on where it is: a second call draws other numbers.
    if isinstance(argument, np.random.Generator):
        return argument
    return copy.deepcopy(argument)


def _same_hint(key, text):
    return Wrong(key, text, text, text)


def describe(error: BaseException, answer: Callable) -> str:
    """Type, message and the deepest line of the student's own code."""
    code = _code_of(answer)
    entered, line = False, None
    for frame, number in traceback.walk_tb(error.__traceback__):
        entered = entered or frame.f_code is code
        if entered and frame.f_code.co_filename == code.co_filename:
            line = linecache.getline(code.co_filename, number).strip()
    told = f"{type(error).__name__}: {error}"
    if not entered:
        return f"what it returned could not be used ({told})."
    return f"your function stopped with {told}" + (
        f"\nin its line: {line}" if line else ""
    )


def _code_of(answer):
    """Code of a function, also of a wrapped or partial one."""
    answer = inspect.unwrap(getattr(answer, "func", answer))
    return getattr(answer, "__code__", None)
