"""Values with their intervals, side by side; and ladders of them."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from medkeras.metrics.estimate import Estimate
from medkeras.utils.errors import UsageError
from medkeras.visualize.base import PALETTE, describe, new_figure
from medkeras.visualize.input_validation import named, numbers


def estimates(
    values: Mapping[str, Estimate],
    metric: str,
    title: str,
    reference: tuple[str, float] | None = None,
    rows: str = "model",
) -> Figure:
    """Draw a dot and a 95 % interval for each named estimate.

    Args:
        values: estimates by name, drawn from top to bottom.
        metric: what they measure, for the axis.
        title: of the figure.
        reference: name and value of a vertical line to compare with.
        rows: what the named things are, for the axis.

    Returns:
        A figure whose alt text lists every value; one that is NaN is shown
        as not defined.

    Raises:
        UsageError: no estimates, or an interval without its value.

    Example:
        >>> from medkeras.metrics.estimate import Estimate
        >>> from medkeras.visualize import alt_of, estimates
        >>> figure = estimates(
        ...     {"tree": Estimate(0.7, 0.6, 0.8, 50)}, "accuracy", "One model")
        >>> alt_of(figure)
        'One model. accuracy: tree 0.700 [0.600, 0.800].'

    Chapter: 3.2.1
    """
    named("values", values)
    figure, axes = new_figure(height=1.4 + 0.42 * len(values))
    places = np.arange(len(values))[::-1]
    ends = [(each.value, each.ci_low, each.ci_high) for each in values.values()]
    middle, low, high = numbers("values", ends, missing=True).T
    _check_order(values, middle, low, high)
    axes.errorbar(
        middle,
        places,
        xerr=[middle - low, high - middle],
        fmt="o",
        color=PALETTE[0],
        capsize=4,
    )
    for place, value in zip(places, middle, strict=True):
        is_defined = not np.isnan(value)
        axes.annotate(
            f"{value:.3f}" if is_defined else "not defined",
            (value if is_defined else np.nanmean(middle), place),
            xytext=(0, 7),
            ha="center",
            textcoords="offset points",
            fontsize=9,
        )
    words = "; ".join(
        f"{name} {'not defined' if np.isnan(value.value) else value}"
        for name, value in values.items()
    )
    alt = f"{title}. {metric}: {words}."
    if reference:
        axes.axvline(reference[1], color=PALETTE[1], linestyle="--")
        axes.plot([], [], "--", color=PALETTE[1], label=reference[0])
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), frameon=False)
        alt += f" Dashed line: {reference[0]} at {reference[1]:.3f}."
    axes.set_yticks(places, values)
    axes.set_ylim(-0.6, len(values) - 0.3)
    axes.set_xlabel(f"{metric}, with 95 % interval")
    axes.set_ylabel(rows)
    axes.set_title(title, pad=24 if reference else 8)
    return describe(figure, alt)


def _check_order(values, middle, low, high) -> None:
    """A value outside its interval is a mistake made before the drawing."""
    wrong = (low > middle) | (middle > high)
    for (name, value), is_wrong in zip(values.items(), wrong, strict=True):
        if is_wrong:
            raise UsageError(
                f"the interval of {name!r} must hold its value. Received: "
                f"{value}"
            )


def ladder(
    rungs: Mapping[str, Sequence[float]], claim: tuple[str, float], title: str
) -> Figure:
    """Draw what a model seems to score on each rung of a ladder of leaks.

    Args:
        rungs: accuracy of each test fold, by name of the rung; the first
            is the honest one.
        claim: name and value of the published figure.
        title: of the figure.

    Returns:
        A figure with a large dot for the mean, joined to the honest mean,
        small dots for the folds and a diamond for the best fold.

    Raises:
        UsageError: no rungs, or a fold without a finite accuracy.

    Example:
        >>> from medkeras.visualize import alt_of, ladder
        >>> figure = ladder(
        ...     {"honest": [0.7, 0.8], "leak": [0.9, 1.0]}, ("claim", 0.97),
        ...     "Two rungs")
        >>> alt_of(figure)
        'Two rungs. Mean accuracy (best fold): honest 0.750 (0.800);
        leak 0.950 (1.000). Dashed line: claim at 0.970.'

    Chapter: 3.2.1
    """
    named("rungs", rungs)
    rungs = {name: numbers(name, values) for name, values in rungs.items()}
    figure, axes = new_figure(height=1.6 + 0.55 * len(rungs))
    places = np.arange(len(rungs))[::-1]
    honest = np.mean(next(iter(rungs.values())))
    for place, values in zip(places, rungs.values(), strict=True):
        mean = np.mean(values)
        axes.plot([honest, mean], [place] * 2, color=PALETTE[0], linewidth=4)
        axes.plot(mean, place, "o", color=PALETTE[0], markersize=11)
        spread = place + np.linspace(-0.25, 0.25, len(values))
        axes.plot(values, spread, ".", color="black", markersize=4)
        axes.plot(max(values), place, "D", color=PALETTE[1], markersize=7)
    axes.axvline(honest, color="gray", linewidth=1)
    axes.plot([], [], "o-", color=PALETTE[0], label="mean")
    axes.plot([], [], ".", color="black", label="a test fold")
    axes.plot([], [], "D", color=PALETTE[1], label="the best fold")
    axes.axvline(claim[1], color=PALETTE[1], linestyle="--", label=claim[0])
    axes.legend(
        loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=4, frameon=False
    )
    axes.set_yticks(places, rungs)
    axes.set_xlabel("accuracy on the test folds")
    axes.set_ylabel("what was done before the split")
    axes.set_title(title, pad=28)
    words = "; ".join(
        f"{name} {np.mean(values):.3f} ({max(values):.3f})"
        for name, values in rungs.items()
    )
    return describe(
        figure,
        f"{title}. Mean accuracy (best fold): {words}. "
        f"Dashed line: {claim[0]} at {claim[1]:.3f}.",
    )
