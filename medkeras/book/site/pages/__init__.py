"""The generated pages of the site, one module a kind, in their order.

Each has `write(source, root, executed)`: it writes MyST Markdown below the
folder of Sphinx's sources and returns the documents for the table of contents.
"""

import importlib
from collections.abc import Callable

KINDS = (
    "data_set_pages",
    "ledger_page",
    "gallery_page",
    "glossary_page",
    "api_pages",
    "status_page",
    "citation_page",
)


def writer(kind: str) -> Callable[..., list[str]]:
    """`write` of a kind, imported only if it is called: that takes seconds."""
    return importlib.import_module(f"{__name__}.{kind}").write
