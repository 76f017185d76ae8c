"""A course for nbgrader: its folder, its pages, and the trial of its checks."""
