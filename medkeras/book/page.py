"""A run chapter as one HTML page that needs nothing else, no network."""

import html
import importlib.metadata
import re
from pathlib import Path

import latex2mathml.converter
import nbformat
from bs4 import BeautifulSoup
from nbconvert.exporters.html import HTMLExporter
from nbconvert.filters.markdown_mistune import (
    IPythonRenderer,
    MarkdownWithMath,
)

PICTURE = """\
{%- block data_png scoped -%}
<div class="jp-RenderedImage jp-OutputArea-output">
<img src="data:image/png;base64,{{ output.data['image/png'] | escape_html }}"
 alt="{{ output | get_metadata('alt', 'image/png') | alt_text }}">
</div>
{%- endblock -%}
"""
# nbconvert's page without what it would fetch, and with alt texts.
TEMPLATE = """\
{%- extends 'index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block jupyter_widgets -%}{%- endblock -%}
{%- block html_head_css -%}
<style>
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
math[display="block"] { overflow: auto hidden; margin: 0.8rem 0; }
</style>
{%- endblock -%}
"""
FETCHED = "script[src], link[href], iframe, img[src^=http]"


def page(notebook: nbformat.NotebookNode, name: str) -> str:
    """HTML of a notebook with its figures, equations and styles inside."""
    folders = template_folders()
    exporter = _Exporter(
        raw_template=TEMPLATE + PICTURE,
        extra_template_basedirs=folders,
        extra_template_paths=folders,
    )
    text, _ = exporter.from_notebook_node(
        notebook, {"metadata": {"name": name}}
    )
    return alone(text)


def alone(text: str) -> str:
    """HTML without what it would fetch; of a picture its alt text is left."""
    soup = BeautifulSoup(text, features="html.parser")
    for element in soup.select(FETCHED):
        element.replace_with(element.get("alt") or "")
    return str(soup)


def template_folders() -> list[str]:
    """Where nbconvert's own files are, which it looks for below sys.prefix.

    An environment that borrows packages from another has no copy there.
    """
    for file in importlib.metadata.files("nbconvert") or ():
        if file.parts[-2:] == ("lab", "index.html.j2"):
            place = Path(file.locate()).resolve()
            return [str(place.parents[1])] if place.exists() else []
    return []


def mathml(latex: str, display: str) -> str:
    """An equation as MathML, which browsers draw by themselves."""
    # A line break in the source is a space in LaTeX.
    latex = re.sub(r"\s+", " ", latex).strip()
    try:
        converted = latex2mathml.converter.convert(latex, display=display)
    # The converter has no common error class, and a reader with the source
    # of an equation is better off than one without a page.
    except Exception:
        return f"<code>{html.escape(latex)}</code>"
    label = html.escape(latex, quote=True)
    return converted.replace("<math ", f'<math aria-label="{label}" ', 1)


class _Renderer(IPythonRenderer):
    """Markdown whose equations become MathML; code is left alone."""

    def block_math(self, body: str) -> str:
        return mathml(body, "block")

    def inline_math(self, body: str) -> str:
        return mathml(body, "inline")

    def latex_environment(self, name: str, body: str) -> str:
        return mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")


class OwnFilters:
    """Equations as MathML and alt texts, for an exporter of nbconvert."""

    def default_filters(self):
        """Those of nbconvert, and two of the book."""
        yield from super().default_filters()
        yield "markdown2html", _markdown
        yield "alt_text", _alt_text


class _Exporter(OwnFilters, HTMLExporter):
    """The page's: nothing but the filters differs."""


def _markdown(source: str) -> str:
    renderer = _Renderer(escape=False, exclude_anchor_links=True)
    return MarkdownWithMath(renderer=renderer).render(source)


def _alt_text(text: str | None) -> str:
    return html.escape(text or "a figure without a description", quote=True)
