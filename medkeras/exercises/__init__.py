"""Level 6: exercises, their checks and hints, one module a chapter."""

from medkeras.exercises.checking import CheckFailed, check

__all__ = ["CheckFailed", "check"]
