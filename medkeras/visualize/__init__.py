"""Every plot of the book: arrays in, figures with alt text out."""

from medkeras.visualize.agreements import agreements
from medkeras.visualize.architecture import architecture
from medkeras.visualize.base import (
    PALETTE,
    alt_of,
    describe,
    new_figure,
    show,
)
from medkeras.visualize.coverage import coverage
from medkeras.visualize.decisions import calibration_and_threshold
from medkeras.visualize.estimates import estimates, ladder
from medkeras.visualize.films import films
from medkeras.visualize.gradients import gradient_by_steps
from medkeras.visualize.lines import lines
from medkeras.visualize.matrix import matrix
from medkeras.visualize.outlines import outlines
from medkeras.visualize.patients import measurements_by_outcome
from medkeras.visualize.pictures import pictures
from medkeras.visualize.points import points
from medkeras.visualize.reading_map import reading_map
from medkeras.visualize.signals import signals

__all__ = [
    "PALETTE",
    "agreements",
    "alt_of",
    "architecture",
    "calibration_and_threshold",
    "coverage",
    "describe",
    "estimates",
    "films",
    "gradient_by_steps",
    "ladder",
    "lines",
    "matrix",
    "measurements_by_outcome",
    "new_figure",
    "outlines",
    "pictures",
    "points",
    "reading_map",
    "show",
    "signals",
]
