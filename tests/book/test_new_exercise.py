"""What it says and refuses; that it works: test_new_command.py."""

import ast

import pytest

from medkeras.book.new.additions import add
from medkeras.book.new.new_exercise import _objective, new_exercise
from medkeras.utils.errors import UsageError

SUMMARY = """\
# %% [markdown]
# ### BEGIN ANSWER 9.1-4, 2 points
# Nothing.
# ### END ANSWER

# %% [markdown]
# ## Summary
#
# Nothing.
"""


@pytest.fixture
def book(clone, add_cells):
    add_cells(SUMMARY)
    return clone


def names(addition, root):
    return [path.relative_to(root).as_posix() for path in addition.new]


def test_cells_stand_before_the_summary_in_their_order(book, master):
    for number, name in (("9.1-2", "one"), ("9.1-3", "two")):
        add(new_exercise(number, name, book))
    text = master.read_text("utf-8")
    places = [
        text.index(part)
        for part in (
            "END ANSWER",
            "# ### Exercise 2: One\n",
            'check("9.1-2", one)',
            'check("9.1-3", two)',
            "# ## Summary\n",
        )
    ]
    assert places == sorted(places)


def test_a_check_has_a_file_of_its_own_and_wrong_answers_one(book):
    first = new_exercise("9.1-2", "one", book)
    assert names(first, book) == [
        "medkeras/exercises/chapter_9_1_one.py",
        "tests/exercises/wrong_answers/chapter_9_1.py",
    ]
    assert first.following.endswith("-k 9.1-2")
    add(first)
    second = new_exercise("9.1-3", "two", book)
    assert names(second, book) == ["medkeras/exercises/chapter_9_1_two.py"]


def test_the_first_exercise_takes_the_note_from_the_import(book, master):
    line = "import os\n"
    note = "import os  # noqa: F401 - no exercise yet\n"
    master.write_text(master.read_text("utf-8").replace(line, note))
    (text,) = new_exercise("9.1-2", "one", book).changed.values()
    assert line in text and "noqa" not in text


@pytest.mark.parametrize(
    ("number", "name", "refusal"),
    [
        ("9.1", "one", "as in 3.1.4-1"),
        ("9.1-0", "one", "as in 3.1.4-1"),
        ("9.1-x", "one", "as in 3.1.4-1"),
        ("9.1-2", "check", "a name that is free"),
        ("9.1-2", "two words", "an exercise needs a name"),
        ("9.2-1", "one", "`medkeras new chapter 9.2 NAME`"),
        ("9.1-1", "one", "9.1-1, which 9_1_tiny has"),
        ("9.1-4", "one", "9.1-4, which 9_1_tiny has"),
        ("9.1-2", "answer", "answer, which 9_1_tiny defines"),
    ],
)
def test_what_exists_or_cannot_be_is_refused(book, number, name, refusal):
    with pytest.raises(UsageError, match=refusal):
        new_exercise(number, name, book)


def test_a_number_that_begins_another_is_free(book, add_cells, master):
    text = master.read_text("utf-8").replace("9.1-4", "9.1-21")
    master.write_text(text)
    assert new_exercise("9.1-2", "one", book)


def test_without_a_summary_nobody_knows_where_exercises_end(clone):
    with pytest.raises(UsageError, match=r"`## Summary`.*Received: 0"):
        new_exercise("9.1-2", "one", clone)


@pytest.mark.parametrize("words", [1, 9, 11, 20, 40])
def test_the_objective_is_word_for_word_in_short_lines(book, master, words):
    objective = " ".join(["seven77"] * words) + ' "é"'
    text = master.read_text("utf-8")
    master.write_text(text.replace("[count to two]", f"['{objective}']"))
    constant = _objective(master)
    namespace = {}
    exec(compile(ast.parse(constant), "check", "exec"), namespace)
    assert namespace["OBJECTIVE"] == objective
    assert max(map(len, constant.split("\n"))) <= 80
