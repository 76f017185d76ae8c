import functools
import json
import os
import re

import pytest
from click.testing import CliRunner

from medkeras.book import doctor, page, watch
from medkeras.book.build import build
from medkeras.book.chapters import find
from medkeras.book.command_line import main


@pytest.fixture
def medkeras(mini):
    def call(*words):
        return CliRunner().invoke(main, words, env={"COLUMNS": "200"})

    return call


def test_help_and_version(medkeras):
    assert "medkeras run 3.2.1" in medkeras("--help").output
    assert "Examples: medkeras run 3.2.1" in medkeras("run", "-h").output
    assert medkeras("--version").output.startswith("medkeras, version 0")


def test_help_imports_nothing_slow(shell):
    import sys

    code = (
        "import sys; from medkeras.book import command_line\n"
        "print({'tensorflow', 'nbconvert', 'pandas'} & set(sys.modules))"
    )
    process = shell("python", "-c", code)
    assert process.communicate()[0].strip() == "set()", sys.executable


def test_it_runs_as_a_module_too(shell):
    name = "medkeras.book.command_line"
    process = shell("python", "-m", name, "--version")
    assert "version 0" in process.communicate()[0]


@pytest.mark.parametrize(
    "words",
    [
        ("run", "9.2"),
        ("ledger", "9.2"),
        ("data", "pima"),
        ("run", "9.1", "--record"),
        ("run", "9.1"),
    ],
)
def test_a_wrong_request_is_one_line_on_stderr_and_exit_2(medkeras, words):
    result = medkeras(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_a_wrong_mode_in_the_environment(medkeras, monkeypatch):
    monkeypatch.setenv("MEDKERAS_MODE", "lessen")
    result = medkeras("run", "9.1")
    assert result.exit_code == 2
    assert "MEDKERAS_MODE must be one of" in result.stderr


def test_run_needs_a_chapter_and_can_list_them(medkeras):
    assert medkeras("run").exit_code == 2
    assert "--list" in medkeras("run").stderr
    assert medkeras("run", "--list").stdout == "9.1     9_1_tiny\n"


def test_build_and_check(medkeras, mini):
    result = medkeras("build", "--check")
    assert result.exit_code == 1
    assert "chapters/README.md: missing" in result.stdout
    assert not (mini / "chapters" / "README.md").exists()
    result = medkeras("build")
    assert result.exit_code == 0
    assert "wrote chapters/9_tiny/9_1_tiny.ipynb" in result.stdout
    assert result.stderr == ""
    assert medkeras("build", "--check").exit_code == 0
    assert medkeras("build").stdout == ""


def test_build_tells_whose_a_notebook_is(medkeras, mini):
    medkeras("build")
    path = find("tiny").student
    text = path.read_text("utf-8").replace("# YOUR CODE HERE", "return 42")
    path.write_text(text)
    path.with_name("notes.ipynb").write_text("{}")
    result = medkeras("build")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [
        "left alone: chapters/9_tiny/9_1_tiny.ipynb: you changed it",
        "left alone: chapters/9_tiny/notes.ipynb: not made by the build",
        "`medkeras build --overwrite` makes these anew and keeps yours "
        "beside them.",
    ]
    result = medkeras("build", "--check")
    assert result.exit_code == 1
    assert "9_1_tiny.ipynb: you changed it" in result.stdout
    assert "Run `medkeras build`" not in result.stderr
    assert path.read_text("utf-8") == text
    result = medkeras("build", "--overwrite")
    assert "yours is kept as chapters/9_tiny/9_1_tiny-yours.ipynb" in (
        result.stdout
    )
    assert path.with_name("9_1_tiny-yours.ipynb").read_text("utf-8") == text
    # What is merely somebody's own is mentioned, and no reason to fail.
    result = medkeras("build", "--check")
    assert result.exit_code == 0
    assert "notes.ipynb: not made by the build" in result.stdout
    assert medkeras("build", "--check", "--overwrite").exit_code == 2


@pytest.mark.parametrize("command", ["ledger", "data", "doctor"])
def test_no_word_is_cut_on_a_narrow_terminal(mini, command, monkeypatch):
    # What is installed is looked at once: it takes seconds.
    monkeypatch.setattr(doctor, "examine", functools.cache(doctor.examine))

    def words(columns):
        result = CliRunner().invoke(main, [command], env={"COLUMNS": columns})
        return re.sub(r"[\d.]+ GB", "GB", result.stdout).split()

    assert words("60") == words("80") == words("5000")


def test_a_run_without_its_page_exits_with_1(medkeras, monkeypatch):
    def no_template(notebook, name):
        raise ValueError("No template sub-directory with name 'lab'")

    build()
    monkeypatch.setattr(page, "page", no_template)
    result = medkeras("run", "9.1")
    assert result.exit_code == 1
    assert "Page:   not made: No template" in result.stdout
    assert "Record: runs/9_1_tiny-smoke/record.json" in result.stdout


def test_a_chapter_that_asks_for_more_data_says_so_in_a_line(
    medkeras, add_cells
):
    add_cells(
        "# %%\nfrom medkeras.utils.errors import UsageError\n"
        'raise UsageError("expected 4 records. Received: 1")\n'
    )
    build()
    result = medkeras("run", "9.1")
    assert result.exit_code == 1
    assert "Error: expected 4 records. Received: 1\n" in result.stderr
    assert "Traceback" not in result.stderr


def test_run_in_a_process_of_its_own(shell, mini):
    build()
    process = shell("medkeras", "run", "tiny", "--mode", "lesson", "--record")
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert "95 % interval" in out
    assert "Claim tiny-claim: published 0.97" in out
    assert "Page:   runs/9_1_tiny-lesson/9_1_tiny.html" in out
    assert "Record: runs/9_1_tiny-lesson/record.json" in out
    assert "Kept:   chapters/results/9_1_tiny.json" in out
    assert "within the budget of 300 s and 4 GB" in out
    facts = json.loads(
        (mini / "chapters/results/9_1_tiny.json").read_text("utf-8")
    )
    assert facts["mode"] == "lesson"
    assert "2. A result" in errors


def test_a_failing_cell_is_shown_and_exits_with_1(medkeras, add_cells):
    add_cells('# %%\nraise ValueError("the pump is off")\n')
    build()
    result = medkeras("run", "9.1")
    assert result.exit_code == 1
    assert 'raise ValueError("the pump is off")' in result.stderr
    assert "ValueError: the pump is off" in result.stderr
    assert "9_1_tiny.failed.ipynb" in result.stderr
    assert result.stdout == ""


def test_data_lists_the_sets(medkeras):
    result = medkeras("data")
    assert result.exit_code == 0
    assert "pima_diabetes" in result.stdout


def test_the_ledger_of_all_and_of_one(medkeras, master):
    assert "tiny-claim" in medkeras("ledger").stdout
    assert "tiny-claim" in medkeras("ledger", "9.1").stdout
    (master.parent / "9_2_other.py").write_text("")
    result = medkeras("ledger", "9.2")
    assert result.exit_code == 2
    assert "no published figure belongs to 9_2_other" in result.stderr


@pytest.mark.parametrize(("essential", "code"), [(True, 1), (False, 0)])
def test_doctor_exits_with_1_if_something_essential_lacks(
    medkeras, monkeypatch, essential, code
):
    found = [doctor.Finding("keras", "missing", "pip install", essential)]
    monkeypatch.setattr(doctor, "examine", lambda: found)
    result = medkeras("doctor")
    assert result.exit_code == code
    assert "keras: pip install" in result.stdout


def test_watching_is_in_smoke_mode_unless_told_otherwise(medkeras, monkeypatch):
    called = []

    def watched(chapter, **options):
        called.append((chapter.number, os.environ["MEDKERAS_MODE"], options))

    monkeypatch.setattr(watch, "watch", watched)
    monkeypatch.setenv("MEDKERAS_MODE", "full")
    options = {"data": "sample", "record": False, "out": None}
    words = ("run", "9.1", "--watch", "--data", "sample")
    assert medkeras(*words).exit_code == 0
    assert medkeras(*words, "--mode", "lesson").exit_code == 0
    assert called == [("9.1", "smoke", options), ("9.1", "lesson", options)]
