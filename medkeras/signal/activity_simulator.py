"""Made-up people with a step counter, whom a telephone may prompt to walk.

Five times a day a prompt may be sent. What follows in the next half hour is

    reward = baseline(context, day) + action * effect(context) + noise,

in standard deviations of the logarithm of steps. Each prompt leaves a dose
that fades; the dose takes from the effect (habituation), and who carries much
of it may turn the prompts off for good (opting out). Nobody was measured.
"""

from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

HOURS = (8.5, 12.5, 15.5, 18.5, 21.5)  # of the day, at which it may speak
CONTEXT = ("one", "good weather", "at home or work", "recent steps", "dose")
BASELINE = np.array([0.0, 0.3, -0.2, 0.4, 0.0])  # of the context, per unit
FADING = 0.8  # of the dose, from one decision to the next
NEUTRAL_DOSE = 1.0  # subtracted, so that the column is around 0
MOST_RECENT = 2.5  # standard deviations: bounds of recent steps


class World(NamedTuple):
    """What is true of the made-up people.

    Attributes:
        effect: of a prompt in bad weather, on the move, with a usual dose.
        weather: what good weather adds to the effect.
        at_home: what being at home or work adds to it.
        recent: what a standard deviation of recent steps adds to it.
        habituation: what each unit of dose takes from it.
        spread: standard deviation of the effect between people.
        curve: of a baseline that is curved in the recent steps.
        drift: of the baseline, from the first day to the last.
        opting_out: chance that a prompt ends all prompts, per unit of dose.
        available: share of the decisions in which a person can be asked.
        noise: standard deviation of the reward.

    Example:
        >>> from medkeras.signal.activity_simulator import World
        >>> World(habituation=0.0).effect
        0.2

    Chapter: 3.4.2
    """

    effect: float = 0.2
    weather: float = 0.3
    at_home: float = -0.2
    recent: float = -0.2
    habituation: float = 0.1
    spread: float = 0.1
    curve: float = 0.0
    drift: float = 0.0
    opting_out: float = 0.0
    available: float = 0.8
    noise: float = 1.0


class Moment(NamedTuple):
    """One decision point of all people.

    Attributes:
        context: (people, 5), in the order of `CONTEXT`.
        available: (people,), False while driving, walking or offline.
        opted_out: (people,), True for who has turned the prompts off.
        hour: of the day.
        day: since the beginning, from 0.
        baseline: (people,), true mean reward of silence; hidden.
        effect: (people,), true effect of a prompt; hidden.
    """

    context: np.ndarray
    available: np.ndarray
    opted_out: np.ndarray
    hour: float
    day: int
    baseline: np.ndarray
    effect: np.ndarray


