"""Sequences of images, frame beside frame."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from medkeras.utils.errors import UsageError
from medkeras.visualize.base import describe, new_figure
from medkeras.visualize.input_validation import named, numbers


def films(sequences: Mapping[str, np.ndarray], title: str) -> Figure:
    """Draw each film as a row of frames, on one grey scale.

    Args:
        sequences: (frames, height, width) by name, all alike.
        title: of the figure.

    Returns:
        A figure; its alt text says in which row of pixels the brightness
        of each frame is centred.

    Raises:
        UsageError: no films, or films of different shapes.

    Example:
        >>> import numpy as np
        >>> from medkeras.visualize import alt_of, films
        >>> figure = films({"falling": np.eye(3)[:, :, None]}, "A film")
        >>> alt_of(figure)
        'A film. Brightest row of pixels, frame by frame: falling 0, 1, 2.'

    Chapter: 3.2.1
    """
    named("sequences", sequences)
    sequences = {name: numbers(name, film) for name, film in sequences.items()}
    shapes = {film.shape for film in sequences.values()}
    if len(shapes) != 1 or len(next(iter(shapes))) != 3:
        raise UsageError(
            "`sequences` must be (frames, height, width), all alike. "
            f"Received: {sorted(shapes)}"
        )
    count = len(next(iter(sequences.values())))
    figure, panels = new_figure(
        len(sequences),
        count,
        width=1.05 * count + 0.9,
        height=1.25 * len(sequences) + 0.9,
    )
    panels = np.reshape(panels, (len(sequences), count))
    lowest = min(film.min() for film in sequences.values())
    highest = max(film.max() for film in sequences.values())
    words = []
    for row, (name, film) in zip(panels, sequences.items(), strict=True):
        for number, (axes, frame) in enumerate(zip(row, film, strict=True)):
            axes.imshow(frame, cmap="gray", vmin=lowest, vmax=highest)
            axes.set_xticks([])
            axes.set_yticks([])
            axes.spines[:].set_visible(False)  # no half a frame
            axes.set_title(f"frame {number + 1}", fontsize=8)
        row[0].set_ylabel(name, fontsize=9)
        rows = ", ".join(str(frame.sum(axis=1).argmax()) for frame in film)
        words.append(f"{name} {rows}")
    figure.suptitle(title)
    return describe(
        figure,
        f"{title}. Brightest row of pixels, frame by frame: "
        f"{'; '.join(words)}.",
    )
