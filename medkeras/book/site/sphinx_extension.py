"""What the book adds to Sphinx: equations as MathML, alt texts, links."""

import base64
import hashlib
import json
import re
from pathlib import Path

from docutils import nodes
from myst_nb.sphinx_ext import add_global_html_resources
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from medkeras.book.page import mathml
from medkeras.book.site.html_builder import BookBuilder

MENTION = re.compile(r"(?<=[Cc]hapter )\d(?:\.\d+)*(?![\w.]*\d)")
# Text that is itself a link, a heading or code stays as it is.
OUTSIDE = (nodes.reference, nodes.title, nodes.literal, addnodes.pending_xref)


def setup(app: Sphinx) -> dict:
    """Register all of it; Sphinx calls this."""
    app.add_html_math_renderer(
        "mathml",
        inline_renderers=(_inline_equation, None),
        block_renderers=(_block_equation, None),
    )
    app.add_config_value("medkeras_chapters", {}, "env", types={dict})
    app.add_builder(BookBuilder, override=True)
    app.connect("builder-inited", _write_style_of_cells)
    app.add_transform(_Cells)
    app.add_transform(_Mentions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _write_style_of_cells(app: Sphinx) -> None:
    """At its own time it comes too late for the check sums of a first run."""
    (app.outdir / "_static").mkdir(parents=True, exist_ok=True)
    add_global_html_resources(app, None)


def _inline_equation(translator, node) -> None:
    translator.body.append(mathml(node.astext(), "inline"))
    raise nodes.SkipNode


def _block_equation(translator, node) -> None:
    equation = mathml(node.astext(), "block")
    translator.body.append(f'<div class="math">{equation}</div>\n')
    raise nodes.SkipNode


class _Cells(SphinxTransform):
    """Cells get anchors; figures the alt text that their outputs carry."""

    default_priority = 800

    def apply(self, **kwargs) -> None:
        path = Path(self.env.doc2path(self.env.docname))
        if path.suffix != ".ipynb":
            return
        cells = json.loads(path.read_text("utf-8"))["cells"]
        for node in self.document.findall(nodes.container):
            if node.get("nb_element") == "cell_code":
                cell = cells[node["cell_index"]]
                node["ids"].append(anchor(cell))
                _describe(node, cell)


def anchor(cell: dict) -> str:
    """Name of the place on a chapter's page where a cell is."""
    return f"cell-{cell['id']}"


def _describe(node: nodes.Node, cell: dict) -> None:
    """Alt texts by the hash that myst-nb makes of a picture."""
    texts = {}
    for output in cell["outputs"]:
        for kind, data in output.get("data", {}).items():
            alt = output["metadata"].get(kind, {}).get("alt")
            if kind == "image/png" and alt:
                data = base64.b64decode("".join(data))
                texts[hashlib.sha256(data).hexdigest()] = alt
    for image in node.findall(nodes.image):
        image["alt"] = texts.get(Path(image["uri"]).stem, image.get("alt", ""))


class _Mentions(SphinxTransform):
    """Where a text names a chapter of the site, it links to it."""

    default_priority = 210

    def apply(self, **kwargs) -> None:
        known = self.config.medkeras_chapters
        for text in list(self.document.findall(nodes.Text)):
            if _is_plain(text):
                new = _linked(str(text), known, self.env.docname)
                if len(new) > 1:
                    text.parent.replace(text, new)


def _is_plain(text: nodes.Text) -> bool:
    node = text.parent
    while node is not None:
        if isinstance(node, (*OUTSIDE, nodes.literal_block)):
            return False
        node = node.parent
    return True


def _linked(text: str, known: dict[str, str], own: str) -> list[nodes.Node]:
    """The text in pieces, those that name another chapter as links."""
    found, end = [], 0
    for match in MENTION.finditer(text):
        document = known.get(match[0])
        if document and document != own:
            link = addnodes.pending_xref(
                "",
                nodes.inline("", match[0]),
                refdomain="std",
                reftype="doc",
                reftarget=f"/{document}",
                refexplicit=True,
                refwarn=True,
                refdoc=own,
            )
            found += [nodes.Text(text[end : match.start()]), link]
            end = match.end()
    return [*found, nodes.Text(text[end:])]
