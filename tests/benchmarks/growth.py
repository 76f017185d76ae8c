"""How cost grows: an exponent fitted to all runs, and a plot of them.

A row of this kind has GROWS, what its sizes count. Its `run()` returns
`{series: {quantity: [[size, value], ...]}}`.
"""

import collections
import json
import math

import harness

LEVEL = 0.95
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
MARKERS = "os^D"


def fitted(points):
    """Slope of the logarithms, least squares, with a 95 % interval.

    The interval is of the points around the line, be it the luck of the runs
    or that the cost is no power of the size.
    """
    from scipy import stats

    if len(points) < 3 or min(min(point) for point in points) <= 0:
        raise harness.RowError(
            "an exponent needs 3 points or more, all above 0. Received: "
            f"{points}"
        )
    x = [math.log(size) for size, _ in points]
    y = [math.log(value) for _, value in points]
    line = stats.linregress(x, y)
    margin = stats.t.ppf((1 + LEVEL) / 2, len(points) - 2) * line.stderr
    return {
        "exponent": float(line.slope),
        "interval": [float(line.slope - margin), float(line.slope + margin)],
        "points": points,
    }


def measure(row, runs):
    """Points of all runs, and the exponent of each quantity."""
    points = collections.defaultdict(list)
    with harness.Worker(row["path"], "ours") as ours:
        ours.ready()
        for _ in range(runs):
            _, found = ours.run()
            for series, quantities in found.items():
                for quantity, seen in quantities.items():
                    points[series, quantity] += seen
    grown = collections.defaultdict(dict)
    for (series, quantity), seen in points.items():
        grown[series][quantity] = fitted(seen)
    return {"growth": dict(grown), "runs": runs}


def line(row):
    """For the terminal."""
    return "; ".join(
        f"{series}: {quantity} grow with the power {power(found)}"
        for series, quantities in row["growth"].items()
        for quantity, found in quantities.items()
    )


def power(found):
    low, high = found["interval"]
    return f"{found['exponent']:.2f} ({low:.2f} to {high:.2f})"


def medians(points):
    """Median value by size."""
    by_size = collections.defaultdict(list)
    for size, value in points:
        by_size[size].append(value)
    middle = {size: sorted(seen) for size, seen in by_size.items()}
    return {size: seen[len(seen) // 2] for size, seen in middle.items()}


def table(row):
    """Lines of Markdown: a line for each quantity, and the plot."""
    lines = ["", f"### {row['title']}", ""]
    lines.append(f"| what | {row['grows']}: median | exponent | runs | busy |")
    lines.append("|---|---|---|---|---|")
    for series, quantities in row["growth"].items():
        for quantity, found in quantities.items():
            seen = "; ".join(
                f"{size:g}: {value:.3g}"
                for size, value in sorted(medians(found["points"]).items())
            )
            lines.append(
                f"| {series}, {quantity} | {seen} | {power(found)} | "
                f"{row['runs']} | {row['busy_percent']:.0f} % |"
            )
    return [*lines, "", f"![{alt_text(row)}]({row['name']}.png)"]


def alt_text(row):
    """What the plot shows, in words."""
    parts = []
    for series, quantities in row["growth"].items():
        for quantity, found in quantities.items():
            seen = sorted(medians(found["points"]).items())
            (first, low), (last, high) = seen[0], seen[-1]
            parts.append(
                f"{series}, {quantity}: {low:.3g} at {first:g}, {high:.3g} at "
                f"{last:g}, power {power(found)}"
            )
    return (
        f"{row['title']}, by {row['grows']}, both axes logarithmic. "
        + "; ".join(parts)
    )


def save(row, folder):
    """Draw the plot; its words and numbers go beside it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    names = list(dict.fromkeys(q for s in row["growth"].values() for q in s))
    figure = Figure(figsize=(4.5 * len(names), 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    for axes, quantity in zip(
        figure.subplots(1, len(names), squeeze=False)[0], names, strict=True
    ):
        _draw(axes, row, quantity)
    figure.suptitle(row["title"])
    words, stem = alt_text(row), folder / row["name"]
    plot, data = stem.with_suffix(".png"), stem.with_suffix(".json")
    figure.savefig(plot, dpi=120, metadata={"Description": words})
    told = {"alt": words, "grows": row["grows"], "growth": row["growth"]}
    data.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return plot, data


def _draw(axes, row, quantity):
    for place, (series, quantities) in enumerate(row["growth"].items()):
        if quantity not in quantities:
            continue
        found = quantities[quantity]
        color, marker = COLORS[place % 4], MARKERS[place % 4]
        sizes, values = zip(*found["points"], strict=True)
        axes.plot(sizes, values, marker, color=color, alpha=0.5)
        middle = dict(sorted(medians(found["points"]).items()))
        axes.plot(
            list(middle), list(middle.values()), color=color, marker=marker,
            label=f"{series}: power {power(found)}",
        )  # fmt: skip
    axes.set(xscale="log", yscale="log", xlabel=row["grows"], ylabel=quantity)
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")
