"""Goals by percentile: by hand, reached as often as said, no future."""

import numpy as np
import pytest

from medkeras.rl.goals import percentile_goals
from medkeras.utils.errors import UsageError


def test_the_rank_is_that_of_a_sorted_window():
    rng = np.random.default_rng(0)
    steps = rng.permutation(np.arange(1000.0))[:60].reshape(2, 30)
    goals = percentile_goals(steps, 60, window=9)
    for day in range(9, 30):
        last = np.sort(steps[:, day - 9 : day], axis=1)
        assert (goals[:, day] == last[:, 5]).all()  # ceil(0.6 * 9) = 6
    five = percentile_goals(steps, 60, window=5)  # 0.6 * 5 is 3, not 4
    assert (five[:, 5] == np.sort(steps[:, :5], axis=1)[:, 2]).all()


def test_a_steady_person_reaches_four_goals_of_ten():
    rng = np.random.default_rng(1)
    steps = rng.lognormal(8, 0.4, (400, 100))
    goals = percentile_goals(steps, 60, window=9)
    reached = (steps >= goals)[:, 9:].mean()
    assert reached == pytest.approx(0.4, abs=0.01)  # 4 of the 10 ranks


def test_goals_look_back_and_skip_unknown_days():
    steps = np.random.default_rng(2).uniform(0, 9000, (3, 20))
    steps[0, 4:12] = np.nan
    goals = percentile_goals(steps)
    later = steps.copy()
    later[:, 10:] *= 3
    assert np.array_equal(
        goals[:, :11], percentile_goals(later)[:, :11], equal_nan=True
    )
    assert np.isnan(goals[1, :5]).all()
    assert not np.isnan(goals[1, 5:]).any()
    assert np.isnan(goals[0, 12])  # one known day of nine


def test_what_makes_no_sense_is_refused():
    for change, part in (
        ({"steps": [[-1.0]]}, "`steps`"),
        ({"percentile": 101}, "`percentile`"),
        ({"window": 0}, "`window`"),
    ):
        with pytest.raises(UsageError, match=part):
            percentile_goals(**({"steps": [[1.0, 2.0]]} | change))
