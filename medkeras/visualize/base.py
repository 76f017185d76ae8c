"""The style of all figures, and the door through which each is shown."""

import io
import sys

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.image import imsave
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from medkeras.utils.errors import UsageError

# Okabe and Ito's colours, told apart with every kind of colour vision.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
DPI = 90
SHORTEST_ALT = 20


def new_figure(
    rows: int = 1, columns: int = 1, width: float = 7.0, height: float = 4.0
):
    """Make a figure in the book's style, without touching global state.

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
    figure = Figure(figsize=(width, height), dpi=DPI, layout="constrained")
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
        UsageError: no alt text or one that only repeats the title, a blank
            figure, or a panel without title or axis labels.

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

    # Panels of pictures find their places in two rounds only, of which the
    # check's drawing is the second.
    figure.draw_without_rendering()
    check_figure(figure)
    buffer = io.BytesIO()
    # As it was drawn for the check: `savefig` would draw it anew.
    imsave(
        buffer,
        figure.canvas.buffer_rgba(),
        format="png",
        dpi=figure.dpi,
        metadata={"Software": None},
    )
    # The size in pixels is not given, so that a page may scale the picture.
    alt = {"image/png": {"alt": alt_of(figure)}}
    display(
        Image(buffer.getvalue(), format="png", alt=alt_of(figure)), metadata=alt
    )
    # A figure of pyplot would come a second time at the end of the cell,
    # without its alt text.
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(figure)


def check_figure(figure: Figure) -> None:
    """Refuse a figure without alt text, blank, or with a nameless axis."""
    _check_alt(figure)
    alt = alt_of(figure)
    for axes in figure.axes:
        _check_content(axes, alt)
        _check_names(axes, alt)
    canvas = figure.canvas
    if type(canvas) is not FigureCanvasAgg:  # a window's, of other pixels
        canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3]
    if pixels.std() == 0:
        raise UsageError(f"a figure must show something. Received: {alt!r}")


def _check_alt(figure):
    alt = alt_of(figure)
    if len(alt) < SHORTEST_ALT:
        raise UsageError(
            f"a figure must have an alt text of {SHORTEST_ALT} characters or "
            f"more; attach it with visualize.describe. Received: {alt!r}"
        )
    titles = {figure.get_suptitle(), *(a.get_title() for a in figure.axes)}
    if alt.rstrip(".") in {title.rstrip(".") for title in titles}:
        raise UsageError(
            "an alt text must say more than the title: what the data show. "
            f"Received: {alt!r}"
        )


def _check_content(axes, alt):
    artists = [*axes.lines, *axes.patches, *axes.images, *axes.collections]
    if not any(_draws(artist) for artist in artists):
        raise UsageError(
            f"a figure must show something. Received: blank axes in {alt!r}"
        )
    for image in axes.images:
        pixels = np.ma.compressed(image.get_array())
        if pixels.size == 0 or np.ptp(pixels) == 0:
            raise UsageError(
                f"an image must not be of one value. Received: {alt!r}"
            )


def _draws(artist):
    """Whether any of it is finite: lines of NaN and empty bars are not."""
    if isinstance(artist, Line2D):
        return bool(np.isfinite(artist.get_xydata()).all(axis=1).any())
    if isinstance(artist, Rectangle):
        return artist.get_width() * artist.get_height() != 0
    if isinstance(artist, PathCollection):
        return len(artist.get_offsets()) > 0
    return True


def _check_names(axes, alt):
    figure = axes.figure
    is_scale = axes.get_label() == "<colorbar>"
    if not (is_scale or axes.get_title() or figure.get_suptitle()):
        raise UsageError(f"each panel needs a title. Received: {alt!r}")
    # A picture without ticks is no diagram; a heat map is one.
    is_picture = axes.images and not len(axes.get_xticks())
    if is_picture or not axes.axison:
        return
    across = axes.get_xlabel() or figure.get_supxlabel()
    along = axes.get_ylabel() or figure.get_supylabel()
    if not ((across or along) if is_scale else (across and along)):
        raise UsageError(f"each axis needs a label. Received: {alt!r}")
