"""How many cores there are to work with."""

import os


def cores() -> int:
    """Processor cores that this process may use.

    Returns:
        Their number.

    Example:
        >>> from medkeras.utils.cores import cores
        >>> cores() >= 1
        True
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
