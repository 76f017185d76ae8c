"""Slides of a chapter: a notebook with slide types, and a deck of HTML.

The notebook is for RISE, live. The deck is nbconvert's, by reveal.js, whose
files stand in the page itself: neither needs a network.
"""

import copy
import functools
import importlib.util
import re
from pathlib import Path

import nbformat
from nbconvert.exporters.slides import SlidesExporter
from nbformat import v4
from traitlets.config import Config

from medkeras.book.ownership import to_text
from medkeras.book.page import PICTURE, OwnFilters, alone, template_folders
from medkeras.book.slides.deck import HIDDEN, deck, tag_of

HEADING = re.compile(r"#{1,3} ")
CARRIER = "sphinx_revealjs"  # the package that brings reveal.js
TEMPLATE = """\
{%- extends 'index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block jupyter_widgets -%}{%- endblock -%}
{%- block notebook_css -%}
{{ resources.include_css("static/theme-light.css") }}
{%- endblock -%}
{%- block html_head_css -%}
<style>{{ resources.own.style }}</style>
<style>{{ resources.own.deck }}</style>
{%- endblock -%}
{%- block footer_js -%}
{%- if resources.own.script -%}
<script>{{ resources.own.script }}</script>
<script>
// What is still too high for its slide gets smaller, down to three fifths.
function fit() {
  const slide = Reveal.getCurrentSlide();
  const room = Reveal.getConfig().height;
  for (let size = 100; size >= 60; size -= 5) {
    slide.style.fontSize = size + "%";
    if (slide.scrollHeight <= room) break;
  }
}
Reveal.on("ready", fit);
Reveal.on("slidechanged", fit);
Reveal.initialize({
  width: 1280, height: 720, margin: 0.04, center: false, hash: true,
  transition: "none", slideNumber: "c/t", navigationMode: "linear",
  plugins: [RevealNotes],
});
</script>
{%- endif -%}
{%- endblock -%}
"""
STYLE = """
:root { --ink: #1d2733; --soft: #5b6875; --line: #0072b2; }
html, body, main { height: 100%; }
body { background: #fff; margin: 0; }
.reveal { font-family: "Source Sans 3", "Helvetica Neue", Arial, sans-serif;
  font-size: 32px; color: var(--ink); }
.reveal .slides { text-align: left; }
.reveal .slides section { box-sizing: border-box; padding: 10px 24px 0; }
.reveal h1 { font-size: 2.1em; line-height: 1.15; margin: 4.2em 0 .5em; }
.reveal h1 + p { font-size: 1.25em; color: var(--soft); max-width: 24em; }
.reveal h2 { font-size: 1.25em; line-height: 1.2; margin: 0 0 .8em;
  padding-bottom: .25em; border-bottom: 3px solid var(--line); }
.reveal p, .reveal li { line-height: 1.4; margin: 0 0 .55em; }
.reveal p, .reveal ul, .reveal ol { max-width: 40em; }
.reveal ul, .reveal ol { margin: 0; padding-left: 1.1em; display: block; }
.reveal li::marker { color: var(--line); }
.reveal code { font-size: .88em; }
.reveal pre { font: 24px/1.4 "Source Code Pro", "DejaVu Sans Mono", Menlo,
  Consolas, monospace; width: auto; margin: 0; box-shadow: none;
  white-space: pre; overflow: hidden; }
.reveal pre code { font-size: 1em; }
.jp-InputArea pre { background: #f4f6f8; border-left: 4px solid var(--line);
  padding: 14px 18px; }
.reveal .jp-OutputArea-output pre { padding: 14px 22px; color: var(--ink);
  white-space: pre-wrap; }
.jp-RenderedImage { text-align: center; }
.reveal .jp-RenderedImage img { width: 1190px; height: 490px; margin: 0;
  object-fit: contain; max-width: none; max-height: none; }
.reveal .caption { font-size: .62em; color: var(--soft); text-align: center;
  margin: .5em auto 0; max-width: 70em; }
.reveal .remark { font-size: .55em; text-align: center; color: #8a3b00;
  margin: .3em auto 0; max-width: none; font-weight: 600; }
.reveal .predict { margin: 3em auto 0; max-width: 30em; padding: 1em 1.3em;
  font-size: 1.15em; background: #eef5fa; border-left: 6px solid var(--line); }
.reveal table { font-size: .72em; border-collapse: collapse; margin: 0 auto; }
.reveal table, .reveal th, .reveal td { border: 0 none; }
.reveal th, .reveal td { padding: .28em .7em; border-bottom: 1px solid #d5dbe1;
  text-align: left; vertical-align: top; }
.reveal blockquote { margin: 0; width: auto; padding: .4em 1em;
  border-left: 4px solid #d5dbe1; box-shadow: none; font-style: normal; }
.reveal math[display="block"] { margin: .6em 0; font-size: 1.1em; }
.jp-Prompt, .jp-InputPrompt, .jp-OutputPrompt, .anchor-link { display: none; }
.reveal .slide-number { background: none; color: var(--soft); font-size: 16px;
  right: auto; left: 16px; }
"""
SCROLLED = """
section section { min-height: 92vh; border-bottom: 1px solid #ccc; }
aside.notes { display: none; }
@media print { section section { break-after: page; min-height: 0; } }
"""
NO_REVEAL = (
    "Note: slides scroll instead of turning: reveal.js comes with "
    "`pip install 'medkeras[site]'`"
)


def slides(
    name: str, notebook: nbformat.NotebookNode, remark: str = ""
) -> dict[str, str]:
    """Text by ending: ".ipynb" for RISE, ".html" to show.

    `remark` stands below each figure.
    """
    shown = with_slides(notebook)
    for cell in shown.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return {".ipynb": to_text(shown), ".html": html(notebook, name, remark)}


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
    if tag_of(cell):
        return tag_of(cell)
    if "nbgrader" in cell.metadata:
        return "skip"
    if cell.cell_type == "markdown" and HEADING.match(cell.source):
        return "subslide" if cell.source.startswith("### ") else "slide"
    return "-"


def html(notebook: nbformat.NotebookNode, name: str, remark: str = "") -> str:
    """The deck of a chapter as one page that needs no network."""
    book = v4.new_notebook(cells=deck(notebook, remark))
    folders = template_folders()
    exporter = _Exporter(
        config=Config(
            {"TagRemovePreprocessor": {"remove_input_tags": [HIDDEN]}}
        ),
        raw_template=TEMPLATE + PICTURE,
        extra_template_basedirs=folders,
        extra_template_paths=folders,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    files = reveal() or {"script": "", "style": SCROLLED}
    resources = {"metadata": {"name": name}, "own": files | {"deck": STYLE}}
    text, _ = exporter.from_notebook_node(book, resources)
    return alone(text)


@functools.cache
def reveal() -> dict[str, str] | None:
    """Scripts and style of reveal.js; None where nothing brings it."""
    found = importlib.util.find_spec(CARRIER)
    if found is None:
        return None
    folder = Path(found.origin).parent / "_static" / "revealjs"
    scripts = [
        (folder / name).read_text("utf-8").replace("</script", "<\\/script")
        for name in ("dist/reveal.js", "plugin/notes/notes.js")
    ]
    style = (folder / "dist" / "reveal.css").read_text("utf-8")
    return {"script": "\n".join(scripts), "style": style}


class _Exporter(OwnFilters, SlidesExporter):
    """nbconvert's, with the book's equations and alt texts."""
