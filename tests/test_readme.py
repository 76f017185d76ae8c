"""What the README promises can be typed as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from medkeras.book.command_line import main
from medkeras.data import catalog
from medkeras.utils import mode

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
INSTALL = (
    "python3 -m venv .venv && . .venv/bin/activate && "
    "pip install -r requirements.txt && "
)
WINDOWS = (
    "py -3.11 -m venv .venv; "
    r".venv\Scripts\pip install -r requirements.txt; .venv\Scripts" + "\\"
)
LINES = [line.strip() for line in README.splitlines() if line[:4] == "    "]


def test_the_two_lines_of_a_newcomer_stand_in_this_order():
    begin = [line for line in LINES if line.startswith("python3 -m venv")]
    assert begin == [
        f"{INSTALL}medkeras run 3.2.1",
        f"{INSTALL}python -m pytest",
    ]


def test_each_has_its_windows_form_below_it():
    for command in ("medkeras run 3.2.1", "python -m pytest"):
        place = LINES.index(INSTALL + command)
        assert LINES[place + 1] == WINDOWS + command


def test_every_command_named_exists_with_its_options():
    named = set(re.findall(r"`medkeras ([a-z]+)", README))
    assert named == {
        "run", "data", "ledger", "build", "handout", "course", "doctor", "new",
        "launch", "progress", "site", "tasks",
    }  # fmt: skip
    for command in named:
        result = CliRunner().invoke(main, [command, "--help"])
        assert result.exit_code == 0, command
    text = CliRunner().invoke(main, ["run", "--help"]).output
    for option in set(re.findall(r"`(--[a-z]+)`", README)):
        assert option in text, option
    for command, option in re.findall(
        r"`medkeras ([a-z]+) (--[a-z]+)`", README
    ):
        help_text = CliRunner().invoke(main, [command, "--help"]).output
        assert option in help_text, option


def test_modes_and_budgets_are_those_of_the_package():
    rows = re.findall(r"^\| `(smoke|lesson|full)`.*\|$", README, re.MULTILINE)
    named = [row for row in rows if row in mode.MODES]
    assert named[:3] == list(mode.MODES)
    assert f"`{mode.DEFAULT}` (default)" in README


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_links_and_folders_lead_somewhere(name):
    text = (ROOT / name).read_text("utf-8")
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    folders = re.findall(r"`((?:[a-z_]+/)+)`", text)
    for place in (*links, *folders):
        known = place in ("sample/", "dummy_data/")
        assert known or (ROOT / place).exists(), place


def test_a_fetch_over_the_network_is_told():
    """The tests shut the network; what `auto` does outside is no secret."""
    fetched = [c for c in catalog() if c.facts["full"] == "download"]
    data = README.split("\n## Data\n")[1].split("\n## ")[0]
    assert fetched
    assert "whose card says `full: download`" in " ".join(data.split())
    assert "nothing touches the network" not in README


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_a_newcomer_can_look_up_every_word(name):
    text = (ROOT / name).read_text("utf-8")
    found = re.findall(r"\b(?:floor|room|house|shelves)s?\b", text, re.I)
    assert not found


def test_contributing_has_one_page_for_each_thing():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    pages = text.split("\n## ")[1:]
    assert [page.splitlines()[0] for page in pages] == [
        "An author's day",
        "Add a chapter",
        "Add a model",
        "Add a data set",
        "Add a task",
        "Add an exercise",
        "Let an exercise vary",
        "Add a written question",
        "Add a benchmark",
    ]
    assert all(len(page.splitlines()) <= 45 for page in pages)


def test_what_an_author_is_told_to_type_exists():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    made = set(re.findall(r"medkeras new (\w+)", text))
    assert made == set(main.commands["new"].commands)
    help_text = CliRunner().invoke(main, ["run", "--help"]).output
    named = set(re.findall(r"medkeras run .*?(--\w+)", text))
    assert "--watch" in named
    assert not [option for option in named if option not in help_text]


def test_the_licence_names_both_licences():
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text and "Version 2.0, January 2004" in text
    assert "https://creativecommons.org/licenses/by/4.0/" in text


needs_bash = pytest.mark.skipif(sys.platform == "win32", reason="needs bash")


@pytest.fixture
def there_is_chromium(tmp_path, monkeypatch):
    """In name: a test of the script shall install nothing on a machine."""
    stand_in = tmp_path / "bin" / "chromium"
    stand_in.parent.mkdir()
    stand_in.write_text("#!/bin/sh\n")
    stand_in.chmod(0o755)
    path = f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}"
    monkeypatch.setenv("PATH", path)


@needs_bash
@pytest.mark.usefixtures("there_is_chromium")
@pytest.mark.parametrize("missing", [True, False])
def test_continuous_integration_runs_the_readmes_own_line(tmp_path, missing):
    (tmp_path / ".ci").mkdir()
    script = tmp_path / ".ci" / "run"
    script.write_bytes((ROOT / ".ci" / "run").read_bytes())
    line = "python3 -m venv --help > help.txt && echo pytest ran in $PWD"
    (tmp_path / "README.md").write_text("" if missing else f"    {line}\n")
    out = subprocess.run(
        ["bash", str(script)], capture_output=True, text=True, cwd="/"
    )
    assert out.returncode == (2 if missing else 0), out.stderr
    assert ("pytest ran in" in out.stdout) is not missing
    # In a copy: what lies here is left alone.
    assert not (tmp_path / "help.txt").exists()
    assert str(tmp_path) not in out.stdout


@needs_bash
@pytest.mark.usefixtures("there_is_chromium")
def test_continuous_integration_fails_with_the_tests(tmp_path):
    (tmp_path / ".ci").mkdir()
    script = tmp_path / ".ci" / "run"
    script.write_bytes((ROOT / ".ci" / "run").read_bytes())
    line = (
        "python3 -m venv --help > /dev/null && pytest() { exit 3; } && pytest"
    )
    (tmp_path / "README.md").write_text(f"    {line}\n")
    out = subprocess.run(["bash", str(script)], capture_output=True)
    assert out.returncode == 3
