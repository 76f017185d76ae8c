"""Level 5: what is asked of medicine's data, each by one call.

    from medkeras.tasks import find, run

    print(run(find("skin_lesion")))
"""

from medkeras.tasks.examples import Examples, Parts
from medkeras.tasks.registry import (
    EMPTY,
    cross,
    find,
    register,
    tasks,
    unregister,
)
from medkeras.tasks.running import Effort, TaskResult, judge, loaded, run, split
from medkeras.tasks.task import MODALITIES, PURPOSES, Task

__all__ = [
    "EMPTY",
    "Effort",
    "Examples",
    "MODALITIES",
    "PURPOSES",
    "Parts",
    "Task",
    "TaskResult",
    "cross",
    "find",
    "judge",
    "loaded",
    "register",
    "run",
    "split",
    "tasks",
    "unregister",
]
