"""Where a loss reaches, and where it does not."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from medkeras.visualize.base import PALETTE, describe, new_figure
from medkeras.visualize.input_validation import named, numbers


def gradient_by_steps(
    norms: Mapping[str, Mapping[int, float]], title: str
) -> Figure:
    """Draw the size of each weight's gradient against the sequence length.

    Args:
        norms: norm of the gradient by name of the weight, then by number
            of time steps.
        title: of the figure.

    Returns:
        A figure of grouped bars, on a linear scale, so that zero shows.

    Raises:
        UsageError: nothing to draw, or a norm that is not finite.

    Example:
        >>> from medkeras.visualize import alt_of, gradient_by_steps
        >>> figure = gradient_by_steps(
        ...     {"memory": {1: 0.0, 2: 0.3}}, "Gradients")
        >>> alt_of(figure)
        'Gradients. Norm of the gradient: memory 0 at 1 step, 0.3 at 2 steps.'

    Chapter: 3.2.1
    """
    named("norms", norms)
    for name, by_steps in norms.items():
        numbers(name, list(by_steps.values()))
    figure, axes = new_figure(height=3.4)
    width = 0.8 / len(norms)
    words = []
    for number, (name, by_steps) in enumerate(norms.items()):
        places = np.arange(len(by_steps)) + number * width
        bars = axes.bar(
            places,
            by_steps.values(),
            width,
            color=PALETTE[number],
            label=name,
        )
        axes.bar_label(bars, fmt="%.3g", fontsize=8)
        values = ", ".join(
            f"{value:.3g} at {steps} step{'s' if steps > 1 else ''}"
            for steps, value in by_steps.items()
        )
        words.append(f"{name} {values}")
    steps = list(next(iter(norms.values())))
    centres = np.arange(len(steps)) + 0.4 - width / 2
    axes.set_xticks(centres, steps)
    axes.set_xlabel("time steps")
    axes.set_ylabel("norm of the gradient")
    axes.legend(frameon=False)
    axes.set_title(title)
    return describe(
        figure, f"{title}. Norm of the gradient: {'; '.join(words)}."
    )
