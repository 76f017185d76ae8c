"""Clouds of points in the plane, one panel each."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from medkeras.utils.errors import UsageError
from medkeras.visualize.base import PALETTE, describe, new_figure
from medkeras.visualize.input_validation import numbers


def points(
    panels: Mapping[str, Mapping[str, np.ndarray]],
    x_label: str,
    y_label: str,
    title: str,
) -> Figure:
    """Draw clouds of points side by side, on the same axes.

    Args:
        panels: for each panel by name its clouds: (rows, 2) by name, the
            first drawn first.
        x_label: of the horizontal axis, with its unit.
        y_label: of the vertical axis, with its unit.
        title: of the figure.

    Returns:
        A figure whose alt text says where each cloud lies and how wide.

    Raises:
        UsageError: no panel, or points that are not (rows, 2) and finite.

    Example:
        >>> import numpy as np
        >>> from medkeras.visualize import alt_of, points
        >>> figure = points(
        ...     {"early": {"made": np.eye(2)}}, "x", "y", "Two points")
        >>> alt_of(figure)
        'Two points. early: made, 2 points around (0.5, 0.5), spread 0.707.'

    Chapter: 2.2.4
    """
    clouds = [cloud for panel in panels.values() for cloud in panel.values()]
    if not clouds or any(np.shape(c)[1:] != (2,) for c in clouds):
        raise UsageError(
            "`panels` must hold clouds of points (rows, 2). "
            f"Received: {[np.shape(cloud) for cloud in clouds]}"
        )
    figure, axes = new_figure(1, len(panels), width=3.1 * len(panels) + 0.5)
    words = []
    most = max(sum(map(len, panel.values())) for panel in panels.values())
    area = np.clip(1000 / max(most, 1), 4, 30)  # few points are drawn larger
    for place, (name, panel) in zip(
        np.ravel(axes), panels.items(), strict=True
    ):
        said = [
            _draw(place, n, *cloud, area)
            for n, cloud in enumerate(panel.items())
        ]
        words.append(f"{name}: {'; '.join(said)}.")
        place.set_title(name, fontsize=9)
        place.set_xlabel(x_label)
        place.set_ylabel(y_label)
        place.set_aspect("equal")
        place.sharex(np.ravel(axes)[0])
        place.sharey(np.ravel(axes)[0])
    first = np.ravel(axes)[0]
    _make_square(first, np.concatenate(clouds))
    first.legend(frameon=False, fontsize=8, markerscale=6 / area**0.5)
    figure.suptitle(title)
    return describe(figure, f"{title}. {' '.join(words)}")


def _make_square(place, every):
    """Room for all points, as high as wide: a line is no flat panel."""
    if not len(every):
        return
    middle = (every.min(axis=0) + every.max(axis=0)) / 2
    reach = 0.55 * np.ptp(every, axis=0).max() or 1.0
    place.set_xlim(middle[0] - reach, middle[0] + reach)
    place.set_ylim(middle[1] - reach, middle[1] + reach)


def _draw(place, number, name, cloud, area):
    x, y = numbers(name, cloud).T
    color = PALETTE[number % len(PALETTE)]
    place.scatter(
        x, y, s=area, color=color, alpha=0.5, label=name, linewidths=0
    )
    spread = np.sqrt(np.var(x) + np.var(y))
    return (
        f"{name}, {len(x)} points around ({x.mean():.3g}, {y.mean():.3g}), "
        f"spread {spread:.3g}"
    )
