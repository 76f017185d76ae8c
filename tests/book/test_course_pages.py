"""Rubric and syllabus of a chapter; test_course_command.py reads them whole."""

from medkeras.book.build import worked_notebook
from medkeras.book.chapters import find
from medkeras.book.course.course_pages import pages, rubric
from medkeras.book.solutions import points_of
from medkeras.book.weeks import plan


def books():
    chapter = find("3.1.3")
    return [(chapter, worked_notebook(chapter))]


def test_the_rubric_has_every_point_of_the_chapter():
    text = rubric(books())
    points = [
        int(line.rsplit(": ", 1)[1].split()[0])
        for line in text.split("\n")
        if line.startswith("### ")
    ]
    assert sum(points) == points_of(books()[0][1])
    assert "the statistics are those of this batch." in text


def test_pages_of_one_week():
    made = pages(books(), plan(books()))
    assert set(made) == {
        "syllabus.md", "instructor/assignments.csv", "instructor/rubric.md",
    }  # fmt: skip
    assert (
        "3_1_3_parkinsons,1,7,YYYY-MM-DD" in made["instructor/assignments.csv"]
    )