class ActivitySimulator:
    """People over some weeks, all at once; `observe`, then `step`.

    All chances are drawn in the beginning: two policies that are given the
    same seed meet the same people, weather and noise.

    Args:
        rng: of all draws.
        people: how many.
        days: that each is followed, with five decisions a day.
        world: what is true; None for the usual one.

    Raises:
        UsageError: no people or days, shares or deviations out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.activity_simulator import ActivitySimulator
        >>> world = ActivitySimulator(np.random.default_rng(0), people=3)
        >>> world.observe().context.shape
        (3, 5)
        >>> world.step(np.zeros(3)).shape, world.time
        ((3,), 1)

    Reference: Klasnja et al. 2019, doi:10.1093/abm/kay067, for the setting.
    Chapter: 3.4.2
    """

    def __init__(
        self,
        rng: np.random.Generator,
        people: int,
        days: int = 42,
        world: World | None = None,
    ):
        check_whole("people", people)
        check_whole("days", days)
        self.world = World() if world is None else world
        _check_world(self.world)
        self.people, self.times = people, days * len(HOURS)
        self.draws = _drawn(rng, people, days, self.world)
        self.time = 0
        self.dose = np.zeros(people)
        self.recent = self.draws["recent"][0].copy()
        self.opted_out = np.zeros(people, bool)
        self._moment = None  # of this time, once it was looked at

    def observe(self) -> Moment:
        """What is known at this decision point, and the hidden truth."""
        if self.time >= self.times:
            raise UsageError(
                f"the simulation has {self.times} decisions. Received: one more"
            )
        if self._moment is None:
            self._moment = self._look()
        return self._moment

    def _look(self):
        context = np.stack(
            [
                np.ones(self.people),
                self.draws["weather"][self.time],
                self.draws["at_home"][self.time],
                self.recent,
                self.dose - NEUTRAL_DOSE,
            ],
            axis=1,
        )
        day, decision = divmod(self.time, len(HOURS))
        return Moment(
            context,
            self.draws["available"][self.time],
            self.opted_out.copy(),
            HOURS[decision],
            day,
            self._baseline(context),
            self._effect(context),
        )

    def step(self, actions: np.ndarray) -> np.ndarray:
        """Send prompts (1) or none (0); rewards (people,) of the half hour.

        A prompt to who has opted out is refused.
        """
        actions = float_array("actions", actions, (self.people,), 0, 1)
        if not ((actions == 0) | (actions == 1)).all():
            raise UsageError(
                f"`actions` must be 0 or 1 for each of {self.people} people. "
                "Received: values between"
            )
        if actions[self.opted_out].any():
            raise UsageError(
                "`actions` must be 0 for who has opted out. Received: "
                f"{np.count_nonzero(actions[self.opted_out])} prompts"
            )
        moment, world = self.observe(), self.world
        noise = world.noise * self.draws["noise"][self.time]
        reward = moment.baseline + actions * moment.effect + noise
        leaving = self.draws["leaving"][self.time]
        self.opted_out |= leaving < world.opting_out * self.dose * actions
        self.dose = FADING * self.dose + actions
        self.time, self._moment = self.time + 1, None
        if self.time < self.times:
            # Steps now are like steps before: what was done comes back as
            # a feature of the next decision.
            drawn = 0.4 * reward + 0.9 * self.draws["recent"][self.time]
            self.recent = np.clip(drawn, -MOST_RECENT, MOST_RECENT)
        return reward

    def _baseline(self, context):
        world, recent = self.world, context[:, 3]
        share = self.time / self.times
        return (
            self.draws["level"]
            + context @ BASELINE
            + world.curve * (recent**2 - 1)
            + world.drift * share
        )

    def _effect(self, context):
        world = self.world
        effects = np.array(
            [
                world.effect,
                world.weather,
                world.at_home,
                world.recent,
                -world.habituation,
            ]
        )
        return self.draws["liking"] + context @ effects


def _drawn(rng, people, days, world):
    """All chances: by person, by day, by decision."""
    shape = days * len(HOURS), people
    good = np.zeros((days, people), bool)
    good[0] = rng.random(people) < 0.5
    changes = rng.random((days, people)) < 0.3
    for day in range(1, days):  # weather lasts for some days
        good[day] = good[day - 1] ^ changes[day]
    return {
        "level": 0.5 * rng.normal(size=people),
        "liking": world.spread * rng.normal(size=people),
        "weather": np.repeat(good, len(HOURS), axis=0).astype(float),
        "at_home": (rng.random(shape) < 0.6).astype(float),
        "available": rng.random(shape) < world.available,
        "recent": rng.normal(size=shape),
        "noise": rng.normal(size=shape),
        "leaving": rng.random(shape),
    }


def _check_world(world):
    check_number("available", world.available, 0, 1)
    check_number("opting_out", world.opting_out, 0, 1)
    check_number("spread", world.spread, 0)
    check_number("noise", world.noise, 0)
    for name in ("effect", "weather", "at_home", "recent", "habituation"):
        check_number(name, getattr(world, name))
    check_number("curve", world.curve, -1, 1)
    check_number("drift", world.drift)
