"""The registry: all tasks, and what crossing them leaves empty."""

from medkeras.tasks import chemistry, genomes, images, records, signals, texts
from medkeras.tasks.task import MODALITIES, PURPOSES, Task
from medkeras.utils.errors import UsageError, nearest

_BUILT_IN = (
    *records.TASKS,
    *images.TASKS,
    *signals.TASKS,
    *texts.TASKS,
    *genomes.TASKS,
    *chemistry.TASKS,
)
_tasks = {task.name: task for task in _BUILT_IN}

# Why a field of the cross has no task: what would have to be there first.
EMPTY = {
    ("image", "prognosis"): "A picture foretells something only where people "
    "were followed after it. The book's sets of pictures end on the day of "
    "the picture; ADNI goes on, for those with an account, and its phantom "
    "draws no later years.",
    ("text", "diagnosis"): "Notes with a diagnosis beside them are private: "
    "the sets that hold them ask for credentials. The abstracts of "
    "ncbi_disease and bc5cdr name diseases, but no patient who has one. "
    "Chapter 4.6.7 is to treat made-up notes.",
    ("text", "prognosis"): "As for diagnosis, and more so: the notes and what "
    "became of the patient would be needed. Chapter 3.3.1 reads records as "
    "sentences, but their words are codes, which counts as EHR.",
    ("genome", "operations"): "Running a sequencing laboratory (swapped "
    "samples, contamination, queues) leaves files that none of the book's "
    "open sets holds.",
    ("molecule", "diagnosis"): "A molecule is a remedy here, not a patient. "
    "Where molecules in a body tell a disease, they are columns of a table: "
    "alzheimer_proteins, under EHR.",
    ("molecule", "prognosis"): "A structure alone has no course of time. What "
    "becomes of a patient who takes it is found in trials and records, which "
    "none of the book's sets of molecules holds.",
}


def tasks(modality: str | None = None, purpose: str | None = None):
    """The tasks of the registry.

    Args:
        modality: only these; None for all.
        purpose: only these; None for all.

    Returns:
        A tuple of `Task`, by modality, then purpose, then as registered.

    Raises:
        UsageError: no such modality or purpose.

    Example:
        >>> from medkeras.tasks import tasks
        >>> [task.name for task in tasks("text", "operations")]
        ['false_post']

    Chapter: 3.4.1
    """
    _check("modality", modality, MODALITIES)
    _check("purpose", purpose, PURPOSES)
    chosen = [
        task
        for task in _tasks.values()
        if modality in (None, task.modality) and purpose in (None, task.purpose)
    ]
    return tuple(sorted(chosen, key=_place))


def find(name: str) -> Task:
    """A task by its name.

    Args:
        name: as `medkeras tasks` lists it.

    Returns:
        The task.

    Raises:
        UsageError: no such task; the nearest names are offered.

    Example:
        >>> from medkeras.tasks import find
        >>> find("skin_lesion").dataset
        'ham10000'

    Chapter: 3.4.1
    """
    if not isinstance(name, str) or name not in _tasks:
        hint = nearest(str(name), _tasks) or "; `medkeras tasks` lists them"
        raise UsageError(f"no task is called {name!r}{hint}")
    return _tasks[name]


def register(task: Task) -> Task:
    """Add a task of your own, for as long as Python runs.

    Args:
        task: with a name that no other task has.

    Returns:
        The task itself.

    Raises:
        UsageError: no task, or a name that is taken.

    Example:
        >>> import dataclasses
        >>> from medkeras.tasks import find, register, unregister
        >>> mine = dataclasses.replace(find("skin_lesion"), name="my_lesions")
        >>> register(mine).name
        'my_lesions'
        >>> unregister("my_lesions")

    Chapter: 3.4.1
    """
    if not isinstance(task, Task):
        raise UsageError(f"`task` must be a Task. Received: {task!r}")
    if task.name in _tasks:
        raise UsageError(
            f"a task is called {task.name!r} already: choose another name"
        )
    _tasks[task.name] = task
    return task


def unregister(name: str) -> None:
    """Take a task of your own out again.

    Args:
        name: of a task that was registered.

    Raises:
        UsageError: no such task, or one of the book.

    Example:
        >>> from medkeras.tasks import unregister
        >>> unregister("skin_lesion")
        Traceback (most recent call last):
        ...
        medkeras.utils.errors.UsageError: skin_lesion belongs to the book:
        only your own tasks can be taken out

    Chapter: 3.4.1
    """
    if find(name) in _BUILT_IN:
        raise UsageError(
            f"{name} belongs to the book: only your own tasks can be taken out"
        )
    del _tasks[name]


def cross() -> dict[tuple[str, str], tuple[Task, ...]]:
    """Each modality with each purpose, and the tasks that stand there.

    Returns:
        Tuples of tasks by (modality, purpose); empty ones, too, whose reason
        is in `EMPTY`.

    Example:
        >>> from medkeras.tasks import EMPTY, cross
        >>> all(found or pair in EMPTY for pair, found in cross().items())
        True

    Chapter: 3.4.1
    """
    return {
        (modality, purpose): tasks(modality, purpose)
        for modality in MODALITIES
        for purpose in PURPOSES
    }


def _place(task):
    return MODALITIES.index(task.modality), PURPOSES.index(task.purpose)


def _check(field, value, allowed):
    if value is not None and value not in allowed:
        raise UsageError(
            f"`{field}` must be one of {', '.join(allowed)}. Received: "
            f"{value!r}{nearest(str(value), allowed)}"
        )
