"""A new exercise: its cells in the chapter, its check, its wrong answers."""

import json
import re
import textwrap
from pathlib import Path

from medkeras.book import chapters, masters
from medkeras.book.new.additions import Addition
from medkeras.book.new.naming import require_name, title_of
from medkeras.book.new.skeletons import filled
from medkeras.utils.errors import UsageError

NUMBER = re.compile(r"(?P<chapter>\d+(?:\.\d+)*)-(?P<place>[1-9]\d*)")
SUMMARY = re.compile(r"^# %% \[markdown\]\n(?=# ## Summary$)", re.MULTILINE)
RESERVED = ("check", "np", "pd")  # what the cells beside it use
UNUSED = "  # noqa: F401 - no exercise yet"  # in the skeleton of a chapter
WIDTH = 80


def new_exercise(number: str, name: str, root: Path) -> Addition:
    """Cells before the chapter's summary, and a module with the check."""
    match = NUMBER.fullmatch(number)
    if match is None:
        raise UsageError(
            "an exercise has the number of its chapter and its own, as in "
            f"3.1.4-1. Received: {number!r}"
        )
    require_name(name, "an exercise", RESERVED)
    chapter = _chapter(match["chapter"], root)
    master = chapter.master.read_text("utf-8")
    if re.search(rf"(?:check\(|ANSWER ).?{re.escape(number)}\b", master):
        raise UsageError(
            f"each exercise has a number of its own. Received: {number}, "
            f"which {chapter.name} has"
        )
    if re.search(rf"^def {name}\(", master, re.MULTILINE):
        raise UsageError(
            f"each exercise has a function of its own. Received: {name}, "
            f"which {chapter.name} defines"
        )
    names = {
        "number": number,
        "place": match["place"],
        "name": name,
        "title": title_of(name),
        "chapter": chapter.number,
        "heading": title_of(name),
        "objective": _objective(chapter.master),
    }
    stem = f"chapter_{chapter.number.replace('.', '_')}"
    checks = root / "medkeras" / "exercises" / f"{stem}_{name}.py"
    new = {checks: filled("exercise_check", **names)}
    wrong = root / "tests/exercises/wrong_answers" / f"{stem}.py"
    if not wrong.exists():
        new[wrong] = filled("wrong_answers", **names)
    cells = _with_cells(master, filled("exercise_cells", **names), chapter)
    following = f"python -m pytest tests/exercises -k {number}"
    return Addition(new, following, {chapter.master: cells})


def _chapter(number: str, root: Path) -> chapters.Chapter:
    for chapter in chapters.chapters(root):
        if chapter.number == number:
            return chapter
    raise UsageError(
        "an exercise needs its chapter first: `medkeras new chapter "
        f"{number} NAME`. Received: {number}, which has none"
    )


def _objective(master: Path) -> str:
    """The chapter's first objective as a constant, in lines of the book."""
    text = masters.read(master).metadata.medkeras.objectives[0]
    quoted = json.dumps(str(text), ensure_ascii=False)
    line = f"OBJECTIVE = {quoted}"
    if len(line) <= WIDTH:
        return line
    if len(quoted) + 4 <= WIDTH:
        return f"OBJECTIVE = (\n    {quoted}\n)"
    pieces = textwrap.wrap(str(text), WIDTH - 10)
    ends = [" "] * (len(pieces) - 1) + [""]
    lines = [
        "    " + json.dumps(piece + end, ensure_ascii=False)
        for piece, end in zip(pieces, ends, strict=True)
    ]
    return "\n".join(["OBJECTIVE = (", *lines, ")"])


def _with_cells(master: str, cells: str, chapter: chapters.Chapter) -> str:
    places = [match.start() for match in SUMMARY.finditer(master)]
    if len(places) != 1:
        raise UsageError(
            f"{chapter.name} needs one text cell that begins with "
            f"`## Summary`, where its exercises end. Received: {len(places)}"
        )
    text = master[: places[0]] + cells + master[places[0] :]
    return text.replace(UNUSED, "")
