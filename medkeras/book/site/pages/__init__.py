"""The generated pages of the site, one module a kind, in their order.

Each has `write(source, root, executed)`: it writes MyST Markdown below the
folder of Sphinx's sources and returns the documents for the table of contents.
"""

from medkeras.book.site.pages import (
    api_pages,
    citation_page,
    data_set_pages,
    gallery_page,
    glossary_page,
    ledger_page,
    status_page,
)

KINDS = (
    data_set_pages,
    ledger_page,
    gallery_page,
    glossary_page,
    api_pages,
    status_page,
    citation_page,
)
