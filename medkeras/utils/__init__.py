"""Level 0: what every other sub-package may import."""
