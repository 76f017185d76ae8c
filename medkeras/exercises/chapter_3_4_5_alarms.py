"""Checks for chapter 3.4.5, exercises 3 and 4: thresholds and alarms."""

import numpy as np

from medkeras.exercises.problems import answer_to

PROMISE = "set an alarm threshold with a promise about false alarms"
WORTH = "count what alarms are worth, per patient and day"


def _calm_people(rng, place):
    """Distinct scores: enough, too few to promise, and just enough people."""
    sizes = (23, 0.2), (39, 0.1), (8, 0.05), (9, 0.1)
    people, alpha = sizes[place]
    return rng.permutation(np.round(rng.gamma(4, 2, people), 3)), alpha


def _ranked(scores, rank):
    if rank > len(scores):
        return np.inf
    return float(np.sort(scores)[max(rank, 1) - 1])


@answer_to(
    "3.4.5-3",
    title="A threshold that keeps its word",
    objective=PROMISE,
    problems=_calm_people,
    what="the threshold",
    points=2,
    pure=True,
    num_problems=4,
)
def calm_threshold(scores, alpha):
    """The ⌈(n + 1)(1 - alpha)⌉-th smallest."""
    exact = (len(scores) + 1) * (1 - alpha)
    return _ranked(scores, int(np.ceil(exact - 1e-9)))


@calm_threshold.mistake(
    "n-for-n-plus-1",
    "the new person was not counted: n in place of n + 1.",
    "The new one may stand anywhere among the n: there are n + 1 places.",
    "rank = ceil((n + 1) * (1 - alpha)).",
)
def _without_the_new(scores, alpha):
    return _ranked(scores, int(np.ceil(len(scores) * (1 - alpha) - 1e-9)))


@calm_threshold.mistake(
    "interpolated",
    "this lies between two scores, as np.quantile gives it.",
    "A quantile of the sample promises nothing about a new person.",
    "Take the rank-th smallest score itself.",
)
def _interpolated(scores, alpha):
    return float(np.quantile(scores, 1 - alpha))


@calm_threshold.mistake(
    "lower-tail",
    "most calm people are above this threshold.",
    "alpha is the share that may be ABOVE.",
    "1 - alpha in the rank.",
)
def _lower_tail(scores, alpha):
    exact = (len(scores) + 1) * alpha
    return _ranked(scores, max(int(np.ceil(exact - 1e-9)), 1))


@calm_threshold.mistake(
    "rank-from-zero",
    "one score too high was taken: ranks count from 1, places from 0.",
    "The rank-th smallest stands at place rank - 1.",
    "np.sort(scores)[rank - 1].",
)
def _one_too_high(scores, alpha):
    exact = (len(scores) + 1) * (1 - alpha)
    return _ranked(scores, int(np.ceil(exact - 1e-9)) + 1)


@calm_threshold.mistake(
    "highest",
    "the highest score was taken, whatever alpha is.",
    "That promises 1 / (n + 1), more or less than was asked for.",
    "rank = ceil((n + 1) * (1 - alpha)).",
)
def _highest(scores, alpha):
    return float(np.max(scores))


@calm_threshold.mistake(
    "gaussian",
    "this is a mean and some standard deviations.",
    "That trusts in a normal distribution; highest scores have none.",
    "Sort the scores and take one by its rank.",
)
def _gaussian(scores, alpha):
    return float(scores.mean() + 1.6449 * scores.std())


@calm_threshold.mistake(
    "never-infinite",
    "so few people cannot promise so little, and a number came back.",
    "Where the rank is above n, no score will do.",
    "Return np.inf if rank > len(scores).",
)
def _never_infinite(scores, alpha):
    found = calm_threshold(scores, alpha)
    return found if np.isfinite(found) else float(np.max(scores))


@calm_threshold.mistake(
    "infinite-too-soon",
    "there were just enough people, and infinity came back.",
    "With the new one n people have n + 1 places.",
    "np.inf only if rank > len(scores), that is if (n + 1) * alpha < 1.",
)
def _infinite_too_soon(scores, alpha):
    few = len(scores) * alpha < 1
    return np.inf if few else calm_threshold(scores, alpha)


def _watch(rng, place):
    """Rows of high scores longer than the silence, gaps, equal scores.

    The first score is high in every other problem; in the others a gap
    comes before any alarm, so that no silence hides it.
    """
    sizes = (40, 5.0, 3), (33, 7.0, 5), (28, 4.0, 2), (31, 6.0, 0)
    times, threshold, refractory = sizes[place]
    scores = rng.integers(0, int(threshold), times).astype(float)
    scores[4:17] = threshold + rng.integers(0, 2, 13)
    scores[20:25] = [threshold, np.nan, threshold + 1, 0, threshold]
    scores[-2:] = threshold
    scores[:2] = (threshold, 0) if place % 2 else (0, np.nan)
    return scores, threshold, refractory


