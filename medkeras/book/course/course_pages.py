"""Pages of a course: the syllabus, the dates and the rubric."""

import csv
import io

from medkeras.book.index import chapters_named, prerequisites, title
from medkeras.book.solutions import points_of
from medkeras.book.weeks import Books, Share
from medkeras.exercises import checking

DATE = "YYYY-MM-DD"
SYLLABUS = """\
# Syllabus

Made by `medkeras course init` from the chapters' own heads. `{date}` stands
where a date is still to be set. {minutes} minutes of chapters in {weeks} weeks,
{points} points.

| week | chapter | minutes | you will be able to | exercises due |
|---:|---|---:|---|---|
{rows}
## What each chapter needs

{needs}"""
RUBRIC = """\
# Rubric

For instructors: it says what is wrong in wrong answers. A function earns all
of its points or none, for its check is right or not; the mistakes below are
those that the check knows by name. A written answer is graded by a person.
"""
WRITTEN = """\
### {number} (written): {worth}

- **Full**: the choice of the model answer and its reason.
- **Part**: 1 point for the right choice with a reason that is missing or wrong.
- **None**: another choice, or nothing written.

Model answer:

> {answer}
"""
FUNCTION = """\
### {number}, {title}: {worth}

Objective: {objective}.

- **Full**: right on every problem of the check.
- **Part**: none is given by the check. A person may, where the notebook shows
  one of the known mistakes and the rest is right.
- **None**: not attempted, an error, or wrong on any problem.
"""


def pages(books: Books, plan: list[list[Share]]) -> dict[str, str]:
    """Text by file name, below the course's folder."""
    return {
        "syllabus.md": syllabus(books, plan),
        "instructor/assignments.csv": dates(plan),
        "instructor/rubric.md": rubric(books),
    }


def syllabus(books: Books, plan: list[list[Share]]) -> str:
    """What is read when, what it is for and what must be known before."""
    rows = [_row(week, shares) for week, shares in enumerate(plan, start=1)]
    return SYLLABUS.format(
        date=DATE,
        minutes=sum(book.metadata.medkeras["minutes"] for _, book in books),
        weeks=len(plan),
        points=sum(points_of(book) for _, book in books),
        rows="".join(rows),
        needs="".join(_needs(book, books) for _, book in books),
    )


def _row(week, shares):
    due = [
        f"{each.chapter.number} ({points_of(each.notebook)} points): {DATE}"
        for each in shares
        if each.is_last
    ]
    entries = (
        str(week),
        "; ".join(map(named, shares)),
        str(round(sum(each.minutes for each in shares))),
        "; ".join(each for share in shares for each in share.objectives),
        "; ".join(due),
    )
    return f"| {' | '.join(x.replace('|', chr(92) + '|') for x in entries)} |\n"


def named(share: Share) -> str:
    """The title of a chapter, and which part of it a week has."""
    text = title(share.notebook)
    if share.parts > 1:
        text += f" (part {share.part} of {share.parts})"
    return text


def _needs(book, books):
    needed = prerequisites(book)
    there = {chapter.number for chapter, _ in books}
    outside = [
        number
        for number in dict.fromkeys(chapters_named(" ".join(needed)))
        if number not in there
    ]
    text = f"- **{title(book)}**: {'; '.join(needed) or 'nothing stated'}."
    if outside:
        text += f" Not in this course: chapter {', '.join(outside)}."
    return f"{text}\n"


def dates(plan: list[list[Share]]) -> str:
    """A table of assignments, weeks, points and dates to be set."""
    told = io.StringIO()
    table = csv.writer(told, lineterminator="\n")
    table.writerow(["assignment", "week", "points", "due"])
    for week, shares in enumerate(plan, start=1):
        for each in shares:
            if each.is_last:
                points = points_of(each.notebook)
                table.writerow([each.chapter.name, week, points, DATE])
    return told.getvalue()


def rubric(books: Books) -> str:
    """What full, part and no points mean, in the words of the checks."""
    text = RUBRIC
    known = checking.all_exercises()
    for _, book in books:
        text += f"\n## {title(book)}\n"
        for cell in book.cells:
            facts = cell.metadata.get("nbgrader", {})
            if facts.get("grade"):
                text += f"\n{_criteria(cell, facts, known)}"
    return text


def _criteria(cell, facts, known):
    kind, _, name = facts["grade_id"].partition("-")
    chapter, _, place = name.rpartition("-")
    number = f"{chapter.replace('_', '.')}-{place}"
    points = facts["points"]
    worth = "1 point" if points == 1 else f"{points} points"
    if kind == "answer":
        answer = cell.source.replace("\n", "\n> ")
        return WRITTEN.format(number=number, worth=worth, answer=answer)
    if number not in known:
        return f"### {number}: {worth}\n"
    task = known[number]
    text = FUNCTION.format(
        number=number,
        title=task.title,
        worth=worth,
        objective=task.objective,
    )
    solved = getattr(task.examine, "__self__", None)
    for key, (_, hints) in getattr(solved, "mistakes", {}).items():
        text += f"- Known mistake `{key}`: {hints[0]}\n"
    return text
