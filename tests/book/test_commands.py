"""Errors meant for a person are one line, and close names are offered."""

import errno
import subprocess
import sys

import pytest
from click.testing import CliRunner

from medkeras.book import commands, doctor
from medkeras.book.command_line import main


@pytest.fixture
def medkeras(mini):
    def call(*words):
        return CliRunner().invoke(main, words, env={"COLUMNS": "200"})

    return call


def test_choices_offer_the_nearest(medkeras):
    result = medkeras("run", "9.1", "--mode", "lessen")
    assert result.exit_code == 2
    assert "Did you mean: lesson?" in result.stderr
    result = medkeras("ledgr")
    assert result.exit_code == 2
    assert "ledger" in result.stderr


def full_disk():
    raise OSError(errno.ENOSPC, "No space left on device", "a/b.csv")


def full_disk_in_tensorflow():
    try:
        raise ValueError("ResourceExhausted: x; No space left on device")
    except ValueError as error:
        raise RuntimeError("Failed to finalize writing") from error


def no_permission():
    raise PermissionError(errno.EACCES, "Permission denied", "a/b.csv")


@pytest.mark.parametrize(
    ("refuse", "expected"),
    [
        (full_disk, "a/b.csv: No space left on device: free some, or choose"),
        (full_disk_in_tensorflow, "No space left on device: free some"),
        (no_permission, "a/b.csv: Permission denied"),
    ],
)
def test_what_the_system_refuses_is_one_line(
    medkeras, monkeypatch, refuse, expected
):
    monkeypatch.setattr(doctor, "examine", refuse)
    result = medkeras("doctor")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {expected}")
    assert result.stderr.count("\n") == 1


def test_a_package_that_is_not_installed_is_named(medkeras, monkeypatch):
    def missing():
        import nothing_of_this_name  # noqa: F401

    monkeypatch.setattr(doctor, "examine", missing)
    result = medkeras("doctor")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: this command needs nothing_of_this_name, which is not "
        'installed: pip install "medkeras[book]"\n'
    )


@pytest.mark.parametrize(
    "bug",
    [
        RuntimeError("a bug"),
        ModuleNotFoundError("no name"),
        ModuleNotFoundError("x", name="medkeras.book.nothing"),
    ],
)
def test_an_error_of_the_books_own_keeps_its_traceback(
    medkeras, monkeypatch, bug
):
    def broken():
        raise bug

    monkeypatch.setattr(doctor, "examine", broken)
    assert medkeras("doctor").exception is bug


def test_ctrl_c_exits_with_130(medkeras, monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(doctor, "examine", interrupted)
    result = medkeras("doctor")
    assert result.exit_code == 130
    assert "Interrupted" in result.stderr


IMPORTED = """
import sys
from rich import console
from medkeras.book import command_line
class Stop(console.Console):
    def __init__(self, **words):  # it is made when all is imported
        print(*sorted(sys.modules.keys() & {"jsonschema", "lark"}))
        raise SystemExit
console.Console = Stop
command_line.main(["run", "2.1.1", "--mode", "smoke"])
"""


def test_a_run_makes_no_grammar_of_web_addresses():
    """`lark` does, two seconds long, where jsonschema finds it."""
    words = [sys.executable, "-c", IMPORTED]
    out = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert out.stdout.strip() == "jsonschema", out.stderr


def test_a_module_that_was_spared_can_be_imported_later(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with commands.absent("colorsys"):
        with pytest.raises(ImportError):
            import colorsys
    import colorsys

    with commands.absent("colorsys"):
        assert sys.modules["colorsys"] is colorsys
