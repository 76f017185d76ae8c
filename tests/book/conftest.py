"""A miniature book: one tiny chapter in a folder of its own."""

import base64
import io
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import nbformat
import psutil
import pytest
from PIL import Image

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


def png(width=720, height=360):
    """A grey picture as a notebook stores it."""
    buffer = io.BytesIO()
    Image.new("RGBA", (width, height), "grey").save(buffer, format="PNG")
    return base64.b64encode(buffer.getvalue()).decode()


PNG = png()
PROJECT = """\
[project]
name = "medkeras"
version = "0.1.0"
description = "Tiny: a book"
license = "Apache-2.0"
"""
RECORD = {
    "chapter": "9_1_tiny",
    "mode": "lesson",
    "dataset": {
        "name": "pima_diabetes",
        "variant": "sample",
        "provenance": "real",
        "complete": True,
        "n": 768,
        "positives": 268,
    },
    "metrics": [
        {
            "name": "accuracy",
            "model": "coin",
            "protocol": "thrown",
            "value": 0.5,
            "ci_low": 0.4,
            "ci_high": 0.6,
            "n": 768,
        }
    ],
    "claims": [
        {
            "id": "tiny-claim",
            "published": 0.97,
            "ours": 0.5,
            "ci_low": 0.4,
            "ci_high": 0.6,
            "verdict": "not reproduced: lower here",
            "model": "coin",
            "metric": "accuracy",
            "protocol": "thrown",
        }
    ],
    "seconds": 12.3,
    "peak_memory_mb": 900,
    "versions": {},
    "device": "CPU",
    "date": "2024-02-03",
}


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


@pytest.fixture
def shown(mini, master):
    """The miniature book as the site gets it: built, run, with a record.

    Root, the folder of Sphinx's sources, and the executed notebooks by name.
    """
    from medkeras.book.build import build

    build()
    source, name = mini / "source", master.stem
    notebook = nbformat.read(mini / f"chapters/9_tiny/{name}.ipynb", 4)
    cells = [c for c in notebook.cells if c.cell_type == "code"]
    alt = {"image/png": {"alt": 'Two <lines> that "cross" & part.'}}
    cells[1].outputs = [
        nbformat.v4.new_output("display_data", {"image/png": PNG}, metadata=alt)
    ]
    text = "A **stride** (Gers 2000) is $x^2$ long. See [it](https://example.org/x.ipynb)."
    notebook.cells.append(nbformat.v4.new_markdown_cell(text, id="a-term"))
    executed = mini / "executed.ipynb"
    nbformat.write(notebook, executed)
    (mini / "chapters" / "results").mkdir()
    results = mini / "chapters" / "results" / f"{name}.json"
    results.write_text(json.dumps(RECORD), "utf-8")
    (mini / "pyproject.toml").write_text(PROJECT, "utf-8")
    return mini, source, {name: executed}


@pytest.fixture
def kernels():
    """What lists the kernels that this process started and that live."""

    def found():
        return [
            child
            for child in psutil.Process().children(recursive=True)
            if "ipykernel_launcher" in _words_of(child)
        ]

    return found


def _words_of(process):
    """Its command; none if it has ended and only its parent keeps it."""
    try:
        return " ".join(process.cmdline())
    except (psutil.ZombieProcess, psutil.NoSuchProcess):
        return ""
