"""Signals of the body: filters, beats, rhythm; NumPy and SciPy only."""
