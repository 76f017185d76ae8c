"""Level 2: scores, their intervals, and what a published score allows."""
