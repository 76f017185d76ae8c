"""The learner's file: appended, tolerant, and never in the way."""

import json

import pytest

from medkeras.exercises import checking, journal
from medkeras.exercises.checking import Wrong, check


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "new folder" / "progress.jsonl"
    monkeypatch.setenv(journal.VARIABLE, str(path))
    monkeypatch.delenv(checking.VARIABLE, raising=False)
    return path


@pytest.fixture
def doubling(monkeypatch):
    monkeypatch.setattr(checking, "_registered", {})

    @checking.exercise("0.0-1", title="Doubling", objective="to double")
    def examine(answer):
        if answer(3) != 6:
            raise Wrong("other", "not doubled.", "Use 2.", "2 * x.")

    return "0.0-1"


def stub(x):
    raise NotImplementedError


def test_a_check_leaves_a_line_and_a_stub_does_not(file, doubling):
    check(doubling, stub)
    assert not file.exists()
    check(doubling, lambda x: x)
    check(doubling, lambda x: 2 * x)
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["right"] for line in lines] == [False, True]
    progress = journal.read()[doubling]
    assert progress.tries == 2
    assert progress.solved == lines[1]["day"]


def test_what_is_tried_after_it_was_right_changes_nothing(file):
    for right in (False, True, False, True):
        journal.note("1-1", right)
    assert journal.read()["1-1"].tries == 2
    assert journal.read()["1-1"].solved


def test_broken_lines_are_passed_over(file):
    journal.note("1-1", True)
    with file.open("a") as opened:
        opened.write('{"exercise": "1-2", "ri\n[]\n3\n\n{"right": true}\n')
    journal.note("1-3", False)
    assert set(journal.read()) == {"1-1", "1-3"}


def test_a_line_that_was_cut_off_does_not_take_the_next_one_along(file):
    journal.note("0.0-1", True)
    file.write_text(file.read_text() + '{"exercise": "0.0-2", "ri')
    journal.note("0.0-3", True)
    journal.note("0.0-4", True)
    assert set(journal.read()) == {"0.0-1", "0.0-3", "0.0-4"}
    assert file.read_text().count("\n") == 4


@pytest.mark.parametrize("word", ["off", "OFF", " off", "0", "no", "False"])
def test_switched_off_nothing_is_written_or_read(
    file, monkeypatch, word, tmp_path
):
    monkeypatch.chdir(tmp_path)
    journal.note("1-1", True)
    monkeypatch.setenv(journal.VARIABLE, word)
    journal.note("1-2", True)
    assert list(tmp_path.iterdir()) == [file.parent]
    assert journal.read() == {}
    assert len(file.read_text().splitlines()) == 1


def test_a_grader_keeps_no_journal(file, doubling, monkeypatch):
    monkeypatch.setenv(checking.VARIABLE, "autograde")
    check(doubling, lambda x: 2 * x)
    assert not file.exists()


def test_a_place_that_cannot_be_written_does_not_stop_a_check(
    tmp_path, monkeypatch, doubling, capsys
):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(journal.VARIABLE, str(tmp_path / "file" / "p.jsonl"))
    monkeypatch.delenv(checking.VARIABLE, raising=False)
    check(doubling, lambda x: 2 * x)
    assert "correct" in capsys.readouterr().out
    assert journal.read() == {}


def test_the_usual_place_is_the_users_own_data_folder(monkeypatch):
    monkeypatch.delenv(journal.VARIABLE)
    assert journal.place().name == "progress.jsonl"
    assert "medkeras" in journal.place().parts
