"""Whether a probability can be believed, and what to do with it."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from sklearn.calibration import calibration_curve

from medkeras.metrics.classification import sensitivity, specificity
from medkeras.visualize.base import PALETTE, describe, new_figure
from medkeras.visualize.input_validation import named, numbers


def calibration_and_threshold(
    labels: np.ndarray,
    probabilities: np.ndarray,
    thresholds: Sequence[float],
    title: str,
) -> Figure:
    """Draw calibration beside sensitivity and specificity.

    Args:
        labels: (patients,), 0 or 1.
        probabilities: (patients,), predicted out of fold.
        thresholds: probabilities to mark on the right.
        title: of the figure.

    Returns:
        A figure of two panels: observed share against predicted
        probability in ten equally filled bins, and both shares against the
        threshold.

    Raises:
        UsageError: a number that is not finite, or no threshold.

    Example:
        >>> import numpy as np
        >>> from medkeras.visualize import alt_of, calibration_and_threshold
        >>> labels = np.tile([0, 1], 50)
        >>> figure = calibration_and_threshold(
        ...     labels, 0.25 + labels / 2, [0.5], "A model")
        >>> alt_of(figure)
        'A model. Predicted against observed: 0.25 and 0.00, 0.75 and 1.00.
        At threshold 0.50: sensitivity 1.00, specificity 1.00.'

    Chapter: 3.2.1
    """
    named("thresholds", thresholds)
    labels = numbers("labels", labels)
    probabilities = numbers("probabilities", probabilities)
    figure, (left, right) = new_figure(1, 2, width=9, height=3.8)
    observed, predicted = calibration_curve(
        labels, probabilities, n_bins=10, strategy="quantile"
    )
    left.plot([0, 1], [0, 1], "--", color="gray", label="perfect")
    left.plot(predicted, observed, "o-", color=PALETTE[0], label="model")
    left.set_xlabel("predicted probability")
    left.set_ylabel("observed share")
    left.set_title("Calibration, ten bins")
    left.legend(frameon=False)
    _threshold_panel(right, labels, probabilities, thresholds)
    figure.suptitle(title)
    pairs = ", ".join(
        f"{p:.2f} and {o:.2f}" for p, o in zip(predicted, observed, strict=True)
    )
    marks = "; ".join(
        f"sensitivity {sensitivity(labels, probabilities, t):.2f}, "
        f"specificity {specificity(labels, probabilities, t):.2f}"
        if i == 0
        else f"{sensitivity(labels, probabilities, t):.2f} and "
        f"{specificity(labels, probabilities, t):.2f} at {t:.2f}"
        for i, t in enumerate(thresholds)
    )
    return describe(
        figure,
        f"{title}. Predicted against observed: {pairs}. "
        f"At threshold {thresholds[0]:.2f}: {marks}.",
    )


def _threshold_panel(axes, labels, probabilities, thresholds):
    grid = np.linspace(0.01, 0.99, 99)
    for score, color in ((sensitivity, PALETTE[1]), (specificity, PALETTE[2])):
        values = [score(labels, probabilities, t) for t in grid]
        axes.plot(grid, values, color=color, label=score.__name__)
    for threshold in thresholds:
        axes.axvline(threshold, color="gray", linestyle=":")
        axes.annotate(f" {threshold:g}", (threshold, 0.02), fontsize=9)
    axes.set_xlabel("threshold on the probability")
    axes.set_ylabel("share of patients")
    axes.set_ylim(0, 1.02)
    axes.set_title("What a threshold costs")
    axes.legend(frameon=False, loc="center right")
