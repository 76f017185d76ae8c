import io

import pytest
from rich.console import Console

from medkeras.book.chapters import find
from medkeras.book.failures import ChapterError
from medkeras.book.site import execution
from medkeras.book.site.execution import executed


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def run(mini, cache, monkeypatch):
    """Run the tiny chapter; `run.times` counts the kernels."""

    def once():
        return executed(find("9.1", mini), cache, Console(file=io.StringIO()))

    once.times = 0

    def counted(notebook, folder, environment, watch):
        once.times += 1
        assert environment["MEDKERAS_PROGRESS"] == "off"
        for place, cell in enumerate(notebook.cells):
            watch(place, cell)
            if cell.cell_type == "code":
                cell.execution_count = place
                cell.outputs = [
                    execution.nbformat.v4.new_output("stream", text="out\n")
                ]

    monkeypatch.setattr(execution, "execute", counted)
    return once


def outputs(notebook):
    return [c.outputs for c in notebook.cells if c.cell_type == "code"]


def test_a_chapter_runs_once_and_new_prose_runs_nothing(run, master):
    first = run()
    assert first.metadata.medkeras.run.mode == "smoke"
    master.write_text(master.read_text().replace("The root", "A root"))
    second = run()
    assert run.times == 1
    assert "A root" in second.cells[0].source
    assert outputs(second) == outputs(first)
    assert second.metadata.medkeras.run == first.metadata.medkeras.run


def test_new_code_runs_and_the_old_run_is_forgotten(run, master, cache):
    run()
    master.write_text(master.read_text().replace("== 42", "== 40 + 2"))
    run()
    assert run.times == 2
    assert len(list(cache.glob("*.ipynb"))) == 1


def test_a_run_that_was_cut_off_is_not_believed(run, cache):
    first = run()
    (kept,) = cache.iterdir()
    kept.write_text(kept.read_text()[:200])
    assert outputs(run()) == outputs(first)
    assert run.times == 2


def test_a_kernel_really_runs_the_cells(mini, cache, add_cells):
    add_cells("# %%\nprint(6 * 7)\n")
    chapter = find("9.1", mini)
    notebook = executed(chapter, cache, Console(file=io.StringIO()))
    assert outputs(notebook)[-1][0].text == "42\n"
    assert not list(mini.rglob("record.json"))


def test_a_chapter_that_fails_leaves_its_notebook_and_no_result(
    mini, cache, add_cells
):
    add_cells("# %%\n1 / 0\n")
    with pytest.raises(ChapterError, match="division by zero") as error:
        executed(find("9.1", mini), cache, Console(file=io.StringIO()))
    assert error.value.saved.is_file()
    assert [p.name for p in cache.iterdir()] == ["9_1_tiny.failed.ipynb"]


def test_an_interruption_leaves_nothing(run, cache, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(execution, "execute", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert not list(cache.glob("*"))
