"""Answers to chapter 3.4.2: wrong ones with a general hint, right ones."""

import math

import numpy as np


def always_half(mean, covariance, context, least):
    return 0.5 * (1 - least)


def one_each(mean, covariance, context, least):
    return np.clip(mean * context, least, 1 - least)


def by_erf(mean, covariance, context, least):
    variance = 0.0
    for row, a in enumerate(context):
        for column, b in enumerate(context):
            variance += a * covariance[row][column] * b
    total = sum(a * m for a, m in zip(context, mean, strict=True))
    chance = 0.5 * (1 + math.erf(total / math.sqrt(2 * variance)))
    return min(1 - least, max(least, chance))


def as_an_array(mean, covariance, context, least):
    from scipy.stats import norm

    row = np.asarray(context, "float64")[None]
    sd = np.sqrt(row @ covariance @ row.T)[0, 0]
    chance = norm.cdf(float(row[0] @ mean), scale=sd)
    return np.clip(chance, least, 1 - least)


def scales_in_place(mean, covariance, context, least):
    mean /= np.sqrt(context @ covariance @ context)
    from scipy.special import ndtr

    return float(np.clip(ndtr(context @ mean), least, 1 - least))


def weights_of_one(actions, probability, reference):
    return np.ones(len(actions)), actions - reference


def weights_alone(actions, probability, reference):
    spoke, silent = reference / probability, (1 - reference) / (1 - probability)
    return np.where(actions == 1, spoke, silent)


def by_powers(actions, probability, reference):
    first = (reference / probability) ** actions
    second = ((1 - reference) / (1 - probability)) ** (1 - actions)
    return [(first * second).tolist(), (actions - reference).tolist()]


def in_a_loop(actions, probability, reference):
    weights, centred = [], []
    for action, p in zip(actions, probability, strict=True):
        if action:
            weights.append(reference / p)
        else:
            weights.append((1 - reference) / (1 - p))
        centred.append(action - reference)
    return weights, centred


def centres_in_place(actions, probability, reference):
    weights = weights_alone(actions, probability, reference)
    actions -= reference
    return weights, actions


def of_zero(rewards, actions, logged, target):
    return 0.0


def each_term(rewards, actions, logged, target):
    chance = np.where(actions == 1, logged, 1 - logged)
    new = np.where(actions == 1, target, 1 - target)
    return new / chance * rewards


def by_terms(rewards, actions, logged, target):
    return np.float32(np.mean(each_term(rewards, actions, logged, target)))


def by_products(rewards, actions, logged, target):
    a = actions
    new = a * target + (1 - a) * (1 - target)
    old = a * logged + (1 - a) * (1 - logged)
    return sum(rewards * new / old) / len(a)


def reweights_in_place(rewards, actions, logged, target):
    rewards *= np.where(
        actions == 1, target / logged, (1 - target) / (1 - logged)
    )
    return rewards.mean()


def nobody(available, opted_out, sent_today, cap, hour, quiet):
    return np.zeros(len(available), bool)


def one_word(available, opted_out, sent_today, cap, hour, quiet):
    return True


def one_by_one(available, opted_out, sent_today, cap, hour, quiet):
    start, end = quiet
    length = (end - start) % 24
    silent = (hour - start) % 24 < length
    found = []
    for person in range(len(available)):
        fine = available[person] and not opted_out[person]
        found.append(int(fine and sent_today[person] < cap and not silent))
    return found


def by_logic(available, opted_out, sent_today, cap, hour, quiet):
    start, end = quiet
    night = hour >= start or hour < end
    silent = night if start > end else hour >= start and hour < end
    free = np.logical_and(available, np.logical_not(opted_out))
    return np.logical_and(free, (sent_today < cap) & (not silent))


def crosses_out(available, opted_out, sent_today, cap, hour, quiet):
    available &= ~opted_out
    rows = available, opted_out, sent_today, cap, hour, quiet
    return by_logic(*rows)


def a_thousand_more(steps, percentile):
    return float(np.nanmax(steps)) + 1000


def all_sorted(steps, percentile):
    return np.sort(steps[~np.isnan(steps)])


def by_numpy(steps, percentile):
    known = steps[~np.isnan(steps)]
    return np.percentile(known, percentile, method="inverted_cdf")


def by_counting(steps, percentile):
    known = [day for day in steps.tolist() if day == day]
    for day in sorted(known):
        below = sum(other <= day for other in known)
        if 100 * below >= percentile * len(known):
            return np.float32(day)
    return None


def sorts_in_place(steps, percentile):
    steps.sort()
    return by_numpy(steps, percentile)


WRONG = {
    "3.4.2-1": {"values": always_half, "shape": one_each},
    "3.4.2-2": {"values": weights_of_one, "parts": weights_alone},
    "3.4.2-3": {"values": of_zero, "shape": each_term},
    "3.4.2-4": {"values": nobody, "shape": one_word},
    "3.4.2-5": {"values": a_thousand_more, "shape": all_sorted},
}
RIGHT = {
    "3.4.2-1": {"erf": by_erf, "scipy": as_an_array},
    "3.4.2-2": {"powers": by_powers, "loop": in_a_loop},
    "3.4.2-3": {"terms": by_terms, "products": by_products},
    "3.4.2-4": {"one by one": one_by_one, "logic": by_logic},
    "3.4.2-5": {"numpy": by_numpy, "counting": by_counting},
}
EQUIVALENT = {}
WRONG["3.4.2-1"]["in-place"] = scales_in_place
WRONG["3.4.2-2"]["in-place"] = centres_in_place
WRONG["3.4.2-3"]["in-place"] = reweights_in_place
WRONG["3.4.2-4"]["in-place"] = crosses_out
WRONG["3.4.2-5"]["in-place"] = sorts_in_place
