"""Where slides take their outputs from, and what they say of them."""

import copy

import pytest
from nbformat import v4
from rich.console import Console

from medkeras.book.build import notebooks
from medkeras.book.chapters import find
from medkeras.book.ownership import to_text
from medkeras.book.slides import slide_figures
from medkeras.book.slides.slide_figures import has_figures, remark, with_outputs

PHANTOM = "vein_reflux: synthetic data (a phantom), 9 patients. synthetic: ..."
REAL = "pima_diabetes: real data, 768 women (sample, shipped with the book)"


@pytest.fixture(scope="module")
def book():
    chapter = find("3.2.1")
    return chapter, *notebooks(chapter)


def ran(notebook, text):
    made = copy.deepcopy(notebook)
    for cell in made.cells:
        if cell.cell_type == "code":
            cell.outputs = [v4.new_output("stream", text=text)]
    return made


def stored(root, name, notebook):
    path = root / "runs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_text(notebook), "utf-8")


def outputs(notebook):
    return {
        output.text
        for cell in notebook.cells
        if "nbgrader" not in cell.metadata
        for output in cell.get("outputs", [])
    }


def taken(book, root, run=False):
    return with_outputs(book[0], book[2], root, run, Console(quiet=True))


def test_the_fullest_run_of_the_same_code_is_taken(book, tmp_path):
    chapter, worked, student = book
    assert outputs(taken(book, tmp_path)[0]) == set()
    name = f"{chapter.name}-smoke/{chapter.name}.ipynb"
    stored(tmp_path, name, ran(student, "smoke"))
    made, told = taken(book, tmp_path)
    assert outputs(made) == {"smoke"} and "short run" in told
    other = ran(worked, "other code")
    other.cells[3].source += "\n1"
    place = f"site-cache/executed/{chapter.name}-lesson-"
    stored(tmp_path, f"{place}0.ipynb", other)
    (tmp_path / "runs" / f"{place}1.ipynb").write_text("broken")
    assert outputs(taken(book, tmp_path)[0]) == {"smoke"}
    stored(tmp_path, f"{place}2.ipynb", ran(worked, "lesson"))
    made, told = taken(book, tmp_path)
    assert outputs(made) == {"lesson"} and told == ""


def test_no_answer_comes_along(book, tmp_path):
    chapter, worked, _ = book
    place = f"site-cache/executed/{chapter.name}-lesson-2.ipynb"
    stored(tmp_path, place, ran(worked, "x"))
    made, _ = taken(book, tmp_path)
    for cell in made.cells:
        assert "nbgrader" not in cell.metadata or not cell.get("outputs")
        assert "BEGIN SOLUTION" not in cell.source


def test_a_run_is_made_in_smoke_mode_if_asked_for(book, tmp_path, monkeypatch):
    from medkeras.book.site import execution
    from medkeras.utils import mode

    monkeypatch.setenv(mode.VARIABLE, "lesson")
    seen = []

    def executed(chapter, cache, console):
        seen.append((mode.name(), cache))
        return ran(book[1], "new")

    monkeypatch.setattr(execution, "executed", executed)
    made, told = taken(book, tmp_path, run=True)
    cache = tmp_path / "runs/site-cache/executed"
    assert seen == [("smoke", cache)] and mode.name() == "lesson"
    assert outputs(made) == {"new"} and told == slide_figures.SHORT


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        (REAL, ""),
        (PHANTOM, "Made-up data of vein_reflux say nothing"),
        (
            PHANTOM + PHANTOM.replace("vein_reflux", "pima_diabetes"),
            "Made-up data say nothing about patients.",
        ),
    ],
)
def test_made_up_data_are_called_so(book, printed, told):
    made = ran(book[2], printed)
    assert remark(made, "lesson").startswith(told)
    assert bool(remark(made, "lesson")) == bool(told)
    assert slide_figures.SHORT in remark(made, "smoke")
    assert not has_figures(made)
