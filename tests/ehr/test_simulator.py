"""Made-up records: every effect is there, and can be turned off."""

import numpy as np
import pytest

from medkeras.ehr.columns import visits_of
from medkeras.ehr.histories import readmitted
from medkeras.ehr.simulator import (
    ACUTE,
    MATCHING,
    Effects,
    motif_records,
    simulate,
)
from medkeras.utils.errors import UsageError


@pytest.fixture(scope="module")
def drawn():
    return simulate(4000, seed=3)


def test_the_same_seed_gives_the_same_records():
    one, again = simulate(20, seed=1), simulate(20, seed=1)
    for name, values in one.items():
        np.testing.assert_array_equal(values, again[name])
    assert not np.array_equal(
        one["risk"], simulate(20, seed=2)["risk"][: len(one["risk"])]
    )


def test_labels_follow_their_risk(drawn):
    risk, label = drawn["risk"], drawn["label"]
    for low in (0.1, 0.3, 0.5):
        here = (risk >= low) & (risk < low + 0.1)
        assert label[here].mean() == pytest.approx(risk[here].mean(), abs=0.04)


def test_labels_are_what_the_next_visit_shows(drawn):
    """All but the last of a patient, of which no next visit is drawn."""
    visits = visits_of(drawn)
    last = visits.first + visits.counts - 1
    shown = np.ones(len(visits), bool)
    shown[last] = False
    found = readmitted(visits, 365)
    np.testing.assert_array_equal(found[shown], drawn["label"][shown])


def second_visits(columns):
    """Rows of second visits, and of the first before each."""
    start = columns["start"]
    first = np.flatnonzero(start == 0)
    return first + 1, first


def test_severity_fades_with_days_only_where_time_acts(drawn):
    still = simulate(4000, seed=3, effects=Effects(time=False))
    kept = {}
    for name, columns in (("on", drawn), ("off", still)):
        second, first = second_visits(columns)
        gap = columns["start"][second] - columns["stay"][first]
        nothing = ~np.isin(columns["diagnosis"][second], ACUTE).any(axis=1)
        sick = columns["severity"][first] > 0.5
        share = columns["severity"][second] / np.maximum(
            columns["severity"][first], 1e-9
        )
        kept[name] = [
            share[nothing & sick & (gap < 60)].mean(),
            share[nothing & sick & (gap > 400)].mean(),
        ]
    assert kept["on"][0] > 0.7 and kept["on"][1] < 0.1
    assert kept["off"] == pytest.approx([0.5, 0.5])


def test_an_intervention_relieves_what_it_matches_and_nothing_else(drawn):
    """First visits with the heaviest diagnosis alone, treated or not."""
    first = np.flatnonzero(drawn["start"] == 0)
    acute = np.isin(drawn["diagnosis"][first], ACUTE)
    alone = (acute.sum(axis=1) == 1) & (
        drawn["diagnosis"][first] == ACUTE[-1]
    ).any(axis=1)
    unplanned = drawn["method"][first] == 1
    given = drawn["procedure"][first]
    right = (given == MATCHING[-1]).any(axis=1)
    other = (given != "").any(axis=1) & ~right
    none = ~(given != "").any(axis=1)
    severity = drawn["severity"][first]
    here = alone & unplanned
    assert np.allclose(severity[here & right], 1.65 * 0.2)
    assert np.allclose(severity[here & other], 1.65)
    assert np.allclose(severity[here & none], 1.65)
    off = simulate(4000, seed=3, effects=Effects(intervention=False))
    first_off = np.flatnonzero(off["start"] == 0)
    assert np.allclose(off["severity"][first_off][here & right], 1.65)


def test_a_planned_visit_adds_less(drawn):
    off = simulate(4000, seed=3, effects=Effects(method=False))
    first, first_off = (
        np.flatnonzero(columns["start"] == 0) for columns in (drawn, off)
    )
    planned = drawn["method"][first] == 2
    ratio = 0.4 * off["severity"][first_off][planned]
    assert np.allclose(drawn["severity"][first][planned], ratio)


def test_motifs_decide_by_order_and_time():
    columns = motif_records(6000, seed=0)
    visits = visits_of(columns)
    codes = visits.codes["diagnosis"]
    a = np.bincount(codes.rows[codes.values == "A00"], minlength=len(visits))
    b = np.bincount(codes.rows[codes.values == "A01"], minlength=len(visits))
    follows = (a[:-1] > 0) & (b[1:] > 0) & (visits.gap[1:] < 30)
    follows &= visits.person[1:] == visits.person[:-1]
    by_hand = np.zeros(len(visits.counts), bool)
    by_hand[visits.person[:-1][follows]] = True
    truth = columns["severity"][visits.first] == 1
    np.testing.assert_array_equal(by_hand, truth)
    label = columns["label"][visits.first]
    assert label[truth].mean() > label[~truth].mean() + 0.4


def test_without_a_motif_the_number_of_codes_decides():
    columns = motif_records(6000, seed=0, planted=False)
    visits = visits_of(columns)
    codes = visits.codes["diagnosis"]
    counted = np.isin(codes.values, ["A00", "A01"])
    number = np.bincount(visits.person[codes.rows[counted]], minlength=6000)
    first = visits.first
    np.testing.assert_array_equal(columns["severity"][first], number)
    odds = np.log(columns["risk"] / (1 - columns["risk"]))[first]
    np.testing.assert_allclose(odds, number - number.mean(), atol=1e-9)
    label = columns["label"][first]
    for count in (2, 4, 6):
        here = number == count
        expected = columns["risk"][first][here][0]
        assert label[here].mean() == pytest.approx(expected, abs=0.06)


def test_what_cannot_be_drawn_is_refused():
    for wrong in (0, -1, 2.5):
        with pytest.raises(UsageError, match="num_patients"):
            simulate(wrong, seed=0)
        with pytest.raises(UsageError, match="num_patients"):
            motif_records(wrong, seed=0)
