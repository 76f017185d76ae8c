"""Grading: answers run in a process of their own, away from the checks."""
