"""Signals over time, one panel each, with named marks."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from medkeras.utils.errors import UsageError
from medkeras.visualize.base import PALETTE, describe, new_figure
from medkeras.visualize.input_validation import named, pair


def signals(
    panels: Mapping[str, Mapping[str, tuple]],
    x_label: str,
    y_label: str,
    title: str,
    marks: Mapping[str, tuple] | None = None,
) -> Figure:
    """Draw signals below each other, each panel with marks of its own.

    Args:
        panels: for each panel by name its curves: (x, y) by name.
        x_label: of the common axis, with its unit.
        y_label: with its unit.
        title: of the figure.
        marks: for a panel by name (places on x, names of the marks), written
            along its upper edge.

    Returns:
        A figure whose alt text names panels, curves, range and marks.

    Raises:
        UsageError: no panel, a curve whose x and y do not fit, or marks for
            a panel that does not exist.

    Example:
        >>> from medkeras.visualize import alt_of, signals
        >>> figure = signals({"man": {"II": ([0, 1], [0.0, 2.0])}}, "time (s)",
        ...     "mV", "An ECG", {"man": ([0.5], ["N"])})
        >>> alt_of(figure)
        'An ECG. man: II from 0 to 2 mV; marks N.'

    Chapter: 2.1.2
    """
    marks = marks or {}
    if not set(marks) <= set(panels):
        raise UsageError(
            f"`marks` must be for panels among {', '.join(panels)}. Received: "
            f"{', '.join(marks)}"
        )
    named("panels", panels)
    figure, axes = new_figure(len(panels), height=1.2 + 1.5 * len(panels))
    words = []
    for panel, (name, curves) in zip(
        np.ravel(axes), panels.items(), strict=True
    ):
        said = [
            _draw(panel, number, curve, *xy, y_label)
            for number, (curve, xy) in enumerate(curves.items())
        ]
        if name in marks:
            _mark(panel, *marks[name])
            said.append("marks " + " ".join(marks[name][1]))
        panel.set_title(name, loc="left", fontsize=10)
        panel.set_ylabel(y_label)
        words.append(f"{name}: {'; '.join(said)}")
    np.ravel(axes)[0].legend(
        frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=4
    )
    figure.supxlabel(x_label)
    figure.suptitle(title)
    return describe(figure, f"{title}. {'. '.join(words)}.")


def _draw(panel, number, name, x, y, unit) -> str:
    x, y = pair(name, x, y)
    style = ("-", "--", "-.", ":")[number % 4]
    color = PALETTE[number % len(PALETTE)]
    panel.plot(x, y, style, color=color, label=name, linewidth=1.2)
    low, high = np.nanmin(y) + 0.0, np.nanmax(y) + 0.0  # no "-0"
    return f"{name} from {low:.3g} to {high:.3g} {unit}"


def _mark(panel, places, names) -> None:
    low, high = panel.get_ylim()
    panel.set_ylim(low, high + 0.15 * (high - low))
    for place, name in zip(places, names, strict=True):
        panel.text(place, high, name, ha="center", fontsize=9)
