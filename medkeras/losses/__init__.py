"""Level 2: what a network is asked to make small."""
