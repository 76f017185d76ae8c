"""How much memory there is to work with."""

from pathlib import Path

import psutil

# A container may have less than its machine (control groups, version 2).
LIMIT = Path("/sys/fs/cgroup/memory.max")
USED = Path("/sys/fs/cgroup/memory.current")


def free_memory() -> int:
    """Memory that a process may still take without another giving up its own.

    Returns:
        Bytes; those of the container where it has a limit of its own.

    Example:
        >>> from medkeras.utils.memory import free_memory
        >>> free_memory() > 0
        True
    """
    free = psutil.virtual_memory().available
    try:
        left = int(LIMIT.read_text()) - int(USED.read_text())
    except (OSError, ValueError):  # no such file, or "max"
        return free
    return max(0, min(free, left))
