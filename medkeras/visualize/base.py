"""The house style of figures, and the door through which each is shown."""

import io

import matplotlib.figure
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from medkeras.utils.errors import UsageError

# Okabe and Ito's colours, told apart with every kind of colour vision.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
DPI = 90
SHORTEST_ALT = 20


def new_figure(
    rows: int = 1, columns: int = 1, width: float = 7.0, height: float = 4.0
):
    """Make a figure in the house style, without touching global state.

    Args:
        rows: rows of panels.
        columns: columns of panels.
        width: in inches.
        height: in inches.

    Returns:
        The figure and its axes, as `matplotlib.figure.Figure.subplots`
        returns them.

    Example:
        >>> from medkeras.visualize import new_figure
        >>> figure, axes = new_figure(1, 2)
        >>> len(axes)
        2

    Chapter: 1
    """
    figure = matplotlib.figure.Figure(
        figsize=(width, height), dpi=DPI, layout="constrained"
    )
    FigureCanvasAgg(figure)
    axes = figure.subplots(rows, columns)
    for panel in np.ravel(axes):
        panel.spines[["top", "right"]].set_visible(False)
    return figure, axes


def describe(figure: Figure, alt: str) -> Figure:
    """Attach the text that stands for a figure where it cannot be seen.

    Args:
        figure: any figure.
        alt: what a reader would see, written from the data.

    Returns:
        The same figure.

    Example:
        >>> from medkeras.visualize import alt_of, describe, new_figure
        >>> alt_of(describe(new_figure()[0], "A line that rises."))
        'A line that rises.'

    Chapter: 1
    """
    figure.alt_text = " ".join(alt.split())
    return figure


def alt_of(figure: Figure) -> str:
    """Text attached by `describe`, empty if there is none.

    Args:
        figure: any figure.

    Returns:
        The text.

    Example:
        >>> from medkeras.visualize import alt_of, new_figure
        >>> alt_of(new_figure()[0])
        ''

    Chapter: 1
    """
    return getattr(figure, "alt_text", "")


def show(figure: Figure) -> None:
    """Display a figure as a PNG that carries its alt text.

    The one door for figures in a chapter: it refuses what a reader could
    not use.

    Args:
        figure: from a function of `medkeras.visualize`.

    Raises:
        UsageError: no alt text, a blank figure, or a panel without title or
            axis labels.

    Example:
        >>> from medkeras.visualize import describe, new_figure, show
        >>> show(describe(new_figure()[0], "An empty pair of axes."))
        Traceback (most recent call last):
        ...
        medkeras.utils.errors.UsageError: a figure must show something.
        Received: blank axes in 'An empty pair of axes.'

    Chapter: 1
    """
    from IPython.display import Image, display

    check_figure(figure)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    # The size in pixels is not given, so that a page may scale the picture.
    alt = {"image/png": {"alt": alt_of(figure)}}
    display(
        Image(buffer.getvalue(), format="png", alt=alt_of(figure)), metadata=alt
    )


def check_figure(figure: Figure) -> None:
    """Refuse a figure without alt text, blank, or with a nameless axis.

    Args:
        figure: any figure.

    Raises:
        UsageError: with the reason, in one line.

    Example:
        >>> from medkeras.visualize import describe, new_figure
        >>> from medkeras.visualize.base import check_figure
        >>> figure, axes = new_figure()
        >>> _ = axes.plot([0, 1]), axes.set_title("Rising")
        >>> _ = axes.set(xlabel="time (s)", ylabel="height (m)")
        >>> check_figure(describe(figure, "A line rises from 0 to 1 m."))

    Chapter: 1
    """
    alt = alt_of(figure)
    if len(alt) < SHORTEST_ALT:
        raise UsageError(
            f"a figure must have an alt text of {SHORTEST_ALT} characters or "
            f"more; attach it with visualize.describe. Received: {alt!r}"
        )
    for axes in figure.axes:
        _check_axes(axes, bool(figure.get_suptitle()), alt)
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3]
    if pixels.std() == 0:
        raise UsageError(f"a figure must show something. Received: {alt!r}")


def _check_axes(axes, has_suptitle, alt):
    artists = [*axes.lines, *axes.patches, *axes.images, *axes.collections]
    if not artists:
        raise UsageError(
            f"a figure must show something. Received: blank axes in {alt!r}"
        )
    for image in axes.images:
        if np.ptp(np.asarray(image.get_array(), dtype=float)) == 0:
            raise UsageError(
                f"an image must not be of one value. Received: {alt!r}"
            )
    if not (axes.get_title() or has_suptitle):
        raise UsageError(f"each panel needs a title. Received: {alt!r}")
    named = axes.get_xlabel() and axes.get_ylabel()
    if axes.axison and not axes.images and not named:
        raise UsageError(f"each axis needs a label. Received: {alt!r}")
