"""The lock: exact, universal, complete, and within the stated ranges."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = (ROOT / "pyproject.toml").read_text()
FACTS = tomllib.loads(PROJECT)["project"]
EXTRAS = FACTS["optional-dependencies"]
WANTED = [
    Requirement(text)
    for text in (*FACTS["dependencies"], *chain(*EXTRAS.values()))
]
LINES = [
    line
    for line in (ROOT / "requirements.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
PINS = [Requirement(line) for line in LINES[:-1]]


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def version(pin):
    (exact,) = pin.specifier
    return exact.version


@pytest.mark.parametrize("wanted", WANTED, ids=lambda r: r.name)
def test_the_lock_keeps_to_the_range(wanted):
    pins = [pin for pin in PINS if plain(pin.name) == plain(wanted.name)]
    assert pins, "not in requirements.txt: compile it anew"
    for pin in pins:
        assert wanted.specifier.contains(version(pin))


def test_every_version_is_exact_and_the_book_comes_last():
    assert LINES[-1] == "-e ."
    for pin in PINS:
        assert [s.operator for s in pin.specifier] == ["=="], pin
        assert not pin.url and not pin.extras


def test_the_lock_names_no_host_and_no_folder():
    text = "\n".join(LINES)
    assert not re.search(r"://|@|--|find-links|index", text)
    assert "/" not in text


SYSTEMS = [
    {"sys_platform": system, "platform_system": platform, "os_name": os_name}
    for system, platform, os_name in (
        ("linux", "Linux", "posix"),
        ("darwin", "Darwin", "posix"),
        ("win32", "Windows", "nt"),
    )
]


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda s: s["sys_platform"])
@pytest.mark.parametrize("python", ["3.11", "3.12"])
def test_each_system_gets_one_version_of_each_package(system, python):
    place = {
        **system,
        "python_version": python,
        "python_full_version": f"{python}.1",
    }
    names = [
        plain(pin.name)
        for pin in PINS
        if pin.marker is None or pin.marker.evaluate(place)
    ]
    assert len(set(names)) == len(names)
    assert {"tensorflow", "keras", "nbval"} <= set(names)


def test_the_lock_says_how_it_was_made():
    head = (ROOT / "requirements.txt").read_text().partition("\nabsl")[0]
    assert "uv pip compile --universal" in head
    assert "--all-extras" in head


def test_every_dependency_says_why_it_is_here():
    lines = re.findall(r'^  "[\w.-]+[><=].*$', PROJECT, re.MULTILINE)
    assert len(lines) == len(WANTED)
    assert [line for line in lines if not re.search(r", +# \w+", line)] == []


def test_packages_listed_for_the_build_are_those_that_exist():
    listed = set(tomllib.loads(PROJECT)["tool"]["setuptools"]["packages"])
    ours = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in (ROOT / "medkeras").rglob("__init__.py")
    }
    sets = {
        f"medkeras_datasets.{path.parent.name}"
        for path in (ROOT / "datasets").glob("*/*_dataset_builder.py")
    }
    data = {"medkeras_chapters", "medkeras_datasets"}
    assert listed == ours | sets | data
