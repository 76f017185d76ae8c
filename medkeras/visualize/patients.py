"""What the patients look like, before any model."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from medkeras.visualize.base import PALETTE, describe, new_figure
from medkeras.visualize.input_validation import named, numbers


def measurements_by_outcome(
    table: pd.DataFrame,
    outcome: str,
    units: Mapping[str, str],
    names: tuple[str, str],
    title: str,
) -> Figure:
    """Draw a histogram of each measurement, split by outcome.

    Args:
        table: one row a patient; missing values as NaN.
        outcome: column of 0 and 1.
        units: label with unit, by column to draw; four panels a row.
        names: what outcome 0 and outcome 1 are called.
        title: of the figure.

    Returns:
        A figure; each panel says how many values are missing.

    Raises:
        UsageError: no column, or one in which an outcome has no number.

    Example:
        >>> import pandas as pd
        >>> from medkeras.visualize import alt_of, measurements_by_outcome
        >>> ages = [21, 40, 60, None]
        >>> table = pd.DataFrame({"age": ages, "ill": [0, 0, 1, 1]})
        >>> figure = measurements_by_outcome(
        ...     table, "ill", {"age": "years"}, ("well", "ill"), "Ages")
        >>> alt_of(figure)
        'Ages. Median where known, well against ill: age 30.5 against 60,
        1 missing.'

    Chapter: 3.2.1
    """
    named("units", units)
    ill = pd.Series(numbers(outcome, table[outcome]))
    columns = min(4, len(units))
    rows = -(-len(units) // columns)
    figure, panels = new_figure(
        rows, columns, width=2.6 * columns + 0.6, height=2.3 * rows + 0.8
    )
    words = []
    panels = np.ravel(panels)
    for axes, (column, label) in zip(panels, units.items(), strict=False):
        values = table[column].astype(object).where(table[column].notna())
        values = pd.Series(numbers(column, values, missing=True))
        medians = _panel(axes, values, ill, label)
        words.append(f"{column.replace('_', ' ')} {medians}")
        axes.set_title(column.replace("_", " "), fontsize=10)
    for axes in panels[len(units) :]:
        axes.remove()
    panels[0].legend(names, frameon=False, fontsize=8)
    figure.suptitle(title)
    return describe(
        figure,
        f"{title}. Median where known, {names[0]} against {names[1]}: "
        f"{'; '.join(words)}.",
    )


def _panel(axes, values, outcome, label):
    for group in (0, 1):
        numbers(
            f"{label} at outcome {group}", values[outcome == group].dropna()
        )
    edges = _edges(values.dropna())
    for group, color in ((0, PALETTE[0]), (1, PALETTE[1])):
        axes.hist(
            values[outcome == group].dropna(),
            edges,
            color=color,
            alpha=0.6,
            density=True,
        )
    missing = int(values.isna().sum())
    axes.set_xlabel(f"{label}\n{missing} missing" if missing else label)
    axes.set_ylabel("density")
    axes.set_yticks([])
    well, ill = (values[outcome == group].median() for group in (0, 1))
    gap = f", {missing} missing" if missing else ""
    return f"{well:g} against {ill:g}{gap}"


def _edges(values):
    """Twenty bins, or one for each small whole number."""
    if values.max() <= 25 and (values % 1 == 0).all():
        return np.arange(values.min() - 0.5, values.max() + 1)
    return np.histogram_bin_edges(values, bins=20)
