"""Text for terminals of any width: lines end between words, never in one."""

import shutil
import textwrap
from collections.abc import Mapping, Sequence

NARROWEST = 20


def width() -> int:
    """Columns of the terminal; COLUMNS decides, 80 where nobody knows."""
    return max(shutil.get_terminal_size().columns, NARROWEST)


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> str:
    """A text in lines of at most `width`, but for words that are longer."""
    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def block(heading: str, fields: Mapping[str, str], width: int) -> str:
    """A heading and its named fields, those that are empty left out."""
    lines = [wrapped(heading, width, rest="  ")]
    shown = {name: text for name, text in fields.items() if text}
    margin = max(map(len, shown), default=0) + 4
    for name, text in shown.items():
        first = f"  {name}".ljust(margin)
        lines.append(wrapped(text, width, first, " " * margin))
    return "\n".join(lines)


def row(text: str, figures: Sequence[str], widths: Sequence[int], width: int):
    """A line of a table: text on the left, figures flush right beside it.

    None where a word of the text is longer than the room left for it.
    """
    right = "".join(
        f"  {figure:>{place}}"
        for figure, place in zip(figures, widths, strict=True)
    )
    room = width - len(right)
    if room <= 4 or max(map(len, text.split()), default=0) > room - 2:
        return None
    first, *more = wrapped(text, room, "  ", "    ").split("\n")
    return "\n".join([first.ljust(room) + right, *more])
