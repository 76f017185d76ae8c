"""The ledger's picture: what is drawn, where, and the same bytes twice."""

import dataclasses

import pytest

from medkeras.book import claims
from medkeras.book.ledger import Entry
from medkeras.book.site.pages import ledger_plot
from medkeras.metrics.estimate import Estimate

CLAIM = claims.Claim(
    id="one", ref=1, chapter="9_1", metric="accuracy", value=0.9,
    data="some", unit="woman", n=10, stated_in="paper", checked=True,
)  # fmt: skip
JUDGED = Entry(CLAIM, Estimate(0.7, 0.6, 0.8, 10), "not reproduced: lower here")
ALONE = dataclasses.replace(JUDGED, verdict="not comparable: other data")


def test_only_shares_of_one_are_drawn():
    millimetres = Entry(CLAIM, Estimate(3.3, 2.4, 4.2, 5), "exceeded")
    several = dataclasses.replace(CLAIM, value=[0.1, 0.2])
    nothing = Entry(CLAIM)
    entries = [JUDGED, ALONE, millimetres, nothing]
    entries.append(dataclasses.replace(JUDGED, claim=several))
    assert ledger_plot._groups(entries) == ([JUDGED], [ALONE])


@pytest.mark.parametrize("entries", [[JUDGED, ALONE], [JUDGED], [ALONE], []])
def test_the_same_bytes_each_time_and_no_date(entries):
    first = ledger_plot.plot(entries)
    assert first == ledger_plot.plot(entries)
    assert b"<dc:date>" not in first and b"<svg" in first
    assert len(first) < 200_000


def test_another_result_is_another_picture():
    moved = dataclasses.replace(JUDGED, ours=Estimate(0.75, 0.6, 0.8, 10))
    assert ledger_plot.plot([JUDGED]) != ledger_plot.plot([moved])


def test_the_alt_text_tells_judged_from_shown():
    text = ledger_plot.description([JUDGED, ALONE])
    assert "Judged: one, published 0.9, ours 0.700, not reproduced" in text
    assert "Without a verdict: 1 more" in text
    assert "Judged: none" in ledger_plot.description([])
