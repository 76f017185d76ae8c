"""Checks for chapter 3.4.2, exercise 4: whom it may address."""

import numpy as np

from medkeras.exercises.problems import answer_to

ABOVE = "put a person's own decisions above any policy, in code"


def _people(rng, place):
    """Day, night over midnight and noon's rest, their ends, broken hours."""
    count, cap, hour, quiet = (
        (16, 2, 12.0, (21.0, 8.0)),
        (12, 1, 21.75, (21.5, 7.0)),
        (14, 3, 3.0, (21.0, 8.0)),
        (12, 2, 14.0, (12.0, 14.0)),
        (12, 2, 13.0, (13.0, 15.0)),
        (18, 3, 8.0, (21.0, 8.0)),
        (15, 2, 22.0, (22.0, 6.5)),
        (13, 1, 14.25, (12.0, 14.5)),
        (14, 2, 11.75, (12.0, 14.0)),
        (16, 2, 7.25, (22.0, 6.5)),
    )[place]
    kinds = np.arange(count) % 4
    available, opted_out = kinds < 2, kinds % 2 == 1
    sent_today = rng.integers(0, cap + 2, count)
    sent_today[:8] = np.repeat([0, cap], 4)
    order = rng.permutation(count)
    return (
        available[order], opted_out[order], sent_today[order], cap, hour, quiet,
    )  # fmt: skip


def _silent(hour, quiet):
    start, end = quiet
    if start > end:
        return not end <= hour < start
    return start <= hour < end


def _free(available, opted_out, sent_today, cap):
    return available & ~opted_out & (sent_today < cap)


@answer_to(
    "3.4.2-4",
    title="Whom may it address?",
    objective=ABOVE,
    problems=_people,
    what="who may be addressed",
    points=2,
    pure=True,
    num_problems=10,
)
def may_address(available, opted_out, sent_today, cap, hour, quiet):
    """All four limits at once."""
    free = _free(available, opted_out, sent_today, cap)
    return free & (not _silent(hour, quiet))


@may_address.mistake(
    "opted-out-addressed",
    "people who have opted out may be addressed.",
    "A refusal stands above any policy.",
    "... and not opted_out.",
)
def _refusals_ignored(available, opted_out, sent_today, cap, hour, quiet):
    nobody = np.zeros(len(available), bool)
    return may_address(available, nobody, sent_today, cap, hour, quiet)


@may_address.mistake(
    "only-opted-out",
    "the people who have opted out are the ones addressed.",
    "opted_out True means: never.",
    "~opted_out.",
)
def _refusals_turned(available, opted_out, sent_today, cap, hour, quiet):
    return may_address(available, ~opted_out, sent_today, cap, hour, quiet)


@may_address.mistake(
    "unavailable-addressed",
    "people who cannot be asked now may be addressed.",
    "Somebody is driving.",
    "available and ...",
)
def _anybody(available, opted_out, sent_today, cap, hour, quiet):
    everybody = np.ones(len(available), bool)
    return may_address(everybody, opted_out, sent_today, cap, hour, quiet)


@may_address.mistake(
    "one-too-many",
    "who has had all of the day's prompts gets one more.",
    "At most `cap`: before this one there must be fewer.",
    "sent_today < cap.",
)
def _one_more(available, opted_out, sent_today, cap, hour, quiet):
    return may_address(available, opted_out, sent_today, cap + 1, hour, quiet)


@may_address.mistake(
    "one-too-few",
    "the last prompt of the cap is never sent.",
    "At most `cap` prompts, so with cap - 1 sent one is left.",
    "sent_today < cap.",
)
def _one_less(available, opted_out, sent_today, cap, hour, quiet):
    return may_address(available, opted_out, sent_today, cap - 1, hour, quiet)


@may_address.mistake(
    "no-cap",
    "the cap is not kept.",
    "`sent_today` counts what has been sent.",
    "sent_today < cap.",
)
def _no_cap(available, opted_out, sent_today, cap, hour, quiet):
    none = np.zeros(len(available))
    return may_address(available, opted_out, none, cap, hour, quiet)


