"""A docstring in the book's form as Markdown: its sections and its example."""

import itertools
import re
import textwrap

from medkeras.book.site.pages.markdown import escape, fenced, paragraphs

SECTION = re.compile(
    r"^(Args|Attributes|Returns|Yields|Raises|Example|Reference|Chapter):"
    r"[ \t]*(.*)$"
)
ENTRY = re.compile(r"^(\*{0,2}[\w., `*]+?)\s*:(?:\s+|$)(.*)", re.DOTALL)
LISTS = ("Args", "Attributes", "Raises")


def to_markdown(docstring: str) -> str:
    """Markdown without headings: bold names of sections, lists, the example.

    The chapter that a docstring names is left out: `chapters_in` has it.
    """
    blocks = []
    for name, body in _sections(docstring):
        if not name:
            blocks.append(prose(body))
        elif name == "Example":
            blocks += ["**Example**", fenced("pycon", body)]
        elif name in LISTS:
            blocks += [f"**{name}**", _entries(body)]
        elif name == "Reference":
            blocks += [f"**{name}**", escape(" ".join(body.split()))]
        elif name != "Chapter":
            blocks += [f"**{name}**", prose(body)]
    return paragraphs(*blocks)


def chapters_in(docstring: str) -> list[str]:
    """Numbers of the chapters that a docstring names as its own."""
    named = [body for name, body in _sections(docstring) if name == "Chapter"]
    return [each.strip(" .") for body in named for each in body.split(",")]


def prose(text: str) -> str:
    """Paragraphs and lists, escaped; what is indented is shown as written."""
    shown = []
    blocks = re.split(r"\n[ ]*\n", text.strip("\n"))
    for is_code, group in itertools.groupby(blocks, _is_indented):
        if is_code:
            code = textwrap.dedent("\n\n".join(group))
            shown.append(fenced("text", code))
        else:
            shown += ["\n".join(map(_line, _joined(each))) for each in group]
    return paragraphs(*shown)


def _is_indented(block: str) -> bool:
    return block.startswith("    ")


def _line(line: str) -> str:
    """A line, escaped; one that would start a list stays text."""
    bullet = re.match(r"- ", line)
    start, rest = (line[:2], line[2:]) if bullet else ("", line)
    text = escape(rest)
    return start + re.sub(r"^(\s*)([-+=]|\d+[.)](?=\s))", r"\1\\\2", text)


def _joined(block: str) -> list[str]:
    """Lines of a block, each item of a list, and all text, as one."""
    lines: list[str] = []
    for line in block.split("\n"):
        if lines and not line.startswith("- "):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line.strip())
    return lines


def _entries(body: str) -> str:
    """A list of names, each with what it means."""
    shown = []
    for entry in _hanging(body):
        match = ENTRY.match(entry)
        if match:
            name = match[1].replace("`", "")
            shown.append(f"- `{name}`: {escape(match[2])}")
        else:
            shown.append(f"- {escape(entry)}")
    return "\n".join(shown)


def _hanging(body: str) -> list[str]:
    """Entries of a section; a line further in goes on with the one before."""
    entries: list[str] = []
    for line in body.split("\n"):
        if line.startswith(" ") and entries:
            entries[-1] += " " + line.strip()
        elif line.strip():
            entries.append(line.strip())
    return entries


def _sections(docstring: str) -> list[tuple[str, str]]:
    """Name and dedented body of each section; text before has no name."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in docstring.expandtabs().split("\n"):
        match = SECTION.match(line)
        if match:
            found.append((match[1], [match[2]] if match[2] else []))
        elif found[-1][0] and line and not line.startswith(" "):
            # A section with a text on its own line may go on at the margin.
            goes_on = found[-1][1] and not found[-1][1][-1] == ""
            found += [] if goes_on else [("", [])]
            found[-1][1].append(line)
        else:
            found[-1][1].append(line)
    return [(name, _body(lines)) for name, lines in found if any(lines)]


def _body(lines: list[str]) -> str:
    """Lines without their common margin; the first may stand by itself."""
    first, rest = lines[0], "\n".join(lines[1:])
    if first and not first.startswith(" "):
        return f"{first}\n{textwrap.dedent(rest)}".strip("\n")
    return textwrap.dedent("\n".join(lines)).strip("\n")
