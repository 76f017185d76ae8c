"""Slides of a chapter: a notebook with slide types, and one page of HTML.

Neither needs a network. The notebook carries the metadata that nbconvert's
slides exporter and RISE read; the page scrolls and prints a slide at a time
by the browser alone, for reveal.js is no part of what is installed.
"""

import copy
import re

import nbformat
from bs4 import BeautifulSoup

from medkeras.book.ownership import to_text
from medkeras.book.page import page

HEADING = re.compile(r"#{1,3} ")
TAGS = ("slide", "subslide", "fragment", "skip", "notes", "-")
STYLE = """
.slide { min-height: 92vh; padding: 2vh 0; border-bottom: 1px solid #ccc;
  scroll-snap-align: start; }
html { scroll-snap-type: y proximity; font-size: 130%; }
@media print { .slide { break-after: page; border: 0; min-height: 0; } }
"""


def slides(notebook: nbformat.NotebookNode, name: str) -> dict[str, str]:
    """Text by ending: ".ipynb" for RISE and nbconvert, ".html" to show."""
    shown = with_slides(notebook)
    return {".ipynb": to_text(shown), ".html": _html(shown, name)}


def with_slides(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy whose cells say on which slide they are.

    A heading begins a slide, other cells go on; exercises and their checks
    are left out. A tag of the master's, such as `slide-skip`, decides.
    """
    made = copy.deepcopy(notebook)
    made.metadata.medkeras.pop("sealed", None)
    for cell in made.cells:
        cell.metadata["slideshow"] = {"slide_type": slide_type(cell)}
    for cell in made.cells:  # the slides are not for handing in
        cell.metadata.pop("nbgrader", None)
    return made


def slide_type(cell: nbformat.NotebookNode) -> str:
    """How a cell begins: a slide of its own, "-" to go on, or "skip"."""
    for tag in TAGS:
        if f"slide-{tag}" in cell.metadata.get("tags", []):
            return tag
    if "nbgrader" in cell.metadata:
        return "skip"
    if cell.cell_type == "markdown" and HEADING.match(cell.source):
        return "subslide" if cell.source.startswith("### ") else "slide"
    return "-"


def _html(shown, name):
    """The book's own page of a chapter, its cells gathered into slides."""
    kept = copy.deepcopy(shown)
    kept.cells = [
        cell
        for cell in kept.cells
        if _kind(cell) not in ("skip", "notes") and cell.source.strip()
    ]
    soup = BeautifulSoup(page(kept, name), features="html.parser")
    elements = soup.select(".jp-Cell")
    section = None
    for cell, element in zip(kept.cells, elements, strict=True):
        if section is None or _kind(cell) in ("slide", "subslide"):
            section = soup.new_tag("section", attrs={"class": "slide"})
            element.insert_before(section)
        section.append(element.extract())
    style = soup.new_tag("style")
    style.string = STYLE
    soup.head.append(style)
    return str(soup)


def _kind(cell):
    return cell.metadata["slideshow"]["slide_type"]
