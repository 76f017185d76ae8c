"""Small pieces of MyST Markdown that all generated pages are made of."""

import re
from collections.abc import Iterable, Sequence

# What stays as it is: code, addresses, and equations where they are wanted.
CODE = r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|<https?://[^\s<>]+>"
MATH = r"(?<![\\$])\$(?!\s)[^$]+?(?<!\s)\$(?!\d)"
SPECIAL = re.compile(r"([\\`*_{}\[\]<>$|#~^])")
DOI = re.compile(r"\bdoi:\s?(10\.\d+/[^\s,;`]*[^\s,;.)`])")


def escape(text: str) -> str:
    """Text that shows as it is written, its code and addresses aside."""
    parts, place = [], 0
    for match in re.finditer(CODE, text, flags=re.DOTALL):
        parts += [_plain(text[place : match.start()]), match[0]]
        place = match.end()
    return "".join([*parts, _plain(text[place:])])


def _plain(text: str) -> str:
    """Escaped; a DOI leads where it points."""
    parts, place = [], 0
    for match in DOI.finditer(text):
        parts.append(SPECIAL.sub(r"\\\1", text[place : match.start()]))
        shown = SPECIAL.sub(r"\\\1", match[0])
        parts.append(f"[{shown}](<https://doi.org/{match[1]}>)")
        place = match.end()
    parts.append(SPECIAL.sub(r"\\\1", text[place:]))
    return "".join(parts)


def cell(text: object) -> str:
    """Text for a cell of a table: one line, escaped."""
    return escape(" ".join(str(text).split()))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def fenced(kind: str, body: str, options: Iterable[str] = ()) -> str:
    """A directive or a block of code, fenced by more ticks than it holds."""
    longest = max(map(len, re.findall(r"^ *(`{3,})", body, re.M)), default=2)
    fence = "`" * (longest + 1)
    lines = [f"{fence}{kind}", *options]
    if options and body:
        lines.append("")
    return "\n".join([*lines, *filter(None, [body.strip("\n")]), fence]) + "\n"


def contents(names: Iterable[str]) -> str:
    """A table of contents that the sidebar shows and the page does not."""
    return fenced("{toctree}", "\n".join(names), [":hidden:"])


def paragraphs(*blocks: str) -> str:
    """Blocks with one empty line between, a final newline."""
    kept = [block.strip("\n") for block in blocks if block.strip()]
    return "\n\n".join(kept) + "\n"
