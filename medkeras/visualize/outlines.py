"""Pictures with contours drawn on them."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from medkeras.utils.errors import UsageError
from medkeras.visualize.base import PALETTE, describe, new_figure
from medkeras.visualize.input_validation import numbers

STYLES = ("-", "--", ":", "-.")


def outlines(
    pictures: Mapping[str, np.ndarray],
    contours: Mapping[str, Mapping[str, np.ndarray]],
    title: str,
    columns: int = 4,
) -> Figure:
    """Draw pictures side by side, each with its contours.

    Args:
        pictures: (height, width) by name, each on its own grey scale.
        contours: for each picture by name its closed contours: (points, 2)
            by name, rows and columns in pixels.
        title: of the figure.
        columns: pictures in a row.

    Returns:
        A figure whose alt text says where each contour lies and how far it
        reaches.

    Raises:
        UsageError: no pictures, one that is not flat, contours of a picture
            that is not there, or that are not (points, 2).

    Example:
        >>> import numpy as np
        >>> from medkeras.visualize import alt_of, outlines
        >>> square = np.array([[1, 1], [1, 3], [3, 3], [3, 1]])
        >>> figure = outlines(
        ...     {"slice": np.eye(5)}, {"slice": {"expert": square}}, "A heart")
        >>> alt_of(figure)
        'A heart. slice: expert around row 2, column 2, 2 pixels wide.'

    Chapter: 3.1.1
    """
    unknown = [name for name in contours if name not in pictures]
    if not pictures or unknown:
        raise UsageError(
            "`pictures` must hold a picture, and one for each of `contours`. "
            f"Received: {len(pictures)} pictures, contours of "
            f"{unknown or 'none'}"
        )
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    figure, panels = new_figure(
        rows, columns, width=2.2 * columns + 0.3, height=2.4 * rows + 0.8
    )
    panels = np.ravel(panels)
    named, words = {}, []
    for axes, (name, image) in zip(panels, pictures.items(), strict=False):
        _picture(axes, name, image)
        said = []
        for whose, points in contours.get(name, {}).items():
            said.append(_draw(axes, whose, points, named))
        axes.set_xlim(-0.5, np.shape(image)[1] - 0.5)
        axes.set_ylim(np.shape(image)[0] - 0.5, -0.5)
        words.append(f"{name}: {'; '.join(said) or 'no contour'}.")
    for axes in panels[len(pictures) :]:
        axes.remove()
    if named:
        figure.legend(
            named.values(), named, loc="outside lower center", ncols=len(named),
            fontsize=8,
        )  # fmt: skip
    figure.suptitle(title)
    return describe(figure, f"{title}. {' '.join(words)}")


def _picture(axes, name, image):
    """One flat picture on its own grey scale, with its name."""
    image = numbers(name, image)
    if image.ndim != 2:
        raise UsageError(
            f"the picture {name!r} must be (height, width). Received: "
            f"{image.shape}"
        )
    axes.imshow(image, cmap="gray")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_title(name, fontsize=8)


def _draw(axes, whose, points, named):
    """One closed line in the colour of whose it is."""
    points = numbers(whose, points)
    if points.ndim != 2 or points.shape[1] != 2:
        raise UsageError(
            f"the contour {whose!r} must be (points, 2). Received: "
            f"{points.shape}"
        )
    number = list(named).index(whose) if whose in named else len(named)
    closed = np.concatenate([points, points[:1]])
    (line,) = axes.plot(
        closed[:, 1], closed[:, 0], STYLES[number % len(STYLES)],
        color=PALETTE[(number + 1) % len(PALETTE)], linewidth=1.4,
    )  # fmt: skip
    named.setdefault(whose, line)
    row, column = points.mean(axis=0)
    wide = np.ptp(points[:, 1])
    return (
        f"{whose} around row {row:.3g}, column {column:.3g}, "
        f"{wide:.3g} pixels wide"
    )
