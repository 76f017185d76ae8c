"""`medkeras progress`: what was solved, and what is kept where."""

import pytest
from click.testing import CliRunner

from medkeras.book import command_line, progress_command
from medkeras.exercises import journal


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "progress.jsonl"
    monkeypatch.setenv(journal.VARIABLE, str(path))
    return path


def run(*arguments):
    done = CliRunner().invoke(command_line.main, ["progress", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_nothing_tried_says_how_to_begin(file):
    assert run().startswith("No exercise has been tried yet")
    assert not file.exists()


def test_chapters_begun_are_counted(file):
    exercises = progress_command.by_chapter()
    first, second = exercises["3.2.1"][:2]
    journal.note(first.number, False)
    journal.note(first.number, True)
    journal.note(second.number, False)
    said = " ".join(run().split())
    whole = len(exercises["3.2.1"])
    most = sum(task.points for task in exercises["3.2.1"])
    assert f"1 of {whole} exercises solved" in said
    assert f"solved, {first.points} of {most} points" in said
    assert "2_1_1_cnn" not in said
    of_one = run("3.2.1")
    assert "solved" in of_one and "2 tries" in of_one
    assert "not yet, 1 try" in of_one
    assert of_one.count("not tried") == whole - 2


def test_exercises_stand_in_their_order():
    for number, tasks in progress_command.by_chapter().items():
        places = [int(task.number.rpartition("-")[2]) for task in tasks]
        assert places == sorted(places), number


def test_where_it_is_kept_and_how_to_stop_it_is_told(file, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert str(file) in run()
    (line,) = [each for each in run().split("\n") if "To keep nothing" in each]
    assert "MEDKERAS_PROGRESS=off" in line
    assert "%env MEDKERAS_PROGRESS=off" in line


def test_switched_off_it_does_not_say_that_nothing_was_tried(file, monkeypatch):
    journal.note("3.2.1-1", True)
    monkeypatch.setenv(journal.VARIABLE, "off")
    for words in ((), ("3.2.1",)):
        assert run(*words) == "Nothing is kept: MEDKERAS_PROGRESS is off.\n"


def test_forgetting_deletes_the_file(file):
    journal.note("3.2.1-1", True)
    assert run("--forget").startswith("deleted")
    assert not file.exists()
    assert run("--forget") == "nothing was kept\n"
