"""The ledger's picture: published figures and ours on one scale, as SVG."""

import io
import math

import matplotlib
from matplotlib.figure import Figure

from medkeras.book.ledger import Entry
from medkeras.visualize.base import PALETTE, new_figure

OURS, PUBLISHED = PALETTE[0], PALETTE[1]
ALONE = ("not judged", "not comparable", "recorded in an older form")
PANELS = ("judged: like with like", "shown only: not judged, or other data")


def plot(entries: list[Entry]) -> bytes:
    """SVG of all results that are shares of 1; the same bytes each time."""
    groups = _groups(entries)
    heights = [max(len(group), 1) for group in groups]
    with matplotlib.rc_context({"svg.hashsalt": "medkeras ledger"}):
        figure, axes = new_figure(2, 1, 7.5, 1.8 + 0.32 * sum(heights))
        axes[0].get_gridspec().set_height_ratios(heights)
        for panel, group, title in zip(axes, groups, PANELS, strict=True):
            _draw(panel, group, title)
        _legend(figure, axes[0])
        buffer = io.BytesIO()
        facts = {"Date": None, "Creator": None}
        figure.savefig(buffer, format="svg", metadata=facts)
    return buffer.getvalue()


def description(entries: list[Entry]) -> str:
    """What the picture shows, written from the data."""
    judged, alone = _groups(entries)
    return (
        "Published figures (diamonds) and ours (circles with 95 % intervals) "
        f"on a scale from 0 to 1. Judged: {_told(judged) or 'none'}. "
        f"Without a verdict: {len(alone)} more, which the table above holds."
    )


def _told(group: list[Entry]) -> str:
    return "; ".join(
        f"{each.claim.id}, published {each.claim.value:g}, ours "
        f"{each.ours.value:.3f}, {each.verdict}"
        for each in group
    )


def _groups(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    shares = [entry for entry in entries if _is_share(entry)]
    alone = [each for each in shares if each.verdict.startswith(ALONE)]
    return [each for each in shares if each not in alone], alone


def _is_share(entry: Entry) -> bool:
    published, ours = entry.claim.value, entry.ours
    if ours is None or not isinstance(published, int | float):
        return False
    figures = (published, *ours[:3])
    return all(math.isfinite(f) and 0 <= f <= 1 for f in figures)


def _draw(panel, group: list[Entry], title: str) -> None:
    places = range(len(group))
    for place, entry in zip(places, group, strict=True):
        ours = entry.ours
        panel.plot([ours.ci_low, ours.ci_high], [place, place], color=OURS)
        panel.plot(ours.value, place, "o", color=OURS, clip_on=False)
        panel.plot(
            entry.claim.value,
            place,
            "D",
            color=PUBLISHED,
            fillstyle="none",
            clip_on=False,
        )
    panel.set_yticks(list(places), [entry.claim.id for entry in group])
    panel.set_ylim(max(len(group), 1) - 0.5, -0.5)
    panel.set_xlim(0, 1)
    panel.grid(axis="x", alpha=0.3)
    panel.set_title(title, loc="left", fontsize=10)
    panel.set_xlabel("share")
    if not group:
        panel.text(0.5, 0, "none", ha="center", va="center")


def _legend(figure: Figure, panel) -> None:
    style = {"linestyle": "none", "color": PUBLISHED}
    (theirs,) = panel.plot([], [], "D", fillstyle="none", **style)
    (ours,) = panel.plot([], [], "o-", color=OURS)
    names = ["published", "ours, 95 % interval"]
    figure.legend([theirs, ours], names, loc="outside upper right", ncols=2)
