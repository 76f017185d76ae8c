"""Which rows of a table are covered, how often, and by what."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from medkeras.utils.errors import UsageError
from medkeras.visualize.base import PALETTE, describe, new_figure
from medkeras.visualize.input_validation import named


def coverage(
    rows: Mapping[str, tuple[int, str, str]],
    states: Sequence[str],
    x_label: str,
    title: str,
) -> Figure:
    """Draw a bar for each row, coloured by its state, with a note beside.

    Args:
        rows: for each row by name: how many things cover it (0 or more), its
            state, and a few words beside the bar.
        states: all states that there are, in the order of their colours, at
            most six.
        x_label: what is counted.
        title: of the figure.

    Returns:
        A figure whose alt text lists every row.

    Raises:
        UsageError: no rows, a negative count, a state that is not listed.

    Example:
        >>> from medkeras.visualize import alt_of, coverage
        >>> rows = {"heart": (2, "built", "3.1.1"), "lung": (0, "open", "")}
        >>> alt_of(coverage(rows, ["built", "open"], "tasks", "Organs"))
        'Organs. tasks: heart 2 (built, 3.1.1); lung 0 (open).'

    Chapter: 3.4.1
    """
    named("rows", rows)
    if len(states) > len(PALETTE):
        raise UsageError(
            f"`states` must be at most {len(PALETTE)}. Received: {len(states)}"
        )
    for name, (count, state, _) in rows.items():
        if count < 0 or state not in states:
            raise UsageError(
                f"row {name!r} must have a count of 0 or more and a state of "
                f"{', '.join(states)}. Received: {count}, {state!r}"
            )
    figure, axes = new_figure(height=1.5 + 0.27 * len(rows))
    places = np.arange(len(rows))[::-1]
    colors = dict(zip(states, PALETTE, strict=False))
    for place, (count, state, note) in zip(places, rows.values(), strict=True):
        axes.barh(place, count, color=colors[state], height=0.7)
        # an empty row shows its state by a mark at zero
        axes.plot(0, place, "o", color=colors[state], markersize=5)
        axes.annotate(
            " ".join(f"{count} {note}".split()), (count, place), (7, 0),
            textcoords="offset points", va="center", fontsize=8,
        )  # fmt: skip
    axes.set_yticks(places, list(rows), fontsize=8)
    most = max(count for count, _, _ in rows.values())
    axes.set_xlim(-0.1, max(most, 1) * 1.25)
    axes.set(xlabel=x_label, ylabel="row", title=title)
    patches = [Patch(color=colors[state], label=state) for state in states]
    axes.legend(handles=patches, frameon=False, fontsize=8, loc="lower right")
    return describe(figure, f"{title}. {x_label}: {_told(rows)}.")


def _told(rows):
    lines = []
    for name, (count, state, note) in rows.items():
        said = ", ".join(each for each in (state, note) if each)
        lines.append(f"{name} {count} ({said})")
    return "; ".join(lines)
