"""Which exercises a learner has solved, chapter by chapter."""

from medkeras.book import chapters, layout
from medkeras.exercises import checking, journal
from medkeras.utils.errors import UsageError


def text(chapter: chapters.Chapter | None, width: int) -> str:
    """The chapters begun, or each exercise of one chapter."""
    if journal.place() is None:  # what was kept before is not read either
        told = f"Nothing is kept: {journal.VARIABLE} is {journal.OFF}."
        return layout.wrapped(told, width)
    done = journal.read()
    exercises = by_chapter()
    if chapter:
        lines = _of_one(chapter, exercises.get(chapter.number, []), done, width)
    else:
        lines = _of_all(exercises, done, width)
    return "\n".join([*lines, *_where(width)])


def by_chapter() -> dict[str, list[checking.Exercise]]:
    """All exercises by the number of their chapter, in the book's order."""
    found: dict[str, list] = {each.number: [] for each in chapters.chapters()}
    for number, task in checking.all_exercises().items():
        found.setdefault(number.rpartition("-")[0], []).append(task)
    for tasks in found.values():
        tasks.sort(key=lambda task: int(task.number.rpartition("-")[2]))
    return found


def forget() -> str:
    """Delete the file, and say so."""
    path = journal.place()
    if path is None or not path.is_file():
        return "nothing was kept"
    try:
        path.unlink()
    except OSError as error:
        raise UsageError(
            f"{path} must be a file that can be deleted. Received: {error}"
        ) from error
    return f"deleted {path}"


def _of_all(exercises, done, width):
    titles = {each.number: each.name for each in chapters.chapters()}
    begun = False
    for number, tasks in exercises.items():
        solved = [
            t for t in tasks if t.number in done and done[t.number].solved
        ]
        tried = [task for task in tasks if task.number in done]
        if not tried:
            continue
        begun = True
        points, most = (sum(t.points for t in each) for each in (solved, tasks))
        state = (
            f"{len(solved)} of {len(tasks)} exercises solved, "
            f"{points} of {most} points"
        )
        name = titles.get(number, "")
        yield layout.wrapped(f"{number:8}{name}: {state}", width, rest=" " * 8)
    if not begun:
        yield "No exercise has been tried yet. Begin with: medkeras run 1"


def _of_one(chapter, tasks, done, width):
    if not tasks:
        yield f"{chapter.name} has no exercises that are checked"
    for task in tasks:
        progress = done.get(task.number)
        state = "not tried"
        if progress:
            times = "try" if progress.tries == 1 else "tries"
            state = f"not yet, {progress.tries} {times}"
            if progress.solved:
                state = f"solved {progress.solved}, {progress.tries} {times}"
        line = f"{task.number}  {task.title}: {state}"
        yield layout.wrapped(line, width, rest="  ")


def _where(width):
    """Where the file is, and one line each on how to stop and delete it."""
    lines = (
        f"Kept in {journal.place()}, on this machine only.",
        f"To keep nothing, set {journal.VARIABLE}={journal.OFF}; in a "
        f"notebook: %env {journal.VARIABLE}={journal.OFF}",
        "To delete it: medkeras progress --forget",
    )
    return ["", *(layout.wrapped(line, width, rest="  ") for line in lines)]
