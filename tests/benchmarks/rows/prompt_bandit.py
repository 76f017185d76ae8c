"""Bandits of a thousand people: vectorised against one person at a time."""

import numpy as np

TITLE = "1,000 people, 42 days, five decisions a day"
PEER = "the same as in the paper: a loop, the matrix inverted each time"
EQUAL = (
    "Thompson sampling with a model a person, clipped, learning from each "
    "decision, among the people of the activity simulator; prompts sent and "
    "rewards are equal"
)
PROMISE = 20
PEOPLE, DAYS, LEAST = 1000, 42, 0.2


def world():
    from medkeras.signal.activity_simulator import ActivitySimulator

    return ActivitySimulator(np.random.default_rng(0), PEOPLE, DAYS)


def ours():
    from medkeras.rl.bandits import ThompsonSampling
    from medkeras.rl.trial import run_trial

    def run():
        policy = ThompsonSampling(10, PEOPLE, LEAST)
        log = run_trial(world(), policy, np.random.default_rng(1), 1)
        return [float(log.actions.sum()), float(np.abs(log.rewards).sum())]

    return run


class OnePerson:
    """A linear Thompson sampler with a matrix and a vector of its own."""

    def __init__(self, size):
        self.precision, self.moment = np.eye(size), np.zeros(size)

    def probability(self, change):
        """Of a prompt, clipped."""
        from scipy.special import ndtr

        inverse = np.linalg.inv(self.precision)
        mean = inverse @ self.moment
        sd = np.sqrt(change @ inverse @ change)
        return min(max(ndtr(change @ mean / sd), LEAST), 1 - LEAST)

    def learn(self, features, reward):
        """From one decision."""
        self.precision += np.outer(features, features)
        self.moment += reward * features


def life(person, draws, uniform, world):
    """One person's six weeks: prompts sent, sum of absolute rewards."""
    from medkeras.signal.activity_simulator import (
        BASELINE,
        FADING,
        MOST_RECENT,
        NEUTRAL_DOSE,
    )

    truth = world.world
    effects = np.array(
        [truth.effect, truth.weather, truth.at_home, truth.recent,
         -truth.habituation]
    )  # fmt: skip
    policy = OnePerson(10)
    dose, recent = 0.0, draws["recent"][0, person]
    sent = total = 0.0
    for time in range(len(uniform)):
        good, home = (
            draws["weather"][time, person],
            draws["at_home"][time, person],
        )
        context = np.array([1.0, good, home, recent, dose - NEUTRAL_DOSE])
        change = np.concatenate([np.zeros(5), context])
        there = draws["available"][time, person]
        chance = policy.probability(change) if there else 0.0
        action = float(uniform[time, person] >= 1 - chance)
        reward = draws["level"][person] + context @ BASELINE
        reward += action * (draws["liking"][person] + context @ effects)
        reward += truth.noise * draws["noise"][time, person]
        if there:
            features = np.concatenate([context, action * context])
            policy.learn(features, reward)
        sent, total = sent + action, total + abs(reward)
        dose = FADING * dose + action
        if time + 1 < len(uniform):
            drawn = 0.4 * reward + 0.9 * draws["recent"][time + 1, person]
            recent = min(max(drawn, -MOST_RECENT), MOST_RECENT)
    return sent, total


def peer():
    def run():
        people = world()
        rng = np.random.default_rng(1)
        uniform = rng.random((people.times, PEOPLE))
        lives = [
            life(person, people.draws, uniform, people)
            for person in range(PEOPLE)
        ]
        return [float(sum(column)) for column in zip(*lives, strict=True)]

    return run
