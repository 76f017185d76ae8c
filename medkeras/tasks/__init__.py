"""Level 5: what is asked of medicine's data, each by one call.

from medkeras.tasks import find, run

print(run(find("skin_lesion")))
"""

from medkeras.tasks.coverage import coverage
from medkeras.tasks.effort import Effort
from medkeras.tasks.examples import Examples, Parts
from medkeras.tasks.registry import (
    EMPTY,
    cross,
    find,
    register,
    tasks,
    unregister,
)
from medkeras.tasks.running import TaskResult, judge, loaded, run, split
from medkeras.tasks.tables import CsvTable, read_table
from medkeras.tasks.task import MODALITIES, PURPOSES, Task

__all__ = [
    "EMPTY",
    "MODALITIES",
    "PURPOSES",
    "CsvTable",
    "Effort",
    "Examples",
    "Parts",
    "Task",
    "TaskResult",
    "coverage",
    "cross",
    "find",
    "judge",
    "loaded",
    "read_table",
    "register",
    "run",
    "split",
    "tasks",
    "unregister",
]
