"""Skeletons of files: templates filled with names, and what is left in them.

Where an author has something to write stands `WRITE:` and what. A test of the
book fails as long as one is left: tests/test_left_to_write.py.
"""

from pathlib import Path
from string import Template

TEMPLATES = Path(__file__).parent / "templates"
LEFT = "WRITE:"


def filled(template: str, **names: str) -> str:
    """A template of the package with its names filled in."""
    text = (TEMPLATES / f"{template}.txt").read_text("utf-8")
    return Template(text).substitute(names)


def left_to_write(text: str) -> list[str]:
    """What a file still asks its author for: the line, and what to write."""
    return [
        f"line {number}: write {line.split(LEFT, 1)[1].strip()}"
        for number, line in enumerate(text.split("\n"), start=1)
        if LEFT in line
    ]
