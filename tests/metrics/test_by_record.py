"""Gross and average statistics, as `bxb` and `sumstats` count."""

import numpy as np
import pytest

from medkeras.metrics.by_record import confusion_by_record, record_statistics
from medkeras.metrics.multiclass import confusion
from medkeras.utils.errors import UsageError

N, S, V, F, Q = range(5)
IGNORED = [(F, V), (Q, V), (Q, S)]


def beats(seed=0):
    rng = np.random.default_rng(seed)
    labels, predicted = rng.choice(5, (2, 600), p=[0.6, 0.1, 0.2, 0.05, 0.05])
    return labels, predicted, rng.choice(["101", "106", "114"], 600)


def test_each_record_is_counted_for_itself():
    labels, predicted, records = beats()
    found = confusion_by_record(labels, predicted, records, 5)
    assert list(found) == ["101", "106", "114"]
    assert np.array_equal(sum(found.values()), confusion(labels, predicted, 5))
    of_106 = confusion(labels[records == "106"], predicted[records == "106"], 5)
    assert np.array_equal(found["106"], of_106)


def test_ec57_by_hand():
    """VFP = Nv + Sv, VTN all others that are not V: bxb.c, 2010."""
    counts = confusion(*beats()[:2], 5)
    found = record_statistics({"all": counts}, IGNORED).gross
    c = counts.astype(int)
    false = c[N, V] + c[S, V]
    negative = sum(c[t, p] for t in (N, S, F, Q) for p in (N, S, F, Q))
    assert found.sensitivity[V] == pytest.approx(c[V, V] / c[V].sum())
    assert found.positive_predictivity[V] == pytest.approx(
        c[V, V] / (c[V, V] + false)
    )
    assert found.false_positive_rate[V] == pytest.approx(
        false / (negative + false)
    )
    false = c[N, S] + c[V, S] + c[F, S]
    assert found.positive_predictivity[S] == pytest.approx(
        c[S, S] / (c[S, S] + false)
    )


def test_the_strict_count_holds_everything_against_a_class():
    counts = {"all": confusion(*beats()[:2], 5)}
    strict = record_statistics(counts).gross
    standard = record_statistics(counts, IGNORED).gross
    assert strict.positive_predictivity[V] < standard.positive_predictivity[V]
    assert strict.false_positive_rate[V] > standard.false_positive_rate[V]
    for each in (0, 1):  # sensitivity is the same, and all of N
        assert strict[each][N] == standard[each][N]
    np.testing.assert_array_equal(strict.sensitivity, standard.sensitivity)


def test_the_average_is_over_records_that_have_the_score():
    counts = {
        1: [[8, 2], [1, 9]],  # sensitivity of class 1: 0.9
        2: [[5, 5], [0, 0]],  # none
        3: [[0, 0], [40, 60]],  # 0.6; no false positive rate
    }
    found = record_statistics(counts)
    assert found.average.sensitivity[1] == pytest.approx((0.9 + 0.6) / 2)
    assert found.gross.sensitivity[1] == pytest.approx(69 / 110)
    assert found.average.false_positive_rate[1] == pytest.approx(
        (0.2 + 0.5) / 2
    )
    assert found.gross.false_positive_rate[1] == pytest.approx(7 / 20)
    nowhere = record_statistics({1: [[3, 0], [0, 0]]}).average
    assert np.isnan(nowhere.sensitivity[1])


@pytest.mark.parametrize(
    "records, message",
    [
        ([1, 1, None], "name a patient"),
        ([1, 1], "one length"),
        ([1, 1, "1"], "one type"),
    ],
)
def test_records_that_do_not_fit(records, message):
    with pytest.raises(UsageError, match=message):
        confusion_by_record([0, 1, 1], [0, 1, 0], records, 2)


@pytest.mark.parametrize(
    "counts",
    [{}, None, [[1, 2], [3, 4]], {1: [[0.5]]}, {1: [[1]], 2: [[1, 2]] * 2}],
)
def test_what_is_no_count_by_record(counts):
    with pytest.raises(UsageError, match="Received"):
        record_statistics(counts)
