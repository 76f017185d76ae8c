"""Pictures side by side, each with its name, and marks where asked."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from medkeras.utils.errors import UsageError
from medkeras.visualize.base import PALETTE, describe, new_figure
from medkeras.visualize.input_validation import numbers


def pictures(
    pictures: Mapping[str, np.ndarray],
    title: str,
    columns: int = 6,
    marks: Mapping[str, Sequence[tuple]] | None = None,
    signed: bool = False,
) -> Figure:
    """Draw a grid of pictures on one scale.

    Args:
        pictures: (height, width), (height, width, 1), or in colour (height,
            width, 3) with values from 0 to 1, by name.
        title: of the figure.
        columns: pictures in a row.
        marks: for some names a list of circles (row, column, radius) or
            boxes (row, column, height, width) around a centre, in pixels.
        signed: colours from blue (negative) over white (0) to red
            (positive), each picture on its own scale, instead of grey.

    Returns:
        A figure whose alt text says how bright each picture is, where it
        is brightest, and where marks stand.

    Raises:
        UsageError: no pictures, one that is not flat or not finite, a colour
            outside 0 to 1 or signed, or a mark for a picture that is not
            there.

    Example:
        >>> import numpy as np
        >>> from medkeras.visualize import alt_of, pictures
        >>> figure = pictures({"dot": np.eye(3)}, "A grid",
        ...                   marks={"dot": [(1, 1, 1)]})
        >>> alt_of(figure)
        'A grid. 1 picture. dot: mean 0.333, brightest at row 0, column 0;
        mark at row 1, column 1.'

    Chapter: 2.1.1
    """
    marks = marks or {}
    unknown = [name for name in marks if name not in pictures]
    if not pictures or unknown:
        raise UsageError(
            "`pictures` must hold a picture, and one for each of `marks`. "
            f"Received: {len(pictures)} pictures, marks for {unknown or 'none'}"
        )
    flat = {
        name: _flat(name, image, signed) for name, image in pictures.items()
    }
    columns = min(columns, len(flat))
    rows = -(-len(flat) // columns)
    figure, panels = new_figure(
        rows, columns, width=1.55 * columns + 0.4, height=1.8 * rows + 0.5
    )
    panels = np.ravel(panels)
    scale = _scale(flat, signed)
    words = []
    for axes, (name, image) in zip(panels, flat.items(), strict=False):
        _draw(axes, image, name, scale, signed)
        _mark(axes, marks.get(name, ()))
        words.append(_words(name, image, marks.get(name, ())))
    for axes in panels[len(flat) :]:
        axes.remove()
    figure.suptitle(title)
    count = f"{len(flat)} picture{'s' if len(flat) > 1 else ''}"
    return describe(figure, f"{title}. {count}. {' '.join(words)}")


def _flat(name, image, signed) -> np.ndarray:
    image = np.squeeze(numbers(name, image))
    if image.ndim == 2:
        return image
    in_colour = image.ndim == 3 and image.shape[2] == 3 and not signed
    if not in_colour or image.min() < 0 or image.max() > 1:
        raise UsageError(
            f"the picture {name!r} must be (height, width), (height, width, "
            "1), or (height, width, 3) from 0 to 1 and not signed. Received: "
            f"{np.shape(image)}"
        )
    return image


def _scale(flat, signed):
    """Darkest and brightest value of all pictures."""
    if signed:
        return None
    return (
        min(image.min() for image in flat.values()),
        max(image.max() for image in flat.values()),
    )


def _draw(axes, image, name, scale, signed):
    if signed:
        largest = np.abs(image).max() or 1.0
        axes.imshow(image, cmap="RdBu_r", vmin=-largest, vmax=largest)
    else:
        axes.imshow(image, cmap="gray", vmin=scale[0], vmax=scale[1])
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)  # no half a frame
    axes.set_title(name, fontsize=8)


def _mark(axes, marks):
    for row, column, *size in marks:
        style = {"fill": False, "edgecolor": PALETTE[4], "linewidth": 1.5}
        if len(size) == 1:
            axes.add_patch(Circle((column, row), size[0], **style))
        else:
            tall, wide = size
            corner = (column - wide / 2, row - tall / 2)
            axes.add_patch(Rectangle(corner, wide, tall, **style))


def _words(name, image, marks):
    if image.ndim == 3:  # where the eye sees it brightest
        image = image.mean(axis=2)
    row, column = np.unravel_index(image.argmax(), image.shape)
    said = (
        f"{name}: mean {image.mean():.3g}, brightest at row {row}, "
        f"column {column}"
    )
    for place in marks:
        said += f"; mark at row {place[0]:.0f}, column {place[1]:.0f}"
    return said + "."
