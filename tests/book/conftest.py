"""A miniature book: one tiny chapter in a folder of its own."""

import dataclasses
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

HEADER = """\
# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
#   medkeras:
#     objectives: [count to two]
#     data: [pima_diabetes]
#     minutes: 1
#     prerequisites: [the number 1]
#     review_section: "9.1"
# ---

"""

MASTER = (
    HEADER
    + '''\
# %% [markdown]
# # 9.1 Tiny
#
# The root of $x^2 = 2$, and `$code$`.

# %%
import os
from types import SimpleNamespace

from medkeras.book import Record
from medkeras.metrics.estimate import Estimate


def check(name, function):
    try:
        passed = function() == 42
    except NotImplementedError:
        passed = False
    print(name, "right" if passed else "not attempted")
    if not passed and os.environ.get("NBGRADER_EXECUTION"):
        raise AssertionError(name)


# %% [markdown]
# ## 1. An exercise
#
# Return the answer.


# %%
def answer():
    """The answer."""
    ### BEGIN SOLUTION
    secret_of_the_solution = 42
    return secret_of_the_solution
    ### END SOLUTION


# %%
check("9.1-1", answer)

# %% [markdown]
# ## 2. A result

# %%
women = SimpleNamespace(
    name="pima_diabetes",
    variant="sample",
    provenance="real",
    n=768,
    positives=268,
)
record = Record("9_1_tiny", dataset=women)
record.metric(
    name="accuracy",
    model="coin",
    protocol="thrown",
    estimate=Estimate(0.5, 0.4, 0.6, 768),
)
record.claim("tiny-claim", model="coin", metric="accuracy")
record.save().name
'''
)

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+k"
    "cQAAAABJRU5ErkJggg=="
)
TABLE = (
    "<table><thead><tr><th></th><th>a</th></tr></thead><tbody><tr><th>0</th>"
    "<td>1</td></tr></tbody></table>"
)

CLAIMS = """\
claims:
  - id: tiny-claim
    ref: 7
    chapter: "9_1"
    metric: accuracy
    value: 0.97
    data: Pima
    dataset: pima_diabetes
    unit: woman
    n: 768
    stated_in: review
    checked: true
    arithmetic: 745/768
"""


@pytest.fixture(scope="session")
def master_header():
    return HEADER


@pytest.fixture
def mini(tmp_path, monkeypatch):
    """Root of the miniature book, which is the working folder, too."""
    (tmp_path / "solutions" / "9_tiny").mkdir(parents=True)
    (tmp_path / "chapters").mkdir()
    path = tmp_path / "solutions" / "9_tiny" / "9_1_tiny.py"
    path.write_text(MASTER, encoding="utf-8")
    (tmp_path / "chapters" / "claims.yaml").write_text(CLAIMS)
    monkeypatch.chdir(tmp_path)
    for variable in ("MEDKERAS_OUT", "MEDKERAS_DATA", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("MEDKERAS_MODE", "smoke")
    return tmp_path


@pytest.fixture
def master(mini):
    return mini / "solutions" / "9_tiny" / "9_1_tiny.py"


@pytest.fixture
def clone(mini):
    """The miniature book with all folders that an author's clone has."""
    for folder in ("tests", "datasets", "medkeras/exercises"):
        (mini / folder).mkdir(parents=True)
    packages = 'packages = [\n  "medkeras",\n  "medkeras_datasets",\n]\n'
    (mini / "pyproject.toml").write_text(f"[tool.setuptools]\n{packages}")
    return mini


@pytest.fixture
def add_cells(master):
    """Append cells to the master, given as py:percent text."""

    def add(text):
        text = textwrap.dedent(text)
        master.write_text(master.read_text("utf-8") + "\n" + text)

    return add


@pytest.fixture
def shell(mini):
    """Start a program of this environment in the miniature book."""

    def start(*words, **environment):
        scripts = Path(sys.executable).parent
        variables = {**os.environ, "COLUMNS": "200", **environment}
        variables["PATH"] = f"{scripts}{os.pathsep}{variables['PATH']}"
        return subprocess.Popen(
            [scripts / words[0], *words[1:]],
            cwd=mini,
            env=variables,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    return start


@dataclasses.dataclass(frozen=True)
class SmallSite:
    """Two chapters of the book and some pages of each kind, as files.

    `build(words, cache)` builds it once more, `words` added to the first
    chapter's prose, with what the cache of this name knows.
    """

    html: Path
    books: list
    build: Callable[..., Path]


@pytest.fixture(scope="session")
def small_site(tmp_path_factory, root):
    """Built without a kernel: what its cells show is made up."""
    from medkeras.book.chapters import find
    from medkeras.book.site import building
    from medkeras.book.site.pages import api_pages, citation_page
    from medkeras.book.site.pages import data_set_pages as sets

    some = [c for c in sets.catalog() if c.name in ("mitdb", "pima_diabetes")]
    chapters = [find(name, root) for name in ("1", "2.0.1")]
    folder = tmp_path_factory.mktemp("site")

    def build(words="", cache="one"):
        books = [_prepared(each, words) for each in chapters]
        stage = tmp_path_factory.mktemp("stage")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(api_pages, "rooms", lambda: ["medkeras.losses"])
            patch.setattr(sets, "catalog", lambda: some)
            patch.setattr(citation_page, "catalog", lambda: some)
            return building.finished(books, stage, root, folder / cache, "")

    books = [_prepared(each) for each in chapters]
    return SmallSite(build(), books, build)


def _prepared(chapter, words=""):
    from medkeras.book.build import worked_notebook
    from medkeras.book.site.preparation import Prepared, texts

    notebook = worked_notebook(chapter)
    # The beginning, and the exercises at the end, are enough to look at.
    notebook.cells = [
        cell
        for place, cell in enumerate(notebook.cells)
        if place < 16 or "nbgrader" in cell.metadata
    ]
    if words and chapter.number == "1":
        notebook.cells[3].source += f"\n\n{words}"
    return Prepared(chapter, **texts(chapter, _with_outputs(notebook)))


def _with_outputs(notebook):
    """A worked notebook as if it had been run: three outputs of one cell."""
    from nbformat import v4

    figure = {"image/png": PIXEL, "text/plain": "<Figure>"}
    alt = {"image/png": {"alt": "A rising line."}}
    cell = next(c for c in notebook.cells if c.cell_type == "code")
    cell.outputs = [
        v4.new_output("stream", text="what the cell printed\n"),
        v4.new_output("display_data", data=figure, metadata=alt),
        v4.new_output("display_data", data={"text/html": TABLE}),
    ]
    notebook.metadata.medkeras.run = {"mode": "smoke", "seconds": 1.0}
    return notebook
