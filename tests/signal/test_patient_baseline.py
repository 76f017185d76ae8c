"""A patient's level: between all others and the patient's own values."""

import numpy as np
import pytest

from medkeras.signal.patient_baseline import PatientBaseline
from medkeras.utils.errors import UsageError

USUAL, BETWEEN, WITHIN = [70.0, 16.0], [81.0, 4.0], [400.0, 9.0]


def baseline(**options):
    return PatientBaseline(USUAL, BETWEEN, WITHIN, **options)


def test_the_level_is_the_posterior_mean():
    values = np.array([[90.0, np.nan], [80.0, 20.0], [100.0, 22.0]])
    found = baseline().update(values)
    for step in range(3):
        for sign in range(2):
            own = values[: step + 1, sign]
            own = own[~np.isnan(own)]
            weight = len(own) / WITHIN[sign], 1 / BETWEEN[sign]
            mean = own.mean() if len(own) else 0.0
            expected = (weight[0] * mean + weight[1] * USUAL[sign]) / sum(
                weight
            )
            assert found[step, sign] == pytest.approx(expected)


def test_streaming_equals_batch_and_learning_ends():
    rng = np.random.default_rng(0)
    values = rng.normal(80, 10, (50, 2))
    values[rng.random((50, 2)) < 0.3] = np.nan
    whole = baseline(learning=20).update(values)
    stream = baseline(learning=20)
    one_by_one = [stream.update(row[None])[0] for row in values]
    np.testing.assert_allclose(whole, one_by_one, rtol=1e-12)
    assert (whole[19:] == whole[19]).all() and (whole[18] != whole[19]).any()
    values[20:] = 1e3
    np.testing.assert_array_equal(baseline(learning=20).update(values), whole)


def test_it_is_nearer_to_the_truth_than_either_alone():
    rng = np.random.default_rng(1)
    levels = 70 + 9 * rng.normal(size=300)
    values = levels[:, None] + 20 * rng.normal(size=(300, 5))
    found = [
        PatientBaseline([70.0], [81.0], [400.0]).update(row[:, None])[-1, 0]
        for row in values
    ]
    error = np.mean((found - levels) ** 2)
    assert error < 0.8 * np.mean((values.mean(axis=1) - levels) ** 2)
    assert error < 0.8 * np.mean((70 - levels) ** 2)


@pytest.mark.parametrize(
    "wrong",
    [
        dict(usual=[np.nan, 1.0]),
        dict(between=[0.0, 1.0]),
        dict(within=[1.0]),
        dict(learning=0),
    ],
)
def test_bad_input_is_one_clear_line(wrong):
    given = dict(usual=USUAL, between=BETWEEN, within=WITHIN) | wrong
    with pytest.raises(UsageError, match=next(iter(wrong))):
        PatientBaseline(**given)
    with pytest.raises(UsageError, match="values"):
        baseline().update([[1.0]])
