"""Variants: other problems and numbers for each seed, graded as strictly."""

import functools

import pytest
from exercise_sources import EXERCISES, function_from

from medkeras.book.build import worked_notebook
from medkeras.book.chapters import find
from medkeras.book.variant_notebooks import stated_in, variant
from medkeras.exercises import check, checking
from medkeras.exercises.problems import problems
from medkeras.exercises.variants import checked, seed_of
from medkeras.utils.errors import UsageError

STATED = [number for number in EXERCISES if stated_in(EXERCISES[number])]
SEEDS = range(20)
SAMPLE = [*STATED, "2.1.1-1", "2.1.1-2", "3.1.3-1", "3.1.3-2"]


@functools.cache
def worked(number):
    chapter, _, _ = number.rpartition("-")
    return worked_notebook(find(chapter))


@functools.cache
def solution(number, seed):
    made, _ = variant(worked(number), seed)
    cells = [c.source for c in made.cells if c.cell_type == "code"]
    place = next(i for i, c in enumerate(cells) if f'check("{number}"' in c)
    name = cells[place].split(",")[1].split(")")[0].strip()
    return function_from(cells[place - 1], name)


def outcome(number, answer, seed):
    return checking.outcome(EXERCISES[number], answer, seed)[0]


def test_two_chapters_or_more_state_numbers():
    assert len({number.rpartition("-")[0] for number in STATED}) >= 2


@pytest.mark.parametrize("number", SAMPLE)
def test_the_solution_passes_for_every_seed(number):
    results = [outcome(number, solution(number, s), s) for s in SEEDS]
    assert results == ["correct"] * len(SEEDS)


@pytest.mark.parametrize("number", SAMPLE)
def test_wrong_answers_are_refused_for_every_seed(number):
    solved = EXERCISES[number].examine.__self__
    for seed in SEEDS:
        for key, wrong in solved.answers(seed).items():
            if key:
                assert outcome(number, wrong, seed) == "not yet", (key, seed)


@pytest.mark.parametrize("number", STATED)
def test_a_neighbours_number_is_refused(number):
    stated = stated_in(EXERCISES[number])
    refused = 0
    for seed in SEEDS:
        mine, next_one = (stated.text(number, s) for s in (seed, seed + 1))
        if mine != next_one:
            answer = solution(number, seed + 1)
            assert outcome(number, answer, seed) == "not yet"
            refused += 1
    assert refused >= 15


@pytest.mark.parametrize("number", STATED)
def test_the_nearest_other_number_is_refused_too(number):
    solved = EXERCISES[number].examine.__self__
    for seed in SEEDS:
        mine = float(solved.stated.text(number, seed))
        near = functools.partial(
            solved.solve, **{solved.stated.name: mine + 0.001}
        )
        assert outcome(number, near, seed) == "not yet"


# The sizes of 2.1.1-1 are a fixed list, so no seed changes them.
@pytest.mark.parametrize("number", [n for n in SAMPLE if n != "2.1.1-1"])
def test_two_seeds_expect_different_answers(number):
    solved = EXERCISES[number].examine.__self__
    told = []
    for seed in (1, 2):
        made = problems(number, solved.problems, solved.num_problems, seed)
        told.append(repr([solved.answers(seed)[""](*each) for each in made]))
    assert told[0] != told[1]


@pytest.mark.parametrize("number", STATED)
def test_text_and_answer_state_the_number_of_the_seed(number):
    stated = stated_in(EXERCISES[number])
    _, student = variant(worked(number), 7)
    new = stated.text(number, 7)
    place = next(
        i
        for i, c in enumerate(student.cells)
        if f'check("{number}"' in c.source
    )
    assert new != stated.usual
    assert new in student.cells[place - 2].source
    assert stated.usual not in student.cells[place - 2].source
    assert student.cells[place].source.endswith(", seed=7)")
    assert "BEGIN SOLUTION" not in student.cells[place - 1].source


def test_a_student_keeps_a_seed_and_a_neighbour_has_another():
    seeds = [seed_of(2025, f"student-{n}") for n in range(200)]
    assert len(set(seeds)) == 200
    assert seed_of(2025, "ada") == seed_of(2025, "ada") != seed_of(1, "ada")


@pytest.mark.parametrize("wrong", ["7", 1.0, -1, True])
def test_a_seed_that_is_no_number_is_refused(wrong):
    with pytest.raises(UsageError, match="whole number, 0 or more"):
        check("2.1.1-1", None, seed=wrong)
    assert checked(0) == 0
