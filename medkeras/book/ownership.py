"""Whose a file is: made by the build and unchanged, or a reader's work.

The build seals what it makes: the metadata of a notebook hold the hashes of
its own content, worked and student's alike, so that nbgrader, which passes
metadata on, makes the same bytes. A text file carries its hash in a comment.
What has no seal or does not fit it is a reader's, and is never touched.
"""

import copy
import enum
import hashlib
import json
import os
import re
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
CELL_METADATA = ("deletable", "editable", "nbgrader")
COMMENT = re.compile(r"<!-- made by `medkeras build`: (?P<seal>\w+) -->\n\Z")


class State(enum.StrEnum):
    """What a path of the build holds, in the words a reader is told."""

    MISSING = "missing"
    FRESH = "fresh"
    STALE = "stale: its master has changed"
    ORPHAN = "no master makes it any more"
    RAN = "only outputs differ"
    CHANGED = "you changed it"
    UNKNOWN = "not made by the build"


# The build may write or remove these; all others belong to a reader.
OURS = (State.MISSING, State.STALE, State.ORPHAN)


def cell_id(chapter: str, place: int, cell_type: str) -> str:
    """Stable where the text changes, different from chapter to chapter."""
    return _hash(f"{chapter}/{place}/{cell_type}")[:12]


def to_text(notebook: nbformat.NotebookNode) -> str:
    """A notebook as nbgrader would write it, with a final newline."""
    text, _ = NotebookExporter().from_notebook_node(notebook)
    return text.rstrip("\n") + "\n"


def seal(part: str, **notebooks: nbformat.NotebookNode) -> None:
    """Write the hashes of a chapter's notebooks, by folder, into each."""
    seals = {folder: _seal(each) for folder, each in notebooks.items()}
    for each in notebooks.values():
        each.metadata.medkeras.sealed = {"part": part, **seals}


def sealed_text(text: str) -> str:
    """A Markdown text with its hash in a comment at the end."""
    return f"{text}\n<!-- made by `medkeras build`: {_hash(text)[:32]} -->\n"


def state(path: Path, wanted: str | None) -> State:
    """What is at a path, where the build would write `wanted`, or nothing."""
    if not os.path.lexists(path):
        return State.MISSING
    text = _read(path)
    if text is not None and text == wanted:
        return State.FRESH
    untouched = State.ORPHAN if wanted is None else State.STALE
    if text is not None and path.suffix == ".md":
        match = COMMENT.search(text)
        if match is None:
            return State.UNKNOWN
        own = sealed_text(text[: match.start() - 1]) == text
        return untouched if own else State.CHANGED
    notebook = _parse(text)
    if notebook is None or not _belongs(notebook, path):
        return State.UNKNOWN
    bare = _bare(notebook, path.stem)
    if _seal(bare) != _seals(notebook).get(path.parents[1].name):
        return State.CHANGED
    return untouched if to_text(bare) == text else State.RAN


def is_current(path: Path, wanted: str) -> bool:
    """Whether a sealed notebook was made from the master as it is now."""
    found, new = _parse(_read(path)), _parse(wanted)
    return found is not None and _seals(found) == _seals(new)


def _read(path: Path) -> str | None:
    """Text with "\\n", however the clone was checked out; None if not text."""
    try:
        return path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return None


def _parse(text: str | None) -> dict | None:
    try:
        notebook = nbformat.from_dict(json.loads(text or ""))
        for cell in notebook.cells:
            if isinstance(cell.source, list):
                cell.source = "".join(cell.source)
            cell.cell_type, cell.metadata  # noqa: B018
        return notebook if "metadata" in notebook else None
    except (ValueError, AttributeError, TypeError):
        return None


def _seals(notebook: nbformat.NotebookNode) -> dict:
    facts = notebook.metadata.get("medkeras")
    seals = facts.get("sealed") if isinstance(facts, dict) else None
    return seals if isinstance(seals, dict) else {}


def _belongs(notebook: nbformat.NotebookNode, path: Path) -> bool:
    """A copy under another name or in another folder is a reader's own."""
    if _seals(notebook).get("part") != path.parent.name:
        return False
    return notebook.metadata.medkeras.get("chapter") == path.stem


def _bare(notebook: nbformat.NotebookNode, chapter: str):
    """What a person writes, without what Jupyter adds on running it."""
    cells = []
    for place, cell in enumerate(notebook.cells):
        kept = {
            "cell_type": cell.cell_type,
            "id": cell_id(chapter, place, cell.cell_type),
            "metadata": {
                key: value
                for key, value in cell.metadata.items()
                # JupyterLab may write the default, `editable: true`.
                if key in CELL_METADATA and value is not True
            },
            "source": cell.source,
        }
        if cell.cell_type == "code":
            kept |= {"execution_count": None, "outputs": []}
        if cell.get("attachments"):
            kept["attachments"] = cell.attachments
        cells.append(kept)
    metadata = {
        "kernelspec": KERNEL,
        "language_info": {"name": "python"},
        "medkeras": notebook.metadata.medkeras,
    }
    return nbformat.from_dict(
        {
            "cells": cells,
            "metadata": metadata,
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def _seal(notebook: nbformat.NotebookNode) -> str:
    unsealed = copy.deepcopy(notebook)
    unsealed.metadata.medkeras.pop("sealed", None)
    return _hash(json.dumps(unsealed, sort_keys=True))[:32]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
