"""Checks for chapter 3.4.1: shares, and verdicts that follow intervals."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between, times

UNITS = "set gains in unlike units side by side without averaging them"
COMPARE = "compare a network with a plain model on the same rows"


def _metrics(rng, place):
    """AUROCs, whose best is 1, and errors, whose best is 0; two perfect.

    Some errors are below 1, as AUROCs are; one network trebles its error.
    """
    count, first, second = ((6, 2, 5), (9, 7, 0), (7, 4, 1))[place]
    best = np.resize([1.0, 0.0, 0.0, 1.0], count)
    best = np.roll(best, place)
    best[first], best[second] = 1.0, 0.0
    error = np.where(np.arange(count) % 2, 30.0, 0.5)
    error = rng.uniform(0.5, 1.0, count) * error
    plain = np.where(best == 1, rng.uniform(0.5, 0.9, count), error)
    network = plain * rng.uniform(0.8, 1.1, count)
    worst = next(
        k for k in range(count) if best[k] == 0 and k not in (first, second)
    )
    network[worst] = 3 * plain[worst]
    plain[[first, second]] = best[[first, second]]
    return plain, network, best


@answer_to(
    "3.4.1-3",
    title="The share of the rest",
    objective=UNITS,
    problems=_metrics,
    what="the shares",
    points=2,
    pure=True,
    stated=Stated(
        "parts",
        "1",
        between("150", "999"),
        (
            ("Return $s$ of section 3", "Return {} times $s$ of section 3"),
            ("Return the share of the rest", "Return {} times the share"),
            ("return np.divide(", "return {} * np.divide("),
        ),
        returned=times,
    ),
)
def share_of_rest(plain, network, best):
    """What was gained by what there was to gain."""
    shares = np.full(len(plain), np.nan)
    for k, (a, b, top) in enumerate(zip(plain, network, best, strict=True)):
        if a != top:
            shares[k] = (b - a) / (top - a)
    return shares


@share_of_rest.mistake(
    "share-of-plain",
    "the gain was divided by the plain model's metric.",
    "How much of what was LEFT TO DO was done?",
    "(network - plain) / (best - plain).",
)
def _share_of_plain(plain, network, best):
    found = (network - plain) / np.where(plain == 0, 1, plain)
    return np.where(plain == best, np.nan, found)


@share_of_rest.mistake(
    "what-is-left",
    "this is the share that is left, not the share that is done.",
    "A perfect network has the share 1.",
    "The gain stands above the line: network - plain.",
)
def _what_is_left(plain, network, best):
    return 1 - share_of_rest(plain, network, best)


@share_of_rest.mistake(
    "zero-for-perfect",
    "where the plain model is perfect there is no share: NaN, not 0.",
    "0 would say that the network gained nothing where it could have.",
    "np.where(best == plain, np.nan, ...).",
)
def _zero_for_perfect(plain, network, best):
    return np.nan_to_num(share_of_rest(plain, network, best))


@share_of_rest.mistake(
    "infinite",
    "where the plain model is perfect the share is infinite here.",
    "There is no rest to divide by: the share is not defined.",
    "np.where(best == plain, np.nan, ...), or np.divide with `where`.",
)
def _infinite(plain, network, best):
    sign = np.sign(network - plain)
    found = share_of_rest(plain, network, best)
    return np.where(plain == best, sign * np.inf, found)


@share_of_rest.mistake(
    "best-is-one",
    "the best value was taken for 1 everywhere.",
    "The best error is 0.",
    "Use `best`.",
)
def _best_is_one(plain, network, best):
    found = (network - plain) / np.where(plain == 1, 1, 1 - plain)
    return np.where(plain == best, np.nan, found)


@share_of_rest.mistake(
    "best-guessed",
    "the best value was guessed from the size of the plain model's metric.",
    "An error may be below 1, too: .3 mg/dl, say.",
    "Use `best`, which says it for each task.",
)
def _best_guessed(plain, network, best):
    guessed = np.where(plain > 1, 0.0, 1.0)
    rest = guessed - plain
    found = (network - plain) / np.where(rest == 0, 1, rest)
    return np.where(rest == 0, np.nan, found)


@share_of_rest.mistake(
    "best-by-turns",
    "the tasks were taken for AUROCs and errors by turns.",
    "They come in any order.",
    "Use `best`, which says it for each task.",
)
def _best_by_turns(plain, network, best):
    turns = np.resize([1.0, 0.0], len(best))
    return share_of_rest(plain, network, turns)


@share_of_rest.mistake(
    "third-is-perfect",
    "NaN stands at the same place in every list.",
    "The plain model may be perfect in any task, in several, or in none.",
    "Compare `best` with `plain`, task by task.",
)
def _third_is_perfect(plain, network, best):
    found = _infinite(plain, network, best)
    found[2] = np.nan
    return found


@share_of_rest.mistake(
    "cut-off",
    "shares below -1 were cut off.",
    "A network may more than double what was left to do.",
    "No np.clip, no np.maximum.",
)
def _cut_off(plain, network, best):
    return np.maximum(share_of_rest(plain, network, best), -1)


@share_of_rest.mistake(
    "cut-at-zero",
    "losses were cut off at 0.",
    "A network that does worse has a share below 0.",
    "No np.clip, no np.maximum.",
)
def _cut_at_zero(plain, network, best):
    return np.maximum(share_of_rest(plain, network, best), 0)


@share_of_rest.mistake(
    "perfect-errors",
    "an error of 0 cannot be made smaller: NaN stands there, too.",
    "Perfect is 1 for an AUROC and 0 for an error.",
    "np.where(best == plain, np.nan, ...), not plain == 1.",
)
def _perfect_errors(plain, network, best):
    found = _infinite(plain, network, best)
    return np.where(plain == 1, np.nan, found)


@share_of_rest.mistake(
    "without-sign",
    "a loss was called a gain.",
    "A network that does worse has a share below 0.",
    "No np.abs.",
)
def _without_sign(plain, network, best):
    return np.abs(share_of_rest(plain, network, best))


def _intervals(rng, place):
    """Intervals above, around and below 0; some end at it exactly."""
    count = (8, 13, 10)[place]
    middle = rng.normal(0, 0.06, count)
    low, high = middle - 0.04, middle + 0.04
    low[:3], high[:3] = (0.0, 0.01, 0.02), (0.05, 0.06, 0.07)
    low[3:5], high[3:5] = (-0.05, -0.06), (0.0, -0.01)
    low[5:7], high[5:7] = (-0.02, -0.01), (0.03, 0.01)
    return low, high


@answer_to(
    "3.4.1-4",
    title="Verdicts that follow their intervals",
    objective=COMPARE,
    problems=_intervals,
    what="the three counts",
    points=2,
    pure=True,
)
def verdicts(low, high):
    """Each interval by itself."""
    counts = [0, 0, 0]
    for start, end in zip(low, high, strict=True):
        if start > 0:
            counts[0] += 1
        elif end < 0:
            counts[2] += 1
        else:
            counts[1] += 1
    return np.array(counts)


@verdicts.mistake(
    "by-the-middle",
    "the middle of each interval decided.",
    "An interval that holds 0 tells no difference, wherever its middle is.",
    "Better: low > 0; worse: high < 0.",
)
def _by_the_middle(low, high):
    middle = (low + high) / 2
    return np.array([np.sum(middle > 0), 0, np.sum(middle < 0)])


@verdicts.mistake(
    "ends-at-zero",
    "an interval that ends at 0 was called a difference.",
    "0 itself is still possible there.",
    "low > 0, not low >= 0; high < 0, not high <= 0.",
)
def _ends_at_zero(low, high):
    better, worse = np.sum(low >= 0), np.sum(high <= 0)
    return np.array([better, len(low) - better - worse, worse])


@verdicts.mistake(
    "exchanged",
    "better and worse are exchanged.",
    "First those whose whole interval is above 0.",
    "(better, no difference seen, worse).",
)
def _exchanged(low, high):
    return verdicts(low, high)[::-1]


@verdicts.mistake(
    "shares",
    "these are shares of the tasks, not counts.",
    "Three counts, which sum to the number of tasks.",
    "Do not divide.",
)
def _shares_of(low, high):
    return verdicts(low, high) / len(low)
