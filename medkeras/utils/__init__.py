"""Level 0: what every other level may lean on."""
