"""What a chapter shows, looked at while nbval runs it: no second run.

A pytest plugin that `conftest.py` registers. After the cells of a student's
notebook it adds an item of its own that reads their outputs.
"""

import base64
import io
import json
import os
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from medkeras.book.notices import without_notices

ROOT = Path(__file__).parents[1]
WARNED = re.compile(r"WARNING|Warning:")  # TensorFlow's, and Python's
FEWEST_FIGURES, MOST_FIGURES = 5, 11  # one of them the network's drawing


class Outputs(pytest.Item):
    """The outputs of all cells of a notebook, once nbval has run them."""

    def runtest(self):
        cells = self.parent.shown_cells
        for cell in cells:
            assert cell.test_outputs is not None, f"{cell.name} did not run"
        check_figures(pictures(cells))
        check_text(cells)
        check_exercises(cells)
        check_record(out_of(self.path) / "record.json", self.path.stem)

    def reportinfo(self):
        return self.path, 0, f"{self.path.name}: what it shows"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Leave out a reader's own notebooks, add a look at each chapter's."""
    arranged, of_reader = [], []
    for position, item in enumerate(items):
        if not is_cell(item):
            arranged.append(item)
            continue
        if not has_master(item.path):
            of_reader.append(item)
            continue
        arranged.append(item)
        following = items[position + 1] if position + 1 < len(items) else None
        is_last = following is None or following.parent is not item.parent
        if is_last and item.path.is_relative_to(ROOT / "chapters"):
            cells = [each for each in items if each.parent is item.parent]
            item.parent.shown_cells = cells
            arranged.append(Outputs.from_parent(item.parent, name="outputs"))
    items[:] = arranged
    if of_reader:
        config.hook.pytest_deselected(items=of_reader)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Chapters run side by side: each writes its record to its own folder."""
    if is_cell(item):
        os.environ["MEDKERAS_OUT"] = str(out_of(item.path))


def is_cell(item):
    return type(item).__name__ == "IPyNbCell"


def has_master(path):
    """Copies and own notebooks may do as they like."""
    return (ROOT / "solutions" / path.parent.name / f"{path.stem}.py").exists()


def out_of(path):
    return Path(os.environ["MEDKERAS_TEST_FOLDER"]) / "out" / path.stem


def pictures(cells):
    """(PNG bytes, metadata) of every picture in the outputs."""
    for cell in cells:
        for output in cell.test_outputs:
            if "image/png" in output.get("data", {}):
                data = base64.b64decode(output["data"]["image/png"])
                yield data, output["metadata"].get("image/png", {})


def check_figures(found):
    """Every figure shows something and says what."""
    found = list(found)
    few_enough = FEWEST_FIGURES <= len(found) <= MOST_FIGURES
    assert few_enough, f"{len(found)} figures"
    for data, metadata in found:
        assert len(metadata.get("alt", "")) >= 20, "no alt text"
        pixels = imread(io.BytesIO(data))[..., :3]
        assert np.ptp(pixels) > 0.5, "a pale figure"
        inked = (pixels.reshape(-1, 3) != 1).any(axis=1)
        assert inked.mean() > 0.01, "a nearly blank figure"


def check_text(cells):
    """No warning of a library stands on a page."""
    for cell in cells:
        lines = without_notices(text_of(cell, "stderr")).splitlines()
        warned = [line for line in lines if WARNED.search(line)]
        assert not warned, f"{cell.name}: {warned[0]}"


def check_exercises(cells):
    """A stub is told apart from a wrong answer."""
    checks = [
        cell
        for cell in cells
        if cell.cell.metadata.get("nbgrader", {}).get("grade")
    ]
    assert len(checks) >= 3, f"{len(checks)} checks; a chapter has 3"
    for cell in checks:
        said = text_of(cell, "stdout")
        assert "not attempted" in said, f"{cell.cell.source}: {said}"


def check_record(path, chapter):
    """The run leaves a record of its own chapter."""
    facts = json.loads(path.read_text("utf-8"))
    found = (facts["chapter"], facts["mode"])
    assert found == (chapter, "smoke"), f"a record of {found}"


def text_of(cell, stream):
    shown = [o for o in cell.test_outputs if o.get("name") == stream]
    return "".join(output["text"] for output in shown)
