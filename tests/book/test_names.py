"""Documented names of the package, and what a chapter uses of them."""

import nbformat
import pytest

from medkeras.book.site.pages.books import books
from medkeras.book.site.pages.names import names_of, rooms, used_by


@pytest.fixture(scope="module")
def known():
    return [*names_of("medkeras.metrics"), *names_of("medkeras.utils")]


def test_rooms_are_the_sub_packages():
    assert {"medkeras.metrics", "medkeras.models"} <= set(rooms())
    assert "medkeras.__init__" not in rooms()


def test_a_name_is_documented_public_and_listed_once(known):
    found = [name.full for name in known]
    assert "medkeras.metrics.classification.auroc" in found
    assert len(found) == len(set(found))
    assert not [each for each in found if each.split(".")[-1][0] == "_"]
    assert "medkeras.utils.files.write_atomically" in found
    assert all(">>>" in name.value.__doc__ for name in known)
    assert found == sorted(found[:1] + found[1:], key=lambda n: found.index(n))


def test_an_exported_name_stands_where_one_imports_it_from():
    found = {name.short: name.module for name in names_of("medkeras.data")}
    assert found["load"] == "medkeras.data"
    assert found["Card"] == "medkeras.data"


@pytest.mark.parametrize(
    "code, used",
    [
        ("from medkeras.metrics.classification import auroc as a", ["auroc"]),
        (
            "from medkeras.metrics import classification as c\nc.brier(1)",
            ["brier"],
        ),
        ("from medkeras.utils import mode\nmode.pick(1)", ["pick"]),
        ("from medkeras.nowhere import auroc", []),
        ("%matplotlib inline", []),
        ("import numpy", []),
        ("from sklearn.metrics import accuracy_score", []),
    ],
)
def test_what_a_chapter_uses(shown, known, code, used):
    root, _, executed = shown
    (path,) = executed.values()
    notebook = nbformat.read(path, 4)
    notebook.cells = [nbformat.v4.new_code_cell(code)]
    nbformat.write(notebook, path)
    (book,) = books(root, executed)
    assert [name.short for name in used_by(book, known)] == used
