"""Slides of a chapter: what is shown in class, and how it is cut to fit."""
