"""Floor 6: exercises, their checks and hints, one module a chapter."""
