"""Curves over a common axis: training, lags, sizes, spent budgets."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from medkeras.utils.errors import UsageError
from medkeras.visualize.base import PALETTE, describe, new_figure
from medkeras.visualize.input_validation import named, pair

# Shapes tell the curves apart where colours do not.
STYLES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)))


def lines(
    series: Mapping[str, tuple],
    x_label: str,
    y_label: str,
    title: str,
    log_x: bool = False,
    log_y: bool = False,
    reference: tuple[str, float] | None = None,
) -> Figure:
    """Draw one curve for each name, with a band where one is given.

    Args:
        series: (x, y) or (x, y, low, high) by name, arrays of one length;
            low and high bound a shaded band.
        x_label: of the horizontal axis, with its unit.
        y_label: of the vertical axis, with its unit.
        title: of the figure.
        log_x: horizontal axis in powers of ten.
        log_y: vertical axis in powers of ten; values of 0 are left out.
        reference: name and value of a horizontal line to compare with.

    Returns:
        A figure whose alt text says where each curve begins and ends.

    Raises:
        UsageError: nothing to draw, or arrays that do not fit each other.

    Example:
        >>> from medkeras.visualize import alt_of, lines
        >>> figure = lines(
        ...     {"training": ([1, 2], [0.7, 0.3])}, "epoch", "loss", "A fit")
        >>> alt_of(figure)
        'A fit. loss against epoch: training from 0.7 at 1 to 0.3 at 2.'

    Chapter: 2.0.1
    """
    named("series", series)
    figure, axes = new_figure()
    words = []
    for number, (name, curve) in enumerate(series.items()):
        x, y, *band = pair(name, *curve)
        color = PALETTE[number % len(PALETTE)]
        # one style further in each round of colours: no pair comes twice
        style = STYLES[(number + number // len(PALETTE)) % len(STYLES)]
        axes.plot(x, y, color=color, linestyle=style, label=name)
        if band:
            axes.fill_between(x, *band, color=color, alpha=0.2, linewidth=0)
        words.append(f"{name} {_ends(x, y)}")
    alt = f"{title}. {y_label} against {x_label}: {'; '.join(words)}."
    if reference:
        axes.axhline(reference[1], color="gray", linestyle=":")
        axes.plot([], [], ":", color="gray", label=reference[0])
        alt += f" Dotted line: {reference[0]} at {reference[1]:.3g}."
    if log_x:
        axes.set_xscale("log")
    if log_y:
        axes.set_yscale("log", nonpositive="mask")
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    axes.legend(frameon=False)
    axes.set_title(title)
    return describe(figure, alt)


def _ends(x: np.ndarray, y: np.ndarray) -> str:
    """Where a curve begins and ends, gaps of NaN passed by."""
    known = ~np.isnan(x + y)
    x, y = x[known], y[known]
    if not len(x):
        raise UsageError("a curve needs a point with x and y. Received: none")
    words = f"from {y[0]:.3g} at {x[0]:g}"
    return words + (f" to {y[-1]:.3g} at {x[-1]:g}" if len(x) > 1 else "")
