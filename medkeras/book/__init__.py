"""Level 7: build, run, record and ledger; the `medkeras` command."""

from medkeras.book.reading_order import Entry, book_map, read_before
from medkeras.book.record import Record

__all__ = ["Entry", "Record", "book_map", "read_before"]
