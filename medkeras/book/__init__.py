"""Level 7: build, run, record and ledger; the `medkeras` command."""

from medkeras.book.record import Record

__all__ = ["Record"]
