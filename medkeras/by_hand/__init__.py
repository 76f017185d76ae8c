"""Level 1: the textbook's NumPy versions, readable as their equations."""
