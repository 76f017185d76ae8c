"""Variants: other problems and numbers for each seed, graded as strictly."""

import copy
import functools
import itertools

import pytest
from exercise_sources import EXERCISES, function_from

from medkeras.book.build import worked_notebook
from medkeras.book.chapters import chapters, find
from medkeras.book.course.variant_notebooks import stated_in, variant
from medkeras.exercises import check, checking
from medkeras.exercises.problems import problems
from medkeras.exercises.variants import Stated, between, checked, seed_of
from medkeras.utils.errors import UsageError

STATED = [number for number in EXERCISES if stated_in(EXERCISES[number])]
SEEDS = range(5)
# Of 3.4.4-3 most seeds alone draw problems that a known mistake survives.
SAMPLE = [*STATED, "2.1.1-1", "2.1.1-2", "3.1.3-1", "3.1.3-2", "3.4.4-3"]


@functools.cache
def worked(number):
    chapter, _, _ = number.rpartition("-")
    return worked_notebook(find(chapter))


@functools.cache
def books(number, seed):
    """Worked and student's notebook of a variant."""
    return variant(worked(number), seed)


@functools.cache
def solution(number, seed):
    if seed is None:
        return _function(worked(number), number)
    return _function(books(number, seed)[0], number)


def _function(notebook, number):
    cells = [c.source for c in notebook.cells if c.cell_type == "code"]
    place = next(i for i, c in enumerate(cells) if f'check("{number}"' in c)
    name = cells[place].split(",")[1].split(")")[0].strip()
    return function_from(cells[place - 1], name)


def outcome(number, answer, seed):
    return checking.outcome(EXERCISES[number], answer, seed)[0]


def stub(number, seed):
    return _function(books(number, seed)[1], number)


def test_every_chapter_has_a_number_that_varies():
    has = {number.rpartition("-")[0] for number in STATED}
    assert has == {chapter.number for chapter in chapters()}


@pytest.mark.parametrize("number", SAMPLE)
def test_the_solution_passes_for_every_seed(number):
    results = [outcome(number, solution(number, s), s) for s in SEEDS]
    assert results == ["correct"] * len(SEEDS)


@pytest.mark.parametrize("number", STATED)
def test_the_stub_is_no_answer_to_any_seed(number):
    for seed in SEEDS:
        assert outcome(number, stub(number, seed), seed) == "not attempted"


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
    assert refused >= len(SEEDS) - 2


@pytest.mark.parametrize("number", STATED)
def test_the_books_answer_is_refused_and_the_number_named(number):
    stated = stated_in(EXERCISES[number])
    for seed in SEEDS:
        told, mistake = checking.outcome(
            EXERCISES[number], solution(number, None), seed
        )
        assert told == "not yet" and mistake.key == "usual-number"
        assert f"another number, {stated.text(number, seed)}." in str(mistake)


@pytest.mark.parametrize("number", STATED)
def test_the_nearest_other_number_is_refused_too(number):
    solved = EXERCISES[number].examine.__self__
    ordered = sorted(map(float, solved.stated.choices))
    step = min(b - a for a, b in itertools.pairwise(ordered))
    for seed in SEEDS:
        mine = float(solved.stated.text(number, seed))
        near = solved.stated.follow(solved.solve, str(mine + step))
        assert outcome(number, near, seed) == "not yet"


@pytest.mark.parametrize("number", STATED)
def test_the_book_itself_does_not_change(number):
    """Nor do the arguments that a variant computes others from."""
    solved = EXERCISES[number].examine.__self__
    made = list(problems(number, solved.problems, solved.num_problems))
    for each in made:
        given = copy.deepcopy(each)
        again = solved.answers(3)[""](*given)
        book = solved.answers()[""](*copy.deepcopy(each))
        assert repr(given) == repr(each) and repr(again) != repr(book)
    assert outcome(number, solution(number, None), None) == "correct"


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
    made, student = variant(worked(number), 7)
    new = stated.text(number, 7)
    assert new != stated.usual and stated.usual not in stated.choices
    place = next(
        i
        for i, c in enumerate(student.cells)
        if f'check("{number}"' in c.source
    )
    text = student.cells[place - 2].source.rpartition("### Exercise")[2]
    assert new in text and "{}" not in text
    assert new in made.cells[place - 1].source
    if not stated.phrases:
        assert stated.usual not in text
    assert student.cells[place].source.endswith(", seed=7)")
    assert "BEGIN SOLUTION" not in student.cells[place - 1].source
    body = "raise NotImplementedError"
    assert body in student.cells[place - 1].source


def test_words_that_are_gone_from_the_text_are_refused():
    stated = Stated("k", "1", ("2",), (("one  hen", "{} hens"), ("+ 1", "+{}")))
    assert stated.absent("one\nhen + 1") == []
    assert stated.fill("one\nhen + 1", "0-1", 0) == "2 hens +2"
    assert stated.fill("one\nhen + 1", "0-1", None) == "one\nhen + 1"
    assert stated.absent("one cock + 1") == ["one  hen"]
    book = copy.deepcopy(worked("3.1.1-1"))
    for cell in book.cells:
        cell.source = cell.source.replace("arctan(phi)", "arctan( phi)")
    with pytest.raises(UsageError, match=r"3\.1\.1-1: a variant replaces"):
        variant(book, 1)


def test_choices_between_two_numbers():
    assert between("0.8", "1.1") == ("0.8", "0.9", "1.0", "1.1")
    assert between("2", "4") == ("2", "3", "4")


def test_a_student_keeps_a_seed_and_a_neighbour_has_another():
    seeds = [seed_of(2025, f"student-{n}") for n in range(200)]
    assert len(set(seeds)) == 200
    assert seed_of(2025, "ada") == seed_of(2025, "ada") != seed_of(1, "ada")


@pytest.mark.parametrize("wrong", ["7", 1.0, -1, True])
def test_a_seed_that_is_no_number_is_refused(wrong):
    with pytest.raises(UsageError, match="whole number, 0 or more"):
        check("2.1.1-1", None, seed=wrong)
    assert checked(0) == 0
