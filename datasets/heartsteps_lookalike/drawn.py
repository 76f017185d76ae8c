"""A micro-randomised trial among the people of the book's simulator."""

import numpy as np

from medkeras.signal.activity_simulator import HOURS, ActivitySimulator, World

CHANCE = 0.6  # of a prompt, where a person can be asked
MIDDLE, SPREAD = 3.0, 2.0  # log steps of half an hour: mean, per reward unit
NO_STEP = np.log(0.5)  # how no step at all is written: half a step is added


def decisions(num_people: int, seed: int, days: int = 42) -> dict:
    """Draw one row a decision, by person and time."""
    if not isinstance(num_people, int) or num_people < 1:
        raise ValueError(
            f"`num_people` must be at least 1. Received: {num_people!r}"
        )
    rng = np.random.default_rng(seed)
    world = ActivitySimulator(rng, num_people, days, World())
    rows = {name: [] for name in _NAMES}
    last = np.zeros(num_people)
    for time in range(days * len(HOURS)):
        moment = world.observe()
        prompted = (rng.random(num_people) < CHANCE) & moment.available
        reward = world.step(prompted.astype(float))
        after = _log_steps(reward)
        row = {
            "user": np.arange(1, num_people + 1),
            "decision": np.full(num_people, time + 1),
            "day": np.full(num_people, moment.day),
            "at_home_or_work": moment.context[:, 2],
            "action": prompted,
            "available": moment.available,
            "log_steps_after": after,
            "log_steps_last_time": last,
            "log_steps_before": _log_steps(moment.context[:, 3]),
            "probability": np.full(num_people, CHANCE),
        }
        for name, values in row.items():
            rows[name].append(values)
        last = after
    whole = {name: np.int64 for name in _NAMES[:6]}
    return {
        name: np.stack(values, axis=1).ravel().astype(whole.get(name, "f4"))
        for name, values in rows.items()
    }


_NAMES = (
    "user", "decision", "day", "at_home_or_work", "action", "available",
    "log_steps_after", "log_steps_last_time", "log_steps_before", "probability",
)  # fmt: skip


def _log_steps(reward):
    return np.maximum(MIDDLE + SPREAD * reward, NO_STEP)
