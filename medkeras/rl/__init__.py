"""Level 5: decisions in a row, and what they are worth."""
