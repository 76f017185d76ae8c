import json
import sys

import nbformat.v4 as v4
import pytest

from medkeras.book.kernel import (
    CellExecutionError,
    KernelDiedError,
    execute,
)


@pytest.fixture
def run(tmp_path, kernels):
    """What runs some cells, and sees that their kernel is gone."""

    def ran(*sources, environment=None, watch=lambda place, cell: None):
        notebook = v4.new_notebook(cells=[v4.new_code_cell(s) for s in sources])
        try:
            execute(notebook, tmp_path, environment or {}, watch)
        finally:
            assert not kernels()
        return notebook

    return ran


def test_python_folder_and_environment_are_ours(run, tmp_path, monkeypatch):
    # Another Python that took the name python3 must be passed by.
    spec = {"argv": ["/bin/false"], "display_name": "x", "language": "python"}
    other = tmp_path / "jupyter" / "kernels" / "python3"
    other.mkdir(parents=True)
    (other / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    notebook = run(
        "import os, sys\nprint(sys.executable)\nprint(os.getcwd())\n"
        "print(os.environ['PROBE'])",
        environment={"PROBE": "seen"},
    )
    lines = notebook.cells[0].outputs[0].text.split("\n")
    assert lines[:3] == [sys.executable, str(tmp_path), "seen"]


def test_what_runs_before_is_seen_by_cells_and_shown_by_none(tmp_path):
    cells = [v4.new_code_cell("print(first)")]
    notebook, seen = v4.new_notebook(cells=cells), []
    execute(
        notebook, tmp_path, {}, lambda n, cell: seen.append(n), "first = 1; 2"
    )
    assert seen == [0]
    assert [each.text for each in notebook.cells[0].outputs] == ["1\n"]


def test_it_stops_at_the_first_error(run):
    seen = []
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        run("1", "1 / 0", "2", watch=lambda n, cell: seen.append(n))
    assert seen == [0, 1]


def test_a_dead_kernel_is_noticed_with_its_last_words(run):
    source = (
        "import os, sys\nprint('last words', file=sys.__stderr__, flush=True)\n"
        "os._exit(3)"
    )
    with pytest.raises(KernelDiedError, match="last words"):
        run(source)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell script")
@pytest.mark.parametrize(("deaths", "runs"), [(1, True), (3, False)])
def test_a_kernel_that_dies_at_birth_is_tried_again(
    run, tmp_path, monkeypatch, deaths, runs
):
    script = tmp_path / "python"
    script.write_text(
        f"#!/bin/sh\necho x >> {tmp_path}/births\n"
        f"[ $(wc -l < {tmp_path}/births) -le {deaths} ] && exit 1\n"
        f'exec {sys.executable} "$@"\n'
    )
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    if runs:
        run("1")
    else:
        with pytest.raises(KernelDiedError):
            run("1")
    assert (tmp_path / "births").read_text().count("x") == min(deaths + 1, 3)


def test_an_interruption_ends_the_kernel(run):
    def interrupt(place, cell):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run("1", watch=interrupt)


def test_cells_hold_no_notices_and_no_times(run):
    source = (
        "import sys\n"
        "print('I0000 00:00:17.2 9 port.cc:153] oneDNN', file=sys.stderr)\n"
        "print('mine', file=sys.stderr)"
    )
    notebook = run(source)
    text = "".join(o.text for o in notebook.cells[0].outputs)
    assert text == "mine\n"
    assert "execution" not in notebook.cells[0].metadata
