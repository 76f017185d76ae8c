"""Tables of numbers as annotated heat maps: confusions, comparisons."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from medkeras.utils.errors import UsageError
from medkeras.visualize.base import describe, new_figure
from medkeras.visualize.input_validation import numbers


def matrix(
    values: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    title: str,
    x_label: str,
    y_label: str,
    shares: bool = False,
) -> Figure:
    """Draw a table with each number in a field of its colour.

    Args:
        values: (rows, columns).
        rows: name of each row, from the top.
        columns: name of each column.
        title: of the figure.
        x_label: what the columns are.
        y_label: what the rows are.
        shares: colour by the share of the row instead of the number, for
            confusion matrices with a common class.

    Returns:
        A figure whose alt text lists every row.

    Raises:
        UsageError: names that do not fit the table.

    Example:
        >>> from medkeras.visualize import alt_of, matrix
        >>> figure = matrix([[8, 2], [1, 4]], ["well", "ill"], ["well", "ill"],
        ...                 "Two classes", "predicted", "true")
        >>> alt_of(figure)
        'Two classes. Rows: true; columns: predicted (well, ill).
        well: 8, 2; ill: 1, 4.'

    Chapter: 2.1.2
    """
    values = numbers("values", values)
    if values.shape != (len(rows), len(columns)):
        raise UsageError(
            f"`values` must be of shape ({len(rows)}, {len(columns)}), one "
            f"field for each pair of names. Received: {values.shape}"
        )
    figure, axes = new_figure(
        width=2.4 + 0.9 * len(columns), height=1.6 + 0.55 * len(rows)
    )
    totals = values.sum(axis=1, keepdims=True)
    colors = values / np.where(totals == 0, 1, totals) if shares else values
    axes.imshow(colors, cmap="Blues", aspect="auto")
    dark = colors.min() + 0.55 * np.ptp(colors)
    text = [[f"{value:.6g}" for value in row] for row in values]
    for (row, column), color in np.ndenumerate(colors):
        ink = "white" if color > dark else "black"
        axes.text(column, row, text[row][column], ha="center", color=ink)
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.set(xlabel=x_label, ylabel=y_label)
    # Over the whole figure: long names of rows would push it out.
    figure.suptitle(title, fontsize=12)
    lines = zip(rows, text, strict=True)
    told = "; ".join(f"{name}: {', '.join(row)}" for name, row in lines)
    alt = f"Rows: {y_label}; columns: {x_label} ({', '.join(columns)})"
    return describe(figure, f"{title}. {alt}. {told}.")
