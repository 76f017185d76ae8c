import tomllib
from pathlib import Path

import pytest

from medkeras.book.new.skeletons import filled, left_to_write

ROOT = Path(__file__).parents[2]


def test_names_are_filled_in_and_equations_stay():
    text = filled("chapter", number="9.1", name="n", title="T", section="9")
    assert "# # 9.1 T\n" in text
    assert "$x$" in text and "$$p = " in text
    assert "{review}" in text


def test_a_name_that_is_not_given_is_a_mistake():
    with pytest.raises(KeyError):
        filled("chapter", number="9.1")


def test_what_is_left_is_told_by_line():
    text = "a\n# WRITE: the title\nx = 1  # WRITE: a number\nwrite: no\n"
    assert left_to_write(text) == [
        "line 2: write the title",
        "line 3: write a number",
    ]


def test_an_installed_package_has_the_templates():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    data = project["tool"]["setuptools"]["package-data"]
    for room, folder in (("new", "templates"), ("launch", "cluster_files")):
        place = ROOT / "medkeras" / "book" / room
        patterns = data[f"medkeras.book.{room}"]
        listed = {path for each in patterns for path in place.glob(each)}
        assert listed == set((place / folder).iterdir())
