"""Rows compared with the rows of other patients: AUROC and precision.

A bootstrap asks for them a thousand times, of the same rows in other numbers.
So each comes as a function of how often every patient is there: the rows are
sorted once, and a draw only counts them anew.
"""

from collections.abc import Callable

import numpy as np

from medkeras.utils.errors import UndefinedMetricError


def auroc_between(labels, scores, codes) -> float:
    """AUROC of all pairs of an ill and a healthy row of two patients."""
    return _of_everybody(auroc_of_draws, labels, scores, codes)


def precision_between(labels, scores, codes) -> float:
    """Average precision; beside itself a row meets only other patients'."""
    return _of_everybody(precision_of_draws, labels, scores, codes)


def auroc_of_draws(labels, scores, codes) -> Callable:
    """Function from the number of times each patient is there to the AUROC.

    A patient who is there twice is not compared with himself: of his own
    pairs there are four times as many, and all are left out.
    """
    ill, healthy = labels == 1, labels == 0
    order = np.argsort(scores[healthy], kind="stable")
    ordered = scores[healthy][order]
    below = np.searchsorted(ordered, scores[ill], "left")
    not_above = np.searchsorted(ordered, scores[ill], "right")
    of_ill, of_healthy = codes[ill], codes[healthy][order]
    own_better, own_pairs = _own_pairs(labels, scores, codes)

    def auroc(times):
        """Ties count half."""
        counted = _sums(times[of_healthy])
        ill_times, squares = times[of_ill], times**2
        better = ill_times @ (counted[below] + counted[not_above]) / 2
        pairs = ill_times.sum() * counted[-1]
        others = pairs - squares @ own_pairs
        if not others:
            return np.nan
        return float((better - squares @ own_better) / others)

    return auroc


def precision_of_draws(labels, scores, codes) -> Callable:
    """As `auroc_of_draws`, to the average precision."""
    ill = labels == 1
    order = np.argsort(scores, kind="stable")
    first = np.searchsorted(scores[order], scores[ill], "left")
    of_ill, of_row, is_ill = codes[ill], codes[order], ill[order]
    own_ill, own_rows = _own_at_or_above(labels, scores, codes)[:, ill]

    def precision(times):
        """Mean over the ill rows of the ill among rows that score as high."""
        rows = _sums(times[of_row])
        found = _sums(np.where(is_ill, times[of_row], 0))
        if not 0 < found[-1] < rows[-1]:
            return np.nan
        here = times[of_ill]  # a row stands for so many
        above = 1 + found[-1] - found[first] - here * own_ill
        among = 1 + rows[-1] - rows[first] - here * own_rows
        return float(here @ (above / among) / here.sum())

    return precision


def _of_everybody(metric, labels, scores, codes):
    """A metric with each patient once."""
    value = metric(labels, scores, codes)(np.ones(codes.max() + 1))
    if np.isnan(value):
        raise UndefinedMetricError(
            "`labels` must be 0 and 1 in two patients: no pair is left. "
            f"Received: {len(np.unique(codes))} patients"
        )
    return value


def _sums(counts):
    """Sums of the first 0, 1, 2, ... counts."""
    return np.concatenate([[0], np.cumsum(counts)])


def _own_pairs(labels, scores, codes):
    """For each patient the own pairs in order (ties: half), and all."""
    order, group, tie, tie_end, group_end = _blocks(scores, codes)
    healthy = _sums(labels[order] == 0)
    better = (healthy[tie] + healthy[tie_end]) / 2 - healthy[group]
    pairs = healthy[group_end] - healthy[group]
    ill = labels[order] == 1
    whose = codes[order][ill]
    return [
        np.bincount(whose, n[ill], codes.max() + 1) for n in (better, pairs)
    ]


def _own_at_or_above(labels, scores, codes):
    """For each row the patient's ill and all rows that score as high."""
    order, _, tie, _, group_end = _blocks(scores, codes)
    ill = _sums(labels[order] == 1)
    counts = np.empty((2, len(order)))
    counts[:, order] = ill[group_end] - ill[tie], group_end - tie
    return counts


def _blocks(scores, codes):
    """Rows sorted by patient and score, with the ends of patients and ties."""
    order = np.lexsort((scores, codes))
    new_group = np.diff(codes[order], prepend=-1) != 0
    new_tie = new_group | (np.diff(scores[order], prepend=-1.0) != 0)
    group, group_end = _ends(new_group)
    tie, tie_end = _ends(new_tie)
    return order, group, tie, tie_end, group_end


def _ends(starts):
    """Of each row, where its block begins and ends."""
    first = np.append(np.flatnonzero(starts), len(starts))
    block = np.cumsum(starts) - 1
    return first[block], first[block + 1]
