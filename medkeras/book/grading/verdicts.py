"""Whether a student's answer is right, told without a hint."""

import ast
from dataclasses import dataclass
from pathlib import Path

from medkeras.book.grading.channel import ChannelClosedError
from medkeras.book.grading.dependencies import BUILTINS, names_of, needed
from medkeras.book.grading.sandbox import Sandbox
from medkeras.exercises import checking

LONGEST_TEXT = 600


@dataclass(frozen=True)
class Verdict:
    """Whether the points are earned, and what the student reads."""

    passed: bool
    text: str


def verdict(
    check: str,
    earlier: list[str],
    folder: Path,
    seconds: float,
    seed: int | None = None,
) -> Verdict:
    """Grade one check cell.

    `earlier` holds the code cells above it; only those that the answer needs
    run, in a process of its own that sees copies of the files in `folder`.
    Each cell, and the check, may take `seconds`; `seed` is that of the
    student's variant, whatever the cell says.
    """
    call = call_of(check)
    with Sandbox(folder, seconds) as sandbox:
        try:
            if call is None:
                return _of_asserts(sandbox, check, earlier)
            return _of_check(sandbox, *call, earlier, seed)
        except ChannelClosedError:
            name = _title(call[0]) if call else "This cell"
            return Verdict(False, f"{name}: not yet.\n{sandbox.ended}")


def call_of(source: str) -> tuple[str, str] | None:
    """Number and answer of the `check(...)` in a cell, None without one."""
    for statement in ast.parse(source).body:
        match getattr(statement, "value", None):
            case ast.Call(
                func=ast.Name(id="check"),
                args=[ast.Constant(value=str(number)), answer],
            ):
                return number, ast.unparse(answer)
    return None


def _title(number):
    return checking.title_of(checking.find(number))


def _of_check(sandbox, number, expression, earlier, seed):
    task = checking.find(number)
    stopped = _run_needed(sandbox, earlier, names_of(expression).at_once)
    try:
        answer = sandbox.evaluate(expression)
    except NameError as error:
        reason = stopped or f"{error}: no cell above the check defines it."
        return Verdict(False, _text(task, "not yet", reason))
    except ChannelClosedError:
        raise
    except Exception as error:
        return Verdict(False, _text(task, "not yet", str(error)))
    with sandbox.limited():
        outcome, mistake = checking.outcome(task, answer, seed)
    if sandbox.ended:
        outcome, reason = "not yet", sandbox.ended
    else:
        reason = _reason(mistake)
    return Verdict(outcome == "correct", _text(task, outcome, reason))


def _run_needed(sandbox, earlier, wanted):
    """Run what the answer needs; the first error, or an empty text."""
    errors = []
    for place in needed(earlier, wanted - BUILTINS):
        if error := sandbox.run(earlier[place]):
            errors.append(f"a cell it needs stopped with {error}")
    return errors[0] if errors else ""


def _reason(mistake):
    """What may be told of a mistake: only what is the student's own."""
    if mistake is None:
        return ""
    cause = mistake.__cause__ or mistake.__context__
    return getattr(cause, "told", "") or checking.own_error(mistake)


def _text(task, outcome, reason):
    text = f"{checking.title_of(task)}: {outcome}."
    return f"{text}\n{reason}"[:LONGEST_TEXT].strip()


def _of_asserts(sandbox, source, earlier):
    """A cell of an instructor's own: it passes unless it raises."""
    names = names_of(source)
    _run_needed(sandbox, earlier, names.at_once | names.later)
    error = sandbox.run(source)
    return Verdict(error is None, error or "passed")
