"""Checks for chapter 3.2.2, exercises 3 and 4: survival, alarms."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between

TIME = "follow patients over time and count alarms"


def _followed(rng, place):
    """Days on which several die or are last seen.

    Two that are asked about are such; the third lies between two of them,
    the fourth before the first death.
    """
    count = (14, 22, 30, 18)[place]
    days = rng.integers(1, 12, count).astype(float) * 100
    died = (rng.random(count) < 0.55).astype(int)
    asked = (600.0, 500.0, 850.0, 60.0)[place]
    busy = (600.0, 500.0, 800.0, 700.0)[place]
    days[:4], died[:4] = busy, (1, 1, 0, 0)
    days[4:6], died[4:6] = 300.0, (1, 0)
    days[6:8], died[6:8] = 1200.0, (1, 0)
    order = rng.permutation(count)
    return days[order], died[order], asked


def _alive(days, died, day, upto=np.less_equal, followed=np.greater_equal):
    alive = 1.0
    for t in np.unique(days[(died == 1) & upto(days, day)]):
        deaths = ((days == t) & (died == 1)).sum()
        alive *= 1 - deaths / max(followed(days, t).sum(), 1)
    return alive


@answer_to(
    "3.2.2-3",
    title="Alive after so many days",
    objective=TIME,
    problems=_followed,
    what="the share alive",
    points=2,
    pure=True,
    num_problems=4,
)
def share_alive(days, died, day):
    """Product over the days with deaths of what the others are."""
    return _alive(days, died, day)


@share_alive.mistake(
    "plain-share",
    "the share that has not died so far was taken of all patients.",
    "Who was last seen alive before is not known to live: he counts only as "
    "long as he was followed.",
    "Multiply 1 - deaths / followed over the days with deaths.",
)
def _plain_share(days, died, day):
    return 1 - ((died == 1) & (days <= day)).mean()


@share_alive.mistake(
    "left-out",
    "patients whose follow-up ended before were left out from the start.",
    "They were seen alive until then, and count among the followed.",
    "followed = (days >= t).sum(), of all patients.",
)
def _left_out(days, died, day):
    kept = (days >= day) | (died == 1)
    return 1 - ((died == 1) & (days <= day))[kept].mean()


@share_alive.mistake(
    "strictly-before",
    "deaths on the day itself were not counted.",
    "The share is that AFTER the day.",
    "days <= day, not <.",
)
def _strictly_before(days, died, day):
    return _alive(days, died, day, upto=np.less)


@share_alive.mistake(
    "not-yet-followed",
    "only those seen longer than the day of a death counted as followed.",
    "Who dies, or is last seen, on a day was followed on it.",
    "(days >= t).sum(), not >.",
)
def _not_followed(days, died, day):
    return _alive(days, died, day, followed=np.greater)


@share_alive.mistake(
    "looked-up",
    "a day on which nobody died was taken for one before all deaths.",
    "Between two deaths the curve stays where the last one left it.",
    "Take all days with deaths that are <= day.",
)
def _looked_up(days, died, day):
    on_it = ((days == day) & (died == 1)).any()
    return _alive(days, died, day) if on_it else 1.0


@share_alive.mistake(
    "each-end-a-death",
    "every end of a follow-up was counted as a death.",
    "`died` says which ends were deaths.",
    "deaths = ((days == t) & (died == 1)).sum().",
)
def _all_deaths(days, died, day):
    return _alive(days, np.ones(len(days), int), day)


@share_alive.mistake(
    "share-dead",
    "that is the share that has died.",
    "S(t) begins at 1 and falls.",
    "1 minus your answer.",
)
def _dead(days, died, day):
    return 1 - _alive(days, died, day)


def _scored(rng, place):
    """Risks with ties; more patients without the event than with it."""
    count, cases, wanted = ((30, 10, 0.8), (41, 9, 0.5), (26, 7, 0.97))[place]
    labels = (np.arange(count) < cases).astype(int)
    risk = rng.normal(0.8 * labels, 1).round(1) / 10 + 0.5
    order = rng.permutation(count)
    return labels[order], risk[order], wanted


def _pair(labels, alarm):
    right = labels[alarm].mean() if alarm.any() else 0.0
    return 100 * alarm.mean(), right


def _needed(labels, sensitivity):
    return int(np.ceil(sensitivity * (labels == 1).sum() - 1e-9))


def _of_so_many(patients, result):
    alarms, right = result
    return alarms * patients / 100, right


@answer_to(
    "3.2.2-4",
    title="Alarms per hundred",
    objective=TIME,
    problems=_scored,
    what=("the alarms per 100 patients", "the share that is right"),
    points=2,
    pure=True,
    stated=Stated(
        "patients",
        "100",
        between("150", "999"),
        (
            ("alarms per hundred", "alarms per {} patients"),
            ("how many of 100 patients", "how many of {} patients"),
            ("alarms per 100 patients", "alarms per {} patients"),
            ("return 100 * alarm", "return {} * alarm"),
        ),
        returned=_of_so_many,
    ),
)
def alarms_per_hundred(labels, risk, sensitivity):
    """Alarms at the highest threshold that finds so many of the cases."""
    cases = np.sort(risk[labels == 1])[::-1]
    return _pair(labels, risk >= cases[_needed(labels, sensitivity) - 1])


@alarms_per_hundred.mistake(
    "of-everybody",
    "the threshold was set by all patients, not by those with the event.",
    "Sensitivity is a share of those with label 1.",
    "Sort risk[labels == 1].",
)
def _of_everybody(labels, risk, sensitivity):
    ranked = np.sort(risk)[::-1]
    needed = int(np.ceil(sensitivity * len(risk) - 1e-9))
    return _pair(labels, risk >= ranked[needed - 1])


@alarms_per_hundred.mistake(
    "above-only",
    "patients exactly at the threshold got no alarm.",
    "At or above it, so that enough are found.",
    "risk >= threshold, not >.",
)
def _above_only(labels, risk, sensitivity):
    cases = np.sort(risk[labels == 1])[::-1]
    return _pair(labels, risk > cases[_needed(labels, sensitivity) - 1])


@alarms_per_hundred.mistake(
    "by-specificity",
    "the threshold leaves that share of those WITHOUT the event in peace.",
    "That is specificity; sensitivity is asked for.",
    "Sort risk[labels == 1].",
)
def _by_specificity(labels, risk, sensitivity):
    others = np.sort(risk[labels == 0])
    needed = int(np.ceil(sensitivity * len(others) - 1e-9))
    return _pair(labels, risk > others[needed - 1])


@alarms_per_hundred.mistake(
    "the-threshold-itself",
    "`sensitivity` was taken as the threshold.",
    "The threshold is a risk, to be found among those of the cases.",
    "threshold = np.sort(risk[labels == 1])[::-1][needed - 1].",
)
def _as_threshold(labels, risk, sensitivity):
    return _pair(labels, risk >= sensitivity)


@alarms_per_hundred.mistake(
    "everybody-alarmed",
    "everybody from the LOWEST risk of a case on gets an alarm.",
    "Not all cases need to be found, only the share that is asked for.",
    "Count from the highest: np.sort(...)[::-1][needed - 1].",
)
def _everybody(labels, risk, sensitivity):
    return _pair(labels, risk >= risk[labels == 1].min())


@alarms_per_hundred.mistake(
    "share-not-hundred",
    "the alarms are a share; asked was how many of 100.",
    "100 times the share.",
    "100 * alarm.mean().",
)
def _share(labels, risk, sensitivity):
    number, right = alarms_per_hundred(labels, risk, sensitivity)
    return number / 100, right
