"""No mechanical mutation of an answer passes its check."""

import inspect
import signal
from contextlib import contextmanager

import numpy as np
import pytest
from exercise_sources import EXERCISES, answer_of, equivalent_of, source_of
from mutants import of_arguments, of_result, of_source

from medkeras.exercises import checking


@contextmanager
def at_most(seconds):
    """A mutation of a loop may never end: that is a wrong answer, too."""

    def stop(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def passes(number, answer):
    """Whether a check calls an answer right."""
    with np.errstate(all="ignore"), at_most(seconds=5):
        try:
            checking._examine(EXERCISES[number], answer)
        except (checking.Wrong, NotImplementedError):
            return False
    return True


def calls_of(number):
    """The arguments with which a check calls an answer."""
    calls = []
    answer = answer_of(number)

    def recording(*arguments):
        calls.append(arguments)
        return answer(*arguments)

    checking._examine(EXERCISES[number], recording)
    return calls


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("number", EXERCISES)
def test_every_mutation_of_the_answer_fails(number):
    answer, calls = answer_of(number), calls_of(number)
    mutants = [
        *of_source(*source_of(number)),
        *of_arguments(answer, calls),
        *of_result(answer, calls),
    ]
    assert len(mutants) >= 4
    allowed = equivalent_of(number)
    survivors = [name for name, mutant in mutants if passes(number, mutant)]
    assert set(survivors) == set(allowed), "passed although wrong"


@pytest.mark.parametrize("number", EXERCISES)
def test_a_check_looks_at_several_problems_of_different_sizes(number):
    calls = calls_of(number)
    assert len(calls) >= 2
    assert len({repr(_size(call)) for call in calls}) >= 2


def _size(call):
    parts = []
    for each in call:
        parts += list(each.values()) if isinstance(each, dict) else [each]
    return [
        getattr(each, "shape", None) or len(each)
        if hasattr(each, "__len__")
        else each
        for each in parts
        if not isinstance(each, np.random.Generator)
        if not inspect.isroutine(each)
    ]
