"""Further wrong and right answers to the exercises of chapter 3.2.2."""

import numpy as np
from scipy import stats


def always_all(published, n, decimals):
    return np.ones(n + 1, bool)


def one_short(published, n, decimals):
    half = 0.5 * 10.0**-decimals + 1e-9
    return np.abs(np.arange(n) / n - published) <= half


def half_to_even(published, n, decimals):
    return np.round(np.arange(n + 1) / n, decimals) == published


def isclose(published, n, decimals):
    return np.isclose(np.arange(n + 1) / n, published, atol=0.5 / 10**decimals)


def only_counts(published, n, decimals):
    half = 0.5 * 10.0**-decimals + 1e-9
    return [k for k in range(n + 1) if abs(k / n - published) <= half]


def one_by_one_count(published, n, decimals):
    fits = []
    for k in range(n + 1):
        away = abs(k - published * n)
        fits.append(bool(away <= n * 0.5 / 10**decimals + 1e-7))
    return fits


def as_ones(published, n, decimals):
    half = 0.5 * 0.1**decimals + 1e-9
    return (np.abs(np.arange(n + 1) / n - published) <= half).astype(int)


def weighted(p, there, patient, number):
    total = np.bincount(patient, np.where(there == 1, p, 0), number)
    count = np.bincount(patient, there, number)
    with np.errstate(invalid="ignore"):
        return list(total / count)


def of_those_seen(p, there, patient, number):
    """Ignores `number`: who has no window at all is forgotten."""
    means = []
    for k in np.unique(patient):
        own = p[(patient == k) & (there == 1)]
        means.append(own.mean() if len(own) else np.nan)
    return np.array(means)


def medians(p, there, patient, number):
    return np.array(
        [
            np.median(p[(patient == k) & (there == 1)])
            if there[patient == k].any()
            else np.nan
            for k in range(number)
        ]
    )


def maxima(p, there, patient, number):
    return np.array(
        [
            p[(patient == k) & (there == 1)].max()
            if there[patient == k].any()
            else np.nan
            for k in range(number)
        ]
    )


def in_place(p, there, patient, number):
    p[there == 0] = 0.0
    return weighted(p, there, patient, number)


def one_by_one(days, died, day):
    """Patient by patient, in the order of time, deaths first."""
    order = sorted(range(len(days)), key=lambda i: (days[i], -died[i]))
    alive, left = 1.0, len(days)
    for i in order:
        if days[i] <= day and died[i]:
            alive *= (left - 1) / left
        left -= 1
    return float(alive)


def ends_first(days, died, day):
    order = sorted(range(len(days)), key=lambda i: (days[i], died[i]))
    alive, left = 1.0, len(days)
    for i in order:
        if days[i] <= day and died[i]:
            alive *= (left - 1) / left
        left -= 1
    return float(alive)


def looked_up(days, died, day):
    """Knows only the days on which somebody died; else nobody has."""
    alive = {}
    left = 1.0
    for t in np.unique(days[died == 1]):
        left *= 1 - died[days == t].sum() / (days >= t).sum()
        alive[t] = left
    return alive.get(day, 1.0)


def exponential(days, died, day):
    """Nelson's sum in an exponent: near, but another estimate."""
    total = 0.0
    for t in np.unique(days[(died == 1) & (days <= day)]):
        total += ((days == t) & (died == 1)).sum() / (days >= t).sum()
    return np.exp(-total)


def by_scipy(days, died, day):
    seen = stats.CensoredData.right_censored(days, died == 0)
    return np.float32(stats.ecdf(seen).sf.evaluate(day))


def by_quantile(labels, risk, sensitivity):
    cases = -risk[labels == 1]
    alarm = -risk <= np.quantile(cases, sensitivity, method="inverted_cdf")
    return np.array([100 * alarm.mean(), labels[alarm].mean()])


def by_loop(labels, risk, sensitivity):
    for threshold in sorted(set(risk), reverse=True):
        alarm = risk >= threshold
        found = alarm[labels == 1].mean()
        if found >= sensitivity - 1e-9:
            break
    return [100 * alarm.sum() / len(alarm), labels[alarm].mean()]


def exchanged(labels, risk, sensitivity):
    number, right = by_loop(labels, risk, sensitivity)
    return right, number


WRONG = {
    "3.2.2-1": {
        "values": always_all,
        "much-room": isclose,
        "shape": one_short,
    },
    "3.2.2-2": {
        "values": medians,
        "only-those-seen": of_those_seen,
        "in-place": in_place,
    },
    "3.2.2-3": {"values": ends_first, "looked-up": looked_up},
    "3.2.2-4": {"swapped": exchanged},
}
RIGHT = {
    "3.2.2-1": {"one by one": one_by_one_count, "ones": as_ones},
    "3.2.2-2": {"bincount": weighted},
    "3.2.2-3": {"one by one": one_by_one, "scipy": by_scipy},
    "3.2.2-4": {"loop": by_loop, "quantile": by_quantile},
}
EQUIVALENT = {}
