"""Each chapter as its reader gets it: run once in smoke mode, then read."""

import base64
import io
import json
import os
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from matplotlib.image import imread
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
CHAPTERS = sorted(
    path
    for path in (ROOT / "chapters").rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)
_executed = {}


def executed(path):
    """Run a student's notebook once for all tests of this file."""
    if path not in _executed:
        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(notebook, timeout=180, kernel_name="python3")
        client.execute(cwd=str(path.parent))
        _executed[path] = notebook
    return _executed[path]


def pictures(notebook):
    """(PNG bytes, metadata) of every picture in the outputs."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                data = base64.b64decode(output["data"]["image/png"])
                yield data, output["metadata"].get("image/png", {})


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_every_figure_shows_something_and_says_what(path):
    found = list(pictures(executed(path)))
    assert 5 <= len(found) <= 10
    for data, metadata in found:
        assert len(metadata.get("alt", "")) >= 20
        pixels = imread(io.BytesIO(data))[..., :3]
        assert np.ptp(pixels) > 0.5
        assert (pixels.reshape(-1, 3) != 1).any(axis=1).mean() > 0.01


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_the_run_leaves_a_record_and_no_exercise_done(path):
    notebook = executed(path)
    record = Path(os.environ["MEDKERAS_OUT"]) / "record.json"
    facts = json.loads(record.read_text())
    assert facts["mode"] == "smoke"
    printed = "".join(
        output.get("text", "")
        for cell in notebook.cells
        if cell.source.startswith("check(")
        for output in cell.outputs
    )
    checks = [c for c in notebook.cells if c.source.startswith("check(")]
    assert printed.count("not attempted") == len(checks) >= 3


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_chapter_reads_in_one_sitting(path):
    notebook = nbformat.read(path, as_version=4)
    texts = [c.source for c in notebook.cells if c.cell_type == "markdown"]
    code = [c.source for c in notebook.cells if c.cell_type == "code"]
    assert texts[0].startswith("# ")
    assert 40 <= len(notebook.cells) <= 85
    assert 1500 <= len(" ".join(texts).split()) <= 3300
    assert max(len(cell.splitlines()) for cell in code) <= 25
    assert any("## References" in text for text in texts)
    assert any("leakage_audit(" in cell for cell in code)
    assert not any("plt.show" in cell for cell in code)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_chapter_says_at_once_what_it_teaches(path):
    notebook = nbformat.read(path, as_version=4)
    objectives = notebook.metadata["medkeras"]["objectives"]
    listed = re.findall(r"^\d+\. ", notebook.cells[0].source, re.MULTILINE)
    assert len(listed) == len(objectives) >= 3


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_every_figure_goes_through_the_one_door(path):
    notebook = nbformat.read(path, as_version=4)
    code = [c.source for c in notebook.cells if c.cell_type == "code"]
    for cell in code:
        drawn = cell.count("figure = visualize.")
        assert drawn == cell.count("visualize.show(figure)"), cell
        assert "matplotlib" not in cell, cell
    assert "figure = visualize." in "".join(code)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_recorded_result_is_from_the_lesson_or_the_full_run(path):
    record = ROOT / "chapters" / "results" / f"{path.stem}.json"
    facts = json.loads(record.read_text())
    assert facts["chapter"] == path.stem
    assert facts["mode"] in ("lesson", "full")
    assert facts["seconds"] > 0
