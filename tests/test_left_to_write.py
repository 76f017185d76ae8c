"""Nothing of a skeleton is left: its author has written every part."""

from pathlib import Path

import pytest

from medkeras.book.new.skeletons import left_to_write

ROOT = Path(__file__).parents[1]
# Where `medkeras new` writes.
PLACES = (
    "solutions/*/*.py",
    "datasets/**/*.py",
    "datasets/**/*.md",
    "datasets/**/*.bib",
    "medkeras/exercises/*.py",
    "tests/datasets/*.py",
    "tests/exercises/wrong_answers/*.py",
)
FILES = sorted({path for place in PLACES for path in ROOT.glob(place)})


def name_of(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nothing_is_left_to_write(path):
    left = left_to_write(path.read_text("utf-8"))
    assert not left, "\n".join([f"{name_of(path)}:", *left])
