"""`medkeras tasks`: all listed, none cut, one run, unknown ones named."""

import io

import pytest
from click.testing import CliRunner
from rich.console import Console

from medkeras.book import tasks_command
from medkeras.book.command_line import main
from medkeras.metrics.estimate import Estimate
from medkeras.tasks import EMPTY, find, tasks
from medkeras.tasks import running as running_tasks
from medkeras.utils import mode


def medkeras(*words):
    return CliRunner().invoke(main, words, env={"COLUMNS": "120"})


def test_every_task_is_listed_with_its_data_model_and_chapter():
    out = medkeras("tasks").output
    for task in tasks():
        (line,) = [x for x in out.splitlines() if x.split()[:1] == [task.name]]
        for word in (task.modality, task.purpose, task.dataset, task.chapter):
            assert word in line.split()
        assert task.model.name in line


@pytest.mark.parametrize("width", [60, 80, 120])
def test_empty_fields_are_told_and_no_word_is_cut(width):
    text = tasks_command.text(width)
    assert max(map(len, text.splitlines())) <= width
    words = " ".join(text.split())
    for (modality, purpose), reason in EMPTY.items():
        assert f"{modality} x {purpose}" in words
        assert " ".join(reason.split()) in words
    assert tasks_command.text(60).split() == tasks_command.text(80).split()


def test_an_unknown_name_is_one_line_with_the_nearest():
    result = medkeras("tasks", "run", "skin_lesin")
    assert result.exit_code == 2
    assert result.output == (
        "Error: no task is called 'skin_lesin'. Did you mean: skin_lesion?\n"
    )


def test_an_unknown_mode_offers_the_nearest():
    result = medkeras("tasks", "run", "skin_lesion", "--mode", "smok")
    assert result.exit_code == 2
    assert "Did you mean: smoke" in result.output


def test_help_says_what_to_type():
    assert "medkeras tasks run skin_lesion" in medkeras("tasks", "-h").output
    out = medkeras("tasks", "run", "--help").output
    assert "--mode" in out
    assert "--data" in out
    assert "tasks" in medkeras("--help").output


def made(**changes):
    value = Estimate(0.75, 0.7, 0.8, 40)
    gain = Estimate(0.02, -0.1, 0.1, 40)
    parts = find("skin_lesion"), None, None, None
    audit = type("Audit", (), {"passed": True, "rows": ()})()
    fields = dict(
        task=parts[0].name, metric="AUROC", model=value, baseline=value,
        gain=gain, num_train=90, num_test=40, provenance="synthetic",
        seconds=1.25, audit=audit,
    )  # fmt: skip
    return running_tasks.TaskResult(**(fields | changes))


def test_running_shows_each_step_and_the_figures(monkeypatch):
    def run(task, variant, progress):
        assert (task.name, variant) == ("skin_lesion", "sample")
        progress("data and card")
        return made()

    monkeypatch.setattr(running_tasks, "run", run)
    monkeypatch.setattr(tasks_command, "_start_quietly", lambda: None)
    monkeypatch.setenv(mode.VARIABLE, "smoke")  # put back afterwards
    words = ("run", "skin_lesion", "--mode", "smoke", "--data", "sample")
    result = medkeras("tasks", *words)
    assert result.exit_code == 0, result.output
    for part in (
        "0.750 [0.700, 0.800] (ResNet)",
        "(logistic regression)",
        "no difference seen",
        "say nothing about patients",
        "90 to learn from, 40 tested",
        "none found",
    ):
        assert part in " ".join(result.output.split())
    console = Console(force_terminal=True, width=200, file=io.StringIO())
    tasks_command.with_progress("skin_lesion", "sample", console)
    assert "100%" in console.file.getvalue()


def test_a_run_without_an_interval_fails_and_says_why(monkeypatch):
    empty = made(model=None, baseline=None, gain=None, note="one patient")
    monkeypatch.setattr(tasks_command, "with_progress", lambda *_: empty)
    monkeypatch.setattr(tasks_command, "_start_quietly", lambda: None)
    result = medkeras("tasks", "run", "skin_lesion")
    assert result.exit_code == 1
    assert "no interval: one patient" in result.output


def test_leaks_are_named(monkeypatch):
    row = type("Row", (), dict(check="twice", passed=False, detail="3 rows"))
    audit = type("Audit", (), {"passed": False, "rows": (row,)})()
    assert "twice: 3 rows" in tasks_command.report(made(audit=audit), 80)