def _sounded(high, silence, until=-1):
    places = []
    for place in np.flatnonzero(high):
        if place > until:
            places.append(int(place))
            until = place + silence
    return np.array(places, int)


@answer_to(
    "3.4.5-4",
    title="Alarms with silence",
    objective=WORTH,
    problems=_watch,
    what="the places of the alarms",
    points=2,
    pure=True,
    num_problems=4,
)
def alarm_times(scores, threshold, refractory):
    """High scores that no alarm of the times before silences."""
    return _sounded(scores >= threshold, refractory)


@alarm_times.mistake(
    "no-silence",
    "every high score sounded.",
    "Somebody is at the bed after the first.",
    "Skip places up to `refractory` after an alarm.",
)
def _no_silence(scores, threshold, refractory):
    return np.flatnonzero(scores >= threshold)


@alarm_times.mistake(
    "once-for-ever",
    "after the first alarm there was silence for ever.",
    "The silence ends after `refractory` times.",
    "Compare with the place of the LAST alarm.",
)
def _once(scores, threshold, refractory):
    return np.flatnonzero(scores >= threshold)[:1]


@alarm_times.mistake(
    "strictly-above",
    "a score equal to the threshold did not sound.",
    "At OR above.",
    "score >= threshold.",
)
def _strictly(scores, threshold, refractory):
    return _sounded(scores > threshold, refractory)


@alarm_times.mistake(
    "silence-one-short",
    "the silence ended one time too soon.",
    "With a silence of 3 an alarm at 4 is followed by one at 8, not at 7.",
    "Quiet while place - last <= refractory.",
)
def _one_short(scores, threshold, refractory):
    return _sounded(scores >= threshold, refractory - 1)


@alarm_times.mistake(
    "silence-one-long",
    "the silence lasted one time too long.",
    "With a silence of 3 an alarm at 4 is followed by one at 8, not at 9.",
    "Quiet while place - last <= refractory.",
)
def _one_long(scores, threshold, refractory):
    return _sounded(scores >= threshold, refractory + 1)


@alarm_times.mistake(
    "silence-renewed",
    "a score that did not sound made the silence longer.",
    "Silence counts from the last ALARM, not from the last high score.",
    "Remember the place of an alarm only when it sounds.",
)
def _renewed(scores, threshold, refractory):
    high = np.flatnonzero(scores >= threshold)
    apart = np.diff(high, prepend=-(10**6))
    return high[apart > refractory]


@alarm_times.mistake(
    "never-at-once",
    "the very first time can sound no alarm.",
    "Before the first alarm there is no silence, not even at place 0.",
    "Begin with no last alarm (None or -np.inf), not with -refractory.",
)
def _never_at_once(scores, threshold, refractory):
    return _sounded(scores >= threshold, refractory, until=0)


@alarm_times.mistake(
    "silent-at-start",
    "the watch began with a silence.",
    "Silence follows an alarm; at the start there has been none.",
    "Begin with no last alarm (None or -np.inf), not with 0.",
)
def _silent_at_start(scores, threshold, refractory):
    return _sounded(scores >= threshold, refractory, until=refractory)


@alarm_times.mistake(
    "gap-sounds",
    "a missing score sounded.",
    "NaN is not at or above anything; `not score < threshold` is true for it.",
    "score >= threshold is False for NaN.",
)
def _gap_sounds(scores, threshold, refractory):
    return _sounded(~(scores < threshold), refractory)


@alarm_times.mistake(
    "silence-of-one",
    "there was a silence where `refractory` is 0.",
    "Without silence every high score sounds.",
    "Quiet while place - last <= refractory; with 0 never.",
)
def _silence_of_one(scores, threshold, refractory):
    return _sounded(scores >= threshold, max(refractory, 1))


@alarm_times.mistake(
    "only-rises",
    "an alarm sounded only where the score had just risen.",
    "A score that stays high sounds again when the silence is over.",
    "Ask score >= threshold, not whether it crossed it.",
)
def _only_rises(scores, threshold, refractory):
    high = scores >= threshold
    return _sounded(high & ~np.r_[False, high[:-1]], refractory)


@alarm_times.mistake(
    "truth-values",
    "a truth value for each time came back.",
    "Places are asked for, whole numbers.",
    "np.flatnonzero, or append the places to a list.",
)
def _truth_values(scores, threshold, refractory):
    high = np.zeros(len(scores), bool)
    high[alarm_times(scores, threshold, refractory)] = True
    return high
