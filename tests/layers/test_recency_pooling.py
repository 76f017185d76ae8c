"""Means over spans of time: their weights, by hand."""

import numpy as np
import pytest

from medkeras.layers.recency_pooling import MONTH, RecencyPooling
from medkeras.utils.errors import UsageError

STATES = np.arange(12.0, dtype="float32").reshape(1, 4, 3)
METHOD = np.array([[1, 2, 1, 1]])
UNTIL = np.array([[30, 18, 6, 0]]) * MONTH
THERE = np.ones((1, 4))


def pooled(spans, method=METHOD, until=UNTIL, there=THERE, states=STATES):
    return np.array(RecencyPooling(spans)(states, method, until, there))


def test_weights_by_hand():
    r = 1 / (METHOD[0] + np.log(1 + UNTIL[0] / MONTH))
    for span, first in ((None, 0), (24, 1), (12, 2)):
        weights = r[first:] / r[first:].sum()
        expected = weights @ STATES[0, first:]
        np.testing.assert_allclose(pooled((span,))[0], expected, rtol=1e-5)


def test_spans_stand_side_by_side():
    whole = pooled((12, 24, None))
    parts = [pooled((span,)) for span in (12, 24, None)]
    np.testing.assert_allclose(whole, np.concatenate(parts, axis=1))


def test_a_single_visit_is_itself():
    states = STATES[:, :1]
    one = np.ones((1, 1))
    found = pooled((12, None), one, 900 * one, one, states)
    np.testing.assert_allclose(found, np.tile(states[:, 0], 2), rtol=1e-6)


def test_visits_that_are_not_there_change_nothing():
    there = np.array([[1, 1, 1, 0]])
    until = np.where(there == 1, UNTIL, 0)
    one = pooled((12, 24, None), until=until, there=there)
    moved = STATES.copy()
    moved[0, 3] = 99
    other = pooled((12, 24, None), until=until, there=there, states=moved)
    np.testing.assert_array_equal(one, other)
    shorter = pooled(
        (12, 24, None), METHOD[:, :3], UNTIL[:, :3], THERE[:, :3],
        STATES[:, :3],
    )  # fmt: skip
    np.testing.assert_allclose(one, shorter, rtol=1e-6)


def test_recent_and_unplanned_visits_weigh_more():
    states = np.eye(4, dtype="float32")[None]
    weights = pooled((None,), states=states)[0]
    assert weights.sum() == pytest.approx(1)
    assert weights[3] > weights[2] > weights[1]
    planned = pooled((None,), np.array([[1, 2, 2, 1]]), states=states)[0]
    assert planned[2] < weights[2]


def test_a_longer_span_holds_the_visits_of_a_shorter_one():
    rng = np.random.default_rng(0)
    until = np.sort(rng.uniform(0, 40, (30, 4)) * MONTH)[:, ::-1]
    states = np.tile(np.eye(4, dtype="float32"), (30, 1, 1))
    method = rng.integers(1, 3, (30, 4))
    found = pooled((6, 12, 24, None), method, until, np.ones((30, 4)), states)
    inside = found.reshape(30, 4, 4) > 0  # (patients, spans, visits)
    assert (inside[:, 1:] >= inside[:, :-1]).all()
    assert inside[:, -1].all() and not inside[:, 0].all()
    np.testing.assert_allclose(found.reshape(30, 4, 4).sum(2), 1, rtol=1e-6)


@pytest.mark.parametrize("wrong", [(), (0,), (12, -1)])
def test_spans_that_are_none_are_refused(wrong):
    with pytest.raises(UsageError, match="spans"):
        RecencyPooling(wrong)
