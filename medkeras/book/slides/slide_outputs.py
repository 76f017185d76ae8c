"""What a cell has shown, cut to what fits on a slide."""

import copy
import re
import textwrap

from bs4 import BeautifulSoup
from nbformat import v4

from medkeras.book.slides.slide_text import opening

MOST_LINES = 15  # of code or of what it printed
COLUMNS = 78
WRAP = {"replace_whitespace": False, "subsequent_indent": "    "}
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def outputs_of(cell):
    """Figures with their captions, and what else a cell has shown."""
    figures, texts = [], []
    for output in cell.get("outputs", []):
        if output.get("name") == "stderr" or output.output_type == "error":
            continue
        if "image/png" in output.get("data", {}):
            alt = output.metadata.get("image/png", {}).get("alt", "")
            figures.append((output, opening(alt, most=200)))
        elif output.output_type == "stream":
            text = ANSI.sub("", output.text)
            if texts and texts[-1].output_type == "stream":
                text = texts.pop().text + text
            texts.append(v4.new_output("stream", text=text))
        elif "text/html" in output.data:
            texts.append(_cut_table(output))
        else:
            texts.append(output)
    for output in texts:
        if output.output_type == "stream":
            output.text = _cut(output.text)
    return figures, texts


def dealt_out(outputs):
    """Groups of outputs of which each fits on a slide."""
    groups, room = [], 0
    for output in outputs:
        if not groups or lines_of(output) > room:
            groups.append([])
            room = MOST_LINES + 1
        groups[-1].append(output)
        room -= lines_of(output)
    return groups


def _cut(text):
    """What was printed, as many lines as fit on a slide."""
    lines = []
    for line in text.rstrip("\n").split("\n"):
        lines += textwrap.wrap(line, COLUMNS, **WRAP) or [""]
    if len(lines) > MOST_LINES:
        rest = len(lines) - MOST_LINES + 1
        lines = [*lines[: MOST_LINES - 1], f"... {rest} more lines"]
    return "\n".join(lines) + "\n"


def _cut_table(output):
    """A table of HTML, as many rows as fit on a slide."""
    soup = BeautifulSoup(output.data["text/html"], features="html.parser")
    rows = soup.select("tr")
    for row in rows[MOST_LINES - 1 :]:
        row.extract()
    if rest := len(rows[MOST_LINES - 1 :]):
        more = soup.new_tag("tr")
        more.append(soup.new_tag("th", string=f"... {rest} more rows"))
        (soup.tbody or soup.table).append(more)
    made = copy.deepcopy(output)
    made.data["text/html"] = str(soup)
    return made


def lines_of(output) -> int:
    """Lines that an output needs."""
    if output.output_type == "stream":
        return output.text.count("\n")
    return 1 + str(output.data.get("text/html", "")).count("<tr")
