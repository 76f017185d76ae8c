"""Wrong answers that a trial hands in."""

from pathlib import Path

from medkeras.book.course.trial_answers import cell_with, wrong_answers
from medkeras.exercises import checking

BOOK = Path(__file__).parents[2]


def test_those_of_the_check_and_those_of_the_tests_are_there(tmp_path):
    every = set(wrong_answers("3.1.3-3", None, BOOK))
    own = set(wrong_answers("3.1.3-3", None, tmp_path))
    assert every - own == {"in-place", "shape", "values"}
    assert own == set(checking.find("3.1.3-3").examine.__self__.mistakes)


def test_a_cell_gives_the_function_its_wrong_answer():
    source = cell_with("ratio", "3.1.3-3", "no-scale", 4, BOOK)
    names = {}
    exec(source, names)
    outcome = checking.outcome(checking.find("3.1.3-3"), names["ratio"], 4)
    assert outcome[0] == "not yet" and outcome[1].key == "no-scale"
