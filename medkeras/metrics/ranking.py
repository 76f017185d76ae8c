"""Rows compared with the rows of other patients: AUROC and precision."""

import numpy as np

from medkeras.utils.errors import UndefinedMetricError


def auroc_between(labels, scores, codes) -> float:
    """AUROC of all pairs of an ill and a healthy row of two patients."""
    better, pairs = _pairs(labels, scores)
    better_within, pairs_within = _pairs(labels, scores, codes)
    if pairs == pairs_within:
        raise UndefinedMetricError(
            "`labels` must be 0 and 1 in two patients: no pair is left. "
            f"Received: {len(np.unique(codes))} patients"
        )
    return float((better - better_within) / (pairs - pairs_within))


def precision_between(labels, scores, codes) -> float:
    """Average precision; beside itself a row meets only other patients'."""
    ill, rows = _at_or_above(labels, scores)
    own_ill, own_rows = _at_or_above(labels, scores, codes)
    precision = (1 + ill - own_ill) / (1 + rows - own_rows)
    return float(precision[labels == 1].mean())


def _pairs(labels, scores, codes=None):
    """Pairs within a group that are in order (ties: half), and all."""
    order, group, tie, tie_end, group_end = _blocks(scores, codes)
    healthy = np.concatenate([[0], np.cumsum(labels[order] == 0)])
    below = healthy[tie] - healthy[group]
    level = healthy[tie_end] - healthy[tie]
    ill = labels[order] == 1
    pairs = (healthy[group_end] - healthy[group])[ill].sum()
    return (below + level / 2)[ill].sum(), pairs


def _at_or_above(labels, scores, codes=None):
    """For each row the ill and all rows of its group that score as high."""
    order, _, tie, _, group_end = _blocks(scores, codes)
    ill = np.concatenate([[0], np.cumsum(labels[order] == 1)])
    counts = np.empty((2, len(order)))
    counts[:, order] = ill[group_end] - ill[tie], group_end - tie
    return counts


def _blocks(scores, codes):
    """Rows sorted by group and score, with the ends of groups and ties."""
    if codes is None:  # all are one group
        order = np.argsort(scores, kind="stable")
        new_group = np.arange(len(order)) == 0
    else:
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
