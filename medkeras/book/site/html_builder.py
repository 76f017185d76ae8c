"""Sphinx's writer of pages, with a search index that survives small changes.

Sphinx reads the index of the last run back from its script, without the
entries of glossary and package; so the next pages would find less.
"""

import json
from collections.abc import Set
from pathlib import Path

from sphinx.builders.html import StandaloneHTMLBuilder

DOCUMENTS = ("_titles", "_filenames", "_all_titles", "_index_entries")
WORDS = ("_mapping", "_title_mapping")


class BookBuilder(StandaloneHTMLBuilder):
    """Keeps all that the index is made of, document by document."""

    @property
    def _kept(self) -> Path:
        return Path(self.doctreedir) / "search.json"

    def load_indexer(self, docnames: Set[str]) -> None:
        """Take over what is known of documents that stay as they are."""
        keep = set(self.env.all_docs).difference(docnames)
        if not keep:
            return
        known = json.loads(self._kept.read_text("utf-8"))
        for name in DOCUMENTS:
            there = {k: v for k, v in known[name].items() if k in keep}
            setattr(self.indexer, name, there)
        for name in WORDS:
            there = {k: keep.intersection(v) for k, v in known[name].items()}
            setattr(self.indexer, name, {k: v for k, v in there.items() if v})

    def dump_search_index(self) -> None:
        """Write the index in one order, whatever was written anew."""
        known = {}
        for name in DOCUMENTS:
            there = dict(sorted(getattr(self.indexer, name).items()))
            setattr(self.indexer, name, there)
            known[name] = there
        for name in WORDS:
            there = getattr(self.indexer, name)
            known[name] = {k: sorted(v) for k, v in there.items()}
        self._kept.write_text(json.dumps(known), "utf-8")
        super().dump_search_index()
