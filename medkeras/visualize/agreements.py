"""Two ways of measuring, by the plot of Bland and Altman."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from medkeras.metrics.agreement import Agreement
from medkeras.visualize.base import PALETTE, describe, new_figure
from medkeras.visualize.input_validation import named, numbers


def agreements(panels: Mapping[str, Agreement], title: str) -> Figure:
    """Draw each difference over the mean of its two measurements.

    Args:
        panels: agreements by what was measured, with the unit.
        title: of the figure.

    Returns:
        A figure with bias and limits as lines, whose alt text lists them.

    Raises:
        UsageError: no agreements, or one with NaN.

    Example:
        >>> from medkeras.metrics.agreement import bland_altman
        >>> from medkeras.visualize import agreements, alt_of
        >>> found = bland_altman([98, 120, 151, 80], [100, 118, 155, 84])
        >>> alt_of(agreements({"EDV (ml)": found}, "Volumes"))
        'Volumes. EDV (ml): bias -2, limits -7.54 to 3.54, 4 cases.'

    Reference: Bland and Altman 1986, doi:10.1016/S0140-6736(86)90837-8.
    Chapter: 3.1.1
    """
    named("panels", panels)
    figure, axes = new_figure(
        1, len(panels), width=3.4 * len(panels) + 0.4, height=3.4
    )
    words = []
    for place, (name, found) in zip(
        np.ravel(axes), panels.items(), strict=True
    ):
        numbers(name, [*found.difference, *found.mean, found.low, found.high])
        place.plot(found.mean, found.difference, "o", color=PALETTE[0])
        place.axhline(found.bias.value, color=PALETTE[1])
        for limit in (found.low, found.high):
            place.axhline(limit, color=PALETTE[1], linestyle="--")
        place.set_xlabel(f"mean of both, {name}")
        place.set_ylabel("measured minus reference")
        words.append(
            f"{name}: bias {found.bias.value:.3g}, limits {found.low:.3g} to "
            f"{found.high:.3g}, {len(found.difference)} cases."
        )
    figure.suptitle(title)
    return describe(figure, f"{title}. {' '.join(words)}")
