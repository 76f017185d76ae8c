"""A trial that was interrupted goes on where it was."""

import pytest

from medkeras.book.course import course_check, kept_rows
from medkeras.book.course.kept_rows import FILE, Row, keep, read

ROWS = [Row("1-1", 2, 0, 2, {"a": 0}), Row("1-2", 1, 0, 1)]


@pytest.fixture
def folder(tmp_path):
    for name in ("one", "two"):
        path = tmp_path / "source" / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text("{}")
    (tmp_path / "nbgrader_config.py").write_text("c.RunChecks = None")
    return tmp_path


def test_rows_come_back_until_their_chapter_changes(folder):
    assert read(folder, ["one"]) == {}
    keep(folder, "one", ROWS)
    keep(folder, "two", ROWS[:1])
    assert read(folder, ["one", "two"]) == {"one": ROWS, "two": ROWS[:1]}
    (folder / "source/one/one.ipynb").write_text("{ }")
    assert read(folder, ["one", "two"]) == {"two": ROWS[:1]}
    (folder / "nbgrader_config.py").write_text("")
    assert read(folder, ["one", "two"]) == {}


@pytest.mark.parametrize("text", ["", "[", "[]", "7"])
def test_a_file_that_is_not_whole_holds_nothing(folder, text):
    (folder / FILE).write_text(text)
    assert read(folder, ["one"]) == {}


def test_only_what_is_not_known_is_tried(folder, monkeypatch):
    tried = []

    def trials(folder, place, name, seed, parts):
        tried.append(name)
        return [name]

    def grade(trials, jobs, console):
        assert jobs == 3
        yield trials[0], ROWS[:1]
        if len(trials) > 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(course_check, "_trials", trials)
    monkeypatch.setattr(course_check, "_grade", grade)
    with pytest.raises(KeyboardInterrupt):
        course_check.check_course(folder, jobs=3)
    assert tried == ["one", "two"]
    rows = course_check.check_course(folder, jobs=3)
    assert tried[2:] == ["two"] and rows == ROWS[:1] * 2
    with pytest.raises(KeyboardInterrupt):
        course_check.check_course(folder, jobs=3, fresh=True)
    assert tried[3:] == ["one", "two"]
    assert kept_rows.FILE in [path.name for path in folder.iterdir()]
