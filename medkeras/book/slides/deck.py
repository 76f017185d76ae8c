"""A chapter as slides: what is shown in class, one idea a slide.

A heading begins a section. Of a long paragraph the first sentences are shown
and the whole is a speaker's note; a question to predict stands alone; code is
at most fifteen lines, a figure stands alone with its caption.
"""

import ast
import html
import re
from collections.abc import Iterator

import nbformat
from nbformat import v4

from medkeras.book.index import title as title_of
from medkeras.book.slides.slide_outputs import (
    MOST_LINES,
    dealt_out,
    lines_of,
    outputs_of,
)
from medkeras.book.slides.slide_text import (
    blocks,
    is_question,
    opening,
    weight,
)

HIDDEN = "slide-hide-input"  # the tag of cells whose code is not shown
MOST_WEIGHT = 11  # of text a slide, in lines
TAGS = ("slide", "subslide", "fragment", "skip", "notes", "-")
LEFT_OUT = ("references", "the ledger")
EXERCISE = re.compile(r"### ((?:Exercise|Question) \d+: .*)")
NUMBERED = re.compile(r"^\d+\. ")


def tag_of(cell: nbformat.NotebookNode) -> str | None:
    """What a cell's own tag says, such as "skip" of `slide-skip`."""
    for tag in TAGS:
        if f"slide-{tag}" in cell.metadata.get("tags", []):
            return tag
    return None


def deck(notebook: nbformat.NotebookNode, remark: str = "") -> list:
    """The cells of the slides, each with its slide type.

    `remark` is what to say below a figure, such as that data are made up.
    """
    return _Deck(notebook, remark).cells


class _Deck:
    def __init__(self, notebook, remark):
        self.remark = remark
        self.cells, self.section, self.shown = [], "", False
        self.exercises, self.within_exercises = [], False
        self._front(notebook)
        for cell in notebook.cells:
            if tag_of(cell) == "skip" or "nbgrader" in cell.metadata:
                continue
            if tag_of(cell) == "notes":
                self._note(cell.source)
            elif cell.cell_type == "markdown":
                self._text(cell.source)
            elif cell.cell_type == "code" and self.shown:
                self._code(cell)
        self._list_exercises()

    def _front(self, notebook):
        """Title and objectives, from the chapter's own head."""
        facts = notebook.metadata.medkeras
        head, _, tail = title_of(notebook).partition(": ")
        text = f"# {head}\n\n{tail[:1].upper()}{tail[1:]}"
        self._slide(text, "slide", front=True)
        points = "\n".join(f"- {each}" for each in facts["objectives"])
        text = f"## After this chapter you will be able to\n\n{points}"
        self._slide(text, "subslide")

    def _slide(self, text, kind="subslide", front=False):
        cell = v4.new_markdown_cell(text)
        cell.metadata["slideshow"] = {"slide_type": kind}
        if front:
            cell.metadata["slideshow"]["data"] = {"state": "front"}
        self.cells.append(cell)

    def _note(self, text):
        if text.strip():
            self._slide(text, "notes")

    def _begin(self, title):
        """A section; its title stands on each of its slides."""
        self.section = NUMBERED.sub("", title)
        lower = self.section.lower()
        self.within_exercises = lower.startswith("exercise")
        self.shown = not lower.startswith(LEFT_OUT)
        self.fresh = True

    def _title(self):
        kind = "slide" if self.fresh else "subslide"
        self.fresh = False
        return f"## {self.section}", kind

    def _text(self, source):
        """Blocks of a text cell, dealt out to slides."""
        shown, whole = [], []
        for block in blocks(source):
            if block.startswith(("# ", "## ", "### ")):
                self._put(shown, whole)
                shown, whole = [], []
                self._heading(block)
                continue
            if not self.shown or self.within_exercises:
                continue
            if is_question(block):
                self._put(shown, whole)
                shown, whole = [], []
                self._question(block)
                continue
            short = opening(block)
            if shown and sum(map(weight, shown)) + weight(short) > MOST_WEIGHT:
                self._put(shown, whole)
                shown, whole = [], []
            shown.append(short)
            if short != block:
                whole.append(block)
        self._put(shown, whole)

    def _heading(self, block):
        exercise = EXERCISE.match(block)
        if exercise:
            self.exercises.append(exercise[1])
            self.within_exercises = True
        elif block.startswith("## "):
            self._begin(block.removeprefix("## ").strip())
        elif block.startswith("### ") and not self.within_exercises:
            self.section = block.removeprefix("### ").strip()

    def _put(self, shown, whole):
        if shown:
            title, kind = self._title()
            self._slide("\n\n".join([title, *shown]), kind)
            self._note("\n\n".join(whole))

    def _question(self, block):
        title, kind = self._title()
        question = re.sub(r"^> ?", "", block, flags=re.MULTILINE)
        question = question.replace("Your guess:", "").strip()
        question = re.sub(r"\s*Your\s+guess:\s*$", "", question)
        asked = f'<div class="predict">\n\n{question}\n\n</div>'
        self._slide(f"{title}\n\n{asked}", kind)

    def _code(self, cell):
        if self.within_exercises or only_imports(cell.source):
            return
        figures, texts = outputs_of(cell)
        if figures:
            for output, caption in figures:
                self._figure(cell, output, caption)
            self._note(f"```python\n{cell.source}\n```")
        else:
            self._listing(cell.source, texts)
        if figures and texts:
            self._listing("", texts)

    def _figure(self, cell, output, caption):
        title, kind = self._title()
        self._slide(title, kind)
        self._run("", [output])
        said = f'<p class="caption">{html.escape(caption)}</p>'
        if self.remark:
            said += f'\n<p class="remark">{self.remark}</p>'
        self._slide(said, "-")

    def _listing(self, source, outputs):
        """Code, fifteen lines a slide, and what it printed."""
        parts = list(split_code(source)) if source else []
        printed = sum(lines_of(output) for output in outputs)
        for place, part in enumerate(parts):
            title, kind = self._title()
            self._slide(title, kind)
            last = place == len(parts) - 1
            fits = last and part.count("\n") + 1 + printed <= MOST_LINES
            self._run(part, outputs if fits else [])
            if fits:
                return
        for group in dealt_out(outputs):
            title, kind = self._title()
            self._slide(title, kind)
            self._run("", group)

    def _run(self, source, outputs):
        cell = v4.new_code_cell(source, outputs=outputs)
        cell.metadata["slideshow"] = {"slide_type": "-"}
        if not source:
            cell.source, cell.metadata["tags"] = "pass", [HIDDEN]
        self.cells.append(cell)

    def _list_exercises(self):
        if self.exercises:
            points = "\n".join(f"- {each}" for each in self.exercises)
            self._slide(f"## Now you\n\n{points}", "slide")


def only_imports(source: str) -> bool:
    """Whether a cell does nothing but import."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a magic command
        return False
    return all(isinstance(each, ast.Import | ast.ImportFrom) for each in body)


def split_code(source: str, most: int = MOST_LINES) -> Iterator[str]:
    """Parts of at most so many lines, cut between statements if it can be."""
    lines = source.split("\n")
    while len(lines) > most:
        starts = [
            place
            for place in range(most, most // 3, -1)
            if lines[place] and not lines[place][0].isspace()
            and lines[place][0] not in ")]}"
        ]  # fmt: skip
        cut = starts[0] if starts else most
        yield "\n".join(lines[:cut]).rstrip()
        lines = lines[cut:]
    yield "\n".join(lines).strip("\n")
