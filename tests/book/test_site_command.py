import subprocess
import sys

import pytest
from click.testing import CliRunner

from medkeras.book import site_command
from medkeras.book.command_line import main
from medkeras.book.failures import ChapterError
from medkeras.book.site import building


@pytest.fixture
def call(mini, monkeypatch):
    """Call the command with a builder that only notes what is asked."""

    def build(chapters, out, console):
        building.require_free(out)
        call_command.asked = [each.number for each in chapters], out
        return building.Site(out, 3, 2_500_000)

    monkeypatch.setattr(building, "build_site", build)

    (mini / "claims").mkdir()
    (mini / "claims" / "mine.txt").touch()

    def call_command(*words):
        return CliRunner().invoke(main, ["site", *words])

    return call_command


def test_it_says_what_was_built_and_where(call, mini):
    result = call("--mode", "smoke")
    assert result.exit_code == 0
    assert result.output == "3 pages, 2.5 MB: runs/site/index.html\n"
    assert call.asked == (["9.1"], mini / "runs" / "site")


def test_lesson_is_the_mode_unless_told_otherwise(call, monkeypatch):
    import os

    monkeypatch.delenv("MEDKERAS_MODE")
    assert call().exit_code == 0
    assert os.environ["MEDKERAS_MODE"] == "lesson"


def test_chapters_are_chosen_by_number_or_name_in_reading_order(call):
    assert call("--chapters", "tiny, 9.1").exit_code == 0
    assert call.asked[0] == ["9.1"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--chapters", "9.2"], "no such chapter"),
        (["--chapters", ""], "no such chapter"),
        (["--mode", "full"], "'full' is not one of"),
        (["--out", "chapters/claims.yaml"], "is a file"),
        (["--out", "chapters/site"], "not one of the book's own"),
        (["--out", "claims"], "--out must be a new or empty folder"),
    ],
)
def test_bad_input_is_one_line(call, words, line):
    result = call(*words)
    assert result.exit_code == 2
    assert line in result.output
    assert "Traceback" not in result.output


def test_without_its_packages_it_names_what_to_install(call, monkeypatch):
    monkeypatch.setattr(site_command, "NEEDED", ("sphinx", "not_there_1"))
    result = call()
    assert result.exit_code == 2
    assert "needs not_there_1: install" in result.output
    assert "medkeras[site]" in result.output


def test_a_chapter_that_fails_is_shown_and_ends_it(call, monkeypatch, mini):
    def fails(chapters, out, console):
        raise ChapterError("1 / 0", "ZeroDivisionError", "1. Here", mini / "x")

    monkeypatch.setattr(building, "build_site", fails)
    result = call()
    assert result.exit_code == 1
    assert "1. Here" in result.output


SLOW = ("tensorflow", "scipy", "pandas", "sklearn", "matplotlib", "lark")
IMPORTED = f"""
import sys
from rich import console
from medkeras.book import chapters, command_line
class Stop(console.Console):
    def __init__(self, **words):  # it is made when all is imported
        print(*sorted(sys.modules.keys() & {set(SLOW)}))
        raise SystemExit
console.Console = Stop
command_line.main(["site", "--mode", "smoke"])
"""


def test_what_takes_seconds_to_import_waits_until_it_is_needed():
    """A changed sentence needs none of it."""
    words = [sys.executable, "-c", IMPORTED]
    out = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert (out.returncode, out.stdout.strip()) == (0, ""), out.stderr
