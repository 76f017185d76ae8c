"""Made-up people: what they do is what the world says."""

import numpy as np
import pytest

from medkeras.signal.activity_simulator import (
    CONTEXT,
    FADING,
    HOURS,
    ActivitySimulator,
    World,
)
from medkeras.utils.errors import UsageError


def people_of(seed=0, people=500, days=6, **truth):
    rng = np.random.default_rng(seed)
    return ActivitySimulator(rng, people, days, World(**truth))


def test_two_policies_meet_the_same_people_weather_and_noise():
    one, other = people_of(), people_of()
    for _ in range(one.times):
        now, then = one.observe(), other.observe()
        assert (now.context[:, :3] == then.context[:, :3]).all()
        assert (now.available == then.available).all()
        one.step(np.ones(500))
        other.step(np.zeros(500))
    assert all((one.draws[k] == other.draws[k]).all() for k in one.draws)


def test_a_prompt_adds_its_effect_and_the_dose_fades():
    one, other = people_of(), people_of()
    effect = one.observe().effect
    gain = one.step(np.ones(500)) - other.step(np.zeros(500))
    assert gain == pytest.approx(effect)
    assert (one.dose == 1).all()
    one.step(np.zeros(500))
    assert one.dose == pytest.approx(FADING)


def test_the_effect_hangs_on_context_as_the_world_says():
    world = people_of(spread=0.0, habituation=0.25, recent=-0.1)
    for _ in range(8):
        moment = world.observe()
        one, good, home, recent, dose = moment.context.T
        assert moment.context.shape[1] == len(CONTEXT)
        expected = (
            0.2 * one + 0.3 * good - 0.2 * home - 0.1 * recent - 0.25 * dose
        )
        assert moment.effect == pytest.approx(expected)
        world.step((np.arange(500) % 2).astype(float))


def test_weather_lasts_a_day_and_longer():
    weather = people_of(days=40).draws["weather"].reshape(40, len(HOURS), -1)
    assert (weather == weather[:, :1]).all()
    stays = (weather[1:, 0] == weather[:-1, 0]).mean()
    assert stays == pytest.approx(0.7, abs=0.02)


def test_recent_steps_are_moved_by_what_was_done():
    one, other = people_of(effect=2.0), people_of(effect=2.0)
    one.step(np.ones(500))
    other.step(np.zeros(500))
    moved = one.observe().context[:, 3] - other.observe().context[:, 3]
    assert moved.mean() > 0.3


def test_only_who_is_prompted_often_opts_out():
    silent, loud = people_of(opting_out=0.1), people_of(opting_out=0.1)
    for _ in range(silent.times):
        silent.step(np.zeros(500))
        loud.step(~loud.opted_out)
    assert not silent.opted_out.any()
    assert loud.opted_out.mean() > 0.5


def test_no_prompt_reaches_who_has_opted_out():
    world = people_of(opting_out=1.0)
    while not world.opted_out.any():
        world.step(np.ones(500))
    with pytest.raises(UsageError, match="opted out"):
        world.step(np.ones(500))
    assert world.step(np.zeros(500)).shape == (500,)


def test_curve_and_drift_are_of_the_baseline():
    plain, bent = people_of(), people_of(curve=0.5, drift=3.0)
    for time in range(10):
        one, other = plain.observe(), bent.observe()
        change = other.baseline - one.baseline
        if time == 0:
            recent = one.context[:, 3]
            assert change == pytest.approx(0.5 * (recent**2 - 1))
            assert (one.effect == other.effect).all()
        plain.step(np.zeros(500))
        bent.step(np.zeros(500))
    assert change.mean() > 0.5


@pytest.mark.parametrize(
    "change, part",
    [
        ({"people": 0}, "`people`"),
        ({"days": 0}, "`days`"),
        ({"available": 1.5}, "`available`"),
        ({"noise": -1}, "`noise`"),
        ({"curve": 3}, "`curve`"),
    ],
)
def test_impossible_worlds_are_refused(change, part):
    with pytest.raises(UsageError, match=part):
        people_of(**change)


def test_wrong_actions_and_more_than_all_decisions_are_refused():
    world = people_of(people=3, days=1)
    for actions in ([1, 0], [2, 0, 0], [np.nan, 0, 0]):
        with pytest.raises(UsageError, match="`actions`"):
            world.step(np.array(actions))
    for _ in HOURS:
        world.step(np.zeros(3))
    with pytest.raises(UsageError, match="5 decisions"):
        world.step(np.zeros(3))
