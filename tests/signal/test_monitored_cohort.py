"""People on monitors: events, gaps, the same draws again."""

import numpy as np
import pytest

from medkeras.signal.monitored_cohort import simulate_cohort
from medkeras.utils.errors import UsageError


def drawn(seed=0, people=12, **options):
    return simulate_cohort(np.random.default_rng(seed), people, **options)


def test_declines_end_within_the_watch_and_change_the_signs():
    found = drawn(declining=True)
    assert ((found.events > 22) & (found.events < 48)).all()
    for signs, event in zip(found.values, found.events, strict=True):
        late = signs[(found.hours > event) & (found.hours < event + 3)]
        early = signs[found.hours < 16]
        if len(late) > 10:
            moved = np.nanmean(late, axis=0) - np.nanmean(early, axis=0)
            assert moved[1] > 0 > moved[2]  # breathing, oxygen


def test_calm_people_have_no_event_and_gaps_are_as_asked_for():
    found = drawn(away=0.0)
    assert np.isnan(found.events).all()
    assert abs(np.isnan(found.values).mean() - 0.05) < 0.01
    whole = drawn(lost=0.0, away=1.0)
    assert (np.isnan(whole.values).sum(axis=(1, 2)) == 36).all()
    assert not np.isnan(drawn(lost=0.0, away=0.0).values).any()


def test_the_same_seed_gives_the_same_people():
    first, again = drawn(3), drawn(3)
    assert first.values.tobytes() == again.values.tobytes()


@pytest.mark.parametrize(
    "wrong", [dict(people=0), dict(hours=20.0), dict(lost=2.0), dict(away=-1)]
)
def test_bad_input_is_one_clear_line(wrong):
    with pytest.raises(UsageError, match=next(iter(wrong))):
        drawn(**dict(people=2) | wrong)
