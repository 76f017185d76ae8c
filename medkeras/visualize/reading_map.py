"""What to read before what: a row a chapter, a dot a chapter it needs."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from medkeras.utils.errors import UsageError
from medkeras.visualize.base import PALETTE, describe, new_figure
from medkeras.visualize.input_validation import named


def reading_map(
    needs: Mapping[str, Sequence[str]],
    before: Mapping[str, Sequence[str]],
    names: Mapping[str, str],
    title: str,
) -> Figure:
    """Draw which chapters come before which.

    Args:
        needs: numbers of the chapters that each asks for itself, by its
            number, in reading order.
        before: numbers of all that come before it, by its number.
        names: what a row is called, by number.
        title: of the figure.

    Returns:
        A figure: a row a chapter, a column for each that another needs; a
        full dot where the one asks for the other itself, an empty one where
        only a chapter between them does. The alt text lists the needs.

    Raises:
        UsageError: no chapter needs another, or a row without a name or
            without its `before`.

    Example:
        >>> from medkeras.visualize import alt_of, reading_map
        >>> figure = reading_map({"1": [], "2": ["1"]}, {"1": [], "2": ["1"]},
        ...     {"1": "1 Begin", "2": "2 Go on"}, "Two chapters")
        >>> alt_of(figure)
        'Two chapters. 1 Begin: none. 2 Go on: 1.'

    Chapter: 1
    """
    lost = [each for each in needs if each not in names or each not in before]
    if lost:
        raise UsageError(
            "`names` and `before` must have each chapter of `needs`. "
            f"Received: none for {', '.join(lost)}"
        )
    columns = _columns(needs, before)
    named("needs", columns)
    figure, axes = new_figure(
        width=4.2 + 0.34 * len(columns), height=1.7 + 0.25 * len(needs)
    )
    words = []
    for row, number in enumerate(needs):
        _draw(axes, row, columns, needs[number], before[number])
        told = ", ".join(needs[number]) or "none"
        words.append(f"{names[number]}: {told}.")
    axes.set_xlim(-0.6, len(columns) - 0.4)
    axes.set_ylim(len(needs) - 0.4, -0.6)
    axes.set_xticks(range(len(columns)), columns, rotation=60)
    axes.set_yticks(range(len(needs)), [names[each] for each in needs])
    axes.tick_params(labelsize=8)
    axes.set(xlabel="read before", ylabel="to read this chapter")
    _explain(axes)
    figure.suptitle(title)
    return describe(figure, f"{title}. {' '.join(words)}")


def _columns(needs, before):
    """Chapters that another one needs, in the order of the rows."""
    asked = {each for numbers in before.values() for each in numbers}
    asked |= {each for numbers in needs.values() for each in numbers}
    return [each for each in needs if each in asked]


def _draw(axes, row, columns, needs, before):
    """The dots of a row, on a thin line that leads the eye."""
    axes.axhline(row, color="0.9", linewidth=0.8, zorder=0)
    for place, column in enumerate(columns):
        if column in needs:
            axes.plot(place, row, "o", color=PALETTE[0], markersize=7)
        elif column in before:
            axes.plot(
                place,
                row,
                "o",
                color=PALETTE[0],
                markersize=5,
                fillstyle="none",
            )


def _explain(axes):
    axes.plot([], [], "o", color=PALETTE[0], label="asked for")
    axes.plot(
        [],
        [],
        "o",
        color=PALETTE[0],
        fillstyle="none",
        markersize=5,
        label="asked for by one of those",
    )
    axes.legend(
        frameon=False,
        fontsize=8,
        loc="lower right",
        bbox_to_anchor=(1, 1),
        ncols=2,
    )
