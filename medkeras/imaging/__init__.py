"""Level 1: images: augmentation and shifts of domain; NumPy and SciPy only."""
