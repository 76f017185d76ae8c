"""`medkeras course init`, `handout` and what they refuse."""

import csv
import json
import os
import re

import nbformat
import pytest
from click.testing import CliRunner

from medkeras.book.command_line import main
from medkeras.book.course.course import seed_in


def medkeras(*words):
    return CliRunner().invoke(main, ["course", *map(str, words)])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("courses") / "a course"
    words = "--chapters", "3.1.3,2.1.1", "--weeks", "10", "--seed", "5"
    result = medkeras("init", folder, *words)
    assert result.exit_code == 0, result.output
    return folder


def test_a_course_has_all_parts(made):
    found = {
        path.relative_to(made).as_posix()
        for path in made.rglob("*")
        if path.is_file()
    }
    names = "2_1_1_cnn", "3_1_3_parkinsons"
    assert found >= {"syllabus.md", "nbgrader_config.py"}
    for name in names:
        assert found >= {
            f"source/{name}/{name}.ipynb", f"handout/{name}.ipynb",
            f"slides/{name}.ipynb", f"slides/{name}.html",
        }  # fmt: skip
    with (made / "instructor/assignments.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["assignment"], row["week"]) for row in rows] == [
        (names[0], "5"), (names[1], "10"),
    ]  # fmt: skip
    assert {row["due"] for row in rows} == {"YYYY-MM-DD"}
    assert seed_in(made) == 5


def test_handouts_and_slides_hold_no_answer(made):
    for path in (*made.glob("handout/*.ipynb"), *made.glob("slides/*")):
        text = path.read_text("utf-8")
        assert "BEGIN SOLUTION" not in text
        assert "np.sqrt(variance + 0.001)" not in text


def test_the_syllabus_and_the_rubric_say_what_the_chapters_say(made):
    text = (made / "syllabus.md").read_text("utf-8")
    assert text.count("\n| 1") == 2  # weeks 1 and 10
    assert "tell batch normalisation in training" in text
    assert "Not in this course: chapter" in text
    rubric = (made / "instructor/rubric.md").read_text("utf-8")
    assert "epsilon was added to the standard deviation." in rubric
    assert "Model answer" in rubric


def test_slides_need_no_network_and_leave_exercises_out(made):
    text = (made / "slides/2_1_1_cnn.html").read_text("utf-8")
    assert text.count("<section") > 50
    assert not re.search(r'(src|href)="http[^"]*\.(js|css)', text)
    assert "<script src" not in text and "check(&quot;" not in text
    book = nbformat.read(made / "slides/2_1_1_cnn.ipynb", as_version=4)
    kinds = {cell.metadata.slideshow.slide_type for cell in book.cells}
    assert kinds >= {"slide", "-", "skip"}


def test_students_get_notebooks_with_numbers_of_their_own(made):
    result = medkeras("handout", made, "ada", "ben")
    assert result.exit_code == 0, result.output
    texts = [
        (made / "handout" / name / "2_1_1_cnn/2_1_1_cnn.ipynb").read_text()
        for name in ("ada", "ben")
    ]
    seeds = [json.loads(t)["metadata"]["medkeras"]["seed"] for t in texts]
    assert seeds[0] != seeds[1]
    numbers = [re.search(r"varepsilon = (0\.\d+)\$", t)[1] for t in texts]
    assert "0.001" not in numbers and numbers[0] != numbers[1]
    again = medkeras("handout", made, "ada")
    assert again.exit_code == 2 and "nothing is overwritten" in again.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--chapters", "9.9.9"], "no such chapter"),
        (["--chapters", ","], "a course needs chapters"),
        (["--chapters", "2.1.1", "--weeks", "0"], "at least 1 weeks"),
        (["--chapters", "2.1.1,2.1.2,3.2.1", "--weeks", "1"], "at least 2"),
        (["--chapters", "2.1.1", "--seed", "x"], "'x' is not a valid integer"),
        (["--chapters", "2.1.1", "--seed", "-1"], "-1 is not in the range"),
    ],
)
def test_bad_input_gets_one_line_and_leaves_nothing(tmp_path, words, told):
    result = medkeras("init", tmp_path / "new" / "course", *words)
    assert result.exit_code == 2 and told in result.output
    assert "Traceback" not in result.output
    assert not any(tmp_path.iterdir())


def test_a_folder_that_is_not_empty_is_left_as_it_is(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    result = medkeras("init", tmp_path, "--chapters", "2.1.1")
    assert result.exit_code == 2 and "nothing is overwritten" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_without_the_right_to_write_there_is_one_line(tmp_path, monkeypatch):
    def refuse(parent):
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr("medkeras.book.new_folder.unfinished_folder", refuse)
    result = medkeras("init", tmp_path / "new", "--chapters", "2.1.1")
    assert result.exit_code == 2 and "can be written to" in result.output


def test_handout_refuses_odd_names_and_no_course(made, tmp_path):
    for name in ("../ada", "a b", ""):
        result = medkeras("handout", made, "cyd", name)
        assert result.exit_code == 2 and "letters" in result.output
    assert not (made / "handout/cyd").exists()
    result = medkeras("check", tmp_path)
    assert result.exit_code == 2 and "folder of a course" in result.output
