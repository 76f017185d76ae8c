"""A chapter that failed, told so that its reader or author can act on it."""

from pathlib import Path

import nbformat

from medkeras.book.kernel import CellExecutionError, KernelDiedError
from medkeras.utils.errors import DataError, UsageError

# Errors of a cell whose message is one line for the person at the keyboard.
FOR_THE_READER = (UsageError.__name__, DataError.__name__)


class ChapterError(Exception):
    """A cell failed or the kernel died: its code, why, where, and the file.

    `advice` is the message of a UsageError, which a reader can act on
    without code and traceback; empty for any other failure.
    """

    def __init__(
        self,
        source: str,
        trace: str,
        section: str,
        saved: Path,
        advice: str = "",
    ):
        super().__init__(advice or trace.strip().split("\n")[-1])
        self.source, self.trace = source, trace
        self.section, self.saved = section, saved
        self.advice = advice


def failure_of(
    error: CellExecutionError | KernelDiedError,
    cell: nbformat.NotebookNode | None,
    section: str,
    saved: Path,
) -> ChapterError:
    """What a reader is told of a cell that failed; None: of no cell yet."""
    advice, source = "", cell.source if cell else ""
    if isinstance(error, KernelDiedError):
        trace = (
            f"{error}\nThe kernel died here: its process was killed (for "
            "want of memory?) or crashed."
        )
    else:
        trace = (_trace(cell) if cell else "") or str(error)
        if error.ename in FOR_THE_READER:
            advice = " ".join(error.evalue.split())
    return ChapterError(source, trace, section, saved, advice)


def _trace(cell: nbformat.NotebookNode) -> str:
    errors = [o for o in cell.outputs if o.output_type == "error"]
    return "\n".join(errors[-1].traceback) if errors else ""