@may_address.mistake(
    "midnight-forgotten",
    "quiet hours that go over midnight are not kept.",
    "From 21 to 8 no hour is both at least 21 and below 8.",
    "If quiet_from > quiet_until: hour >= quiet_from OR hour < quiet_until.",
)
def _no_midnight(available, opted_out, sent_today, cap, hour, quiet):
    free = _free(available, opted_out, sent_today, cap)
    return free & (not quiet[0] <= hour < quiet[1])


@may_address.mistake(
    "always-over-midnight",
    "quiet hours in the middle of the day are taken for all others.",
    "From 12 to 14 is silence of two hours, not of twenty-two.",
    "OR only where quiet_from > quiet_until; else AND.",
)
def _always_midnight(available, opted_out, sent_today, cap, hour, quiet):
    free = _free(available, opted_out, sent_today, cap)
    return free & (not (hour >= quiet[0] or hour < quiet[1]))


@may_address.mistake(
    "end-included",
    "there is silence in the very hour at which it ends.",
    "Until 8 means before 8.",
    "hour < quiet_until, not <=.",
)
def _end_included(available, opted_out, sent_today, cap, hour, quiet):
    free = _free(available, opted_out, sent_today, cap)
    return free & (not (_silent(hour, quiet) or hour == quiet[1]))


@may_address.mistake(
    "start-left-out",
    "the very hour at which silence begins is not silent.",
    "From 13 means at 13, too.",
    "hour >= quiet_from, not >.",
)
def _start_left_out(available, opted_out, sent_today, cap, hour, quiet):
    free = _free(available, opted_out, sent_today, cap)
    return free & (not _silent(hour, quiet) or hour == quiet[0])


@may_address.mistake(
    "whole-hours",
    "the minutes were cut off: a quarter to ten became nine.",
    "`hour` and the ends of `quiet` may lie between two full hours.",
    "Compare them as they are, without int() or round().",
)
def _whole_hours(available, opted_out, sent_today, cap, hour, quiet):
    return may_address(available, opted_out, sent_today, cap, int(hour), quiet)


@may_address.mistake(
    "one-night-for-all",
    "it is silent from 21 to 8, whatever `quiet` says.",
    "Each person's app has quiet hours of its own: they are an argument.",
    "quiet_from, quiet_until = quiet.",
)
def _one_night(available, opted_out, sent_today, cap, hour, quiet):
    night = 21.0, 8.0
    return may_address(available, opted_out, sent_today, cap, hour, night)


@may_address.mistake(
    "no-quiet-hours",
    "quiet hours are not kept.",
    "In them nobody may be addressed.",
    "Compare `hour` with both ends of `quiet`.",
)
def _no_quiet(available, opted_out, sent_today, cap, hour, quiet):
    return _free(available, opted_out, sent_today, cap)


@may_address.mistake(
    "only-at-night",
    "prompts are sent in the quiet hours only.",
    "Quiet means none.",
    "... and not silent.",
)
def _only_at_night(available, opted_out, sent_today, cap, hour, quiet):
    free = _free(available, opted_out, sent_today, cap)
    return free & _silent(hour, quiet)


@may_address.mistake(
    "any-limit",
    "one limit that is kept was enough.",
    "All must be kept at once.",
    "and, not or.",
)
def _any_limit(available, opted_out, sent_today, cap, hour, quiet):
    silent = _silent(hour, quiet)
    return available | ~opted_out | (sent_today < cap) | (not silent)


@may_address.mistake(
    "places",
    "places came back, not a True or False a person.",
    "Return as many values as there are people.",
    "Do not use np.flatnonzero.",
)
def _places(available, opted_out, sent_today, cap, hour, quiet):
    rows = available, opted_out, sent_today, cap, hour, quiet
    return np.flatnonzero(may_address(*rows))
