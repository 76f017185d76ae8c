"""Level 4: strategies, seeds, estimators, cross-validation."""
