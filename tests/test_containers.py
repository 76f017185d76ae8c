"""The files that make a machine for the book: a container, Binder, an editor.

Nothing is built here: what they name exists, and fits what the book needs.
"""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PYTHON = SpecifierSet(PROJECT["requires-python"])
DEVCONTAINER = json.loads(
    (ROOT / ".devcontainer" / "devcontainer.json").read_text()
)
DOCKERFILE = ROOT / ".devcontainer" / "Dockerfile"


def instructions(text):
    """(keyword, the rest) of a Dockerfile, continued lines joined."""
    text = re.sub(r"\\\n\s*", " ", text)
    lines = [line for line in text.splitlines() if line and line[0] != "#"]
    return [tuple(line.split(None, 1)) for line in lines]


STEPS = instructions(DOCKERFILE.read_text())


def of(keyword):
    return [rest for name, rest in STEPS if name == keyword]


@pytest.mark.parametrize("image", [*of("FROM"), DEVCONTAINER["image"]])
def test_an_image_names_a_python_that_the_book_supports(image):
    version = re.search(r"python:(\d+\.\d+)", image)[1]
    assert PYTHON.contains(f"{version}.1")


def test_binder_takes_a_python_that_the_book_supports():
    name, version = (
        (ROOT / ".binder" / "runtime.txt").read_text().strip().split("-")
    )
    assert name == "python"
    assert PYTHON.contains(f"{version}.1")


def test_binder_installs_what_the_book_is_tested_with():
    lines = (ROOT / ".binder" / "requirements.txt").read_text().splitlines()
    (named,) = [line for line in lines if line and line[0] != "#"]
    path = ROOT / ".binder" / named.removeprefix("-r ")
    assert path.resolve() == ROOT / "requirements.txt"
    # Two folders for Binder exclude each other.
    assert not (ROOT / "binder").exists()


@pytest.mark.parametrize("command", [DEVCONTAINER["postCreateCommand"],
                                     *of("RUN")])  # fmt: skip
def test_a_command_installs_from_a_file_that_exists(command):
    for name in re.findall(r"-r (\S+)", command):
        assert (ROOT / name).is_file()


def test_the_container_runs_jupyter_without_being_root():
    assert any("-r requirements.txt" in run for run in of("RUN"))
    keywords = [name for name, _ in STEPS]
    assert keywords[-2:] == ["EXPOSE", "CMD"]
    assert keywords.index("USER") < keywords.index("COPY")
    (user,) = of("USER")
    assert int(user) > 0, "root"
    assert f"--uid {user} " in of("RUN")[0]
    assert of("EXPOSE") == ["8888"]
    (words,) = map(json.loads, of("CMD"))
    assert words[:2] == ["jupyter", "lab"]
    assert any(each.startswith("jupyterlab>") for each in
               PROJECT["optional-dependencies"]["book"])  # fmt: skip
    assert (ROOT / words[-1]).is_dir()


def test_the_readme_starts_it_with_the_same_commands():
    told = re.findall(r"^#   (docker .*)$", DOCKERFILE.read_text(), re.M)
    assert len(told) == 2
    readme = (ROOT / "README.md").read_text()
    for line in told:
        assert f"    {line}\n" in readme


def test_what_runs_leave_stays_out_of_the_image():
    left = set((ROOT / ".dockerignore").read_text().split())
    assert {".git", ".venv", "runs"} <= left
    for name in ("medkeras", "chapters", "datasets", "requirements.txt"):
        assert name not in left
