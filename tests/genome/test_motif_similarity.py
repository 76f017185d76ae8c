"""Motifs laid on one another: shifts, strands, and what is unlike."""

import numpy as np
import pytest

from medkeras.genome import motif_similarity, one_hot
from medkeras.utils.errors import UsageError


def test_a_shifted_and_turned_copy_is_found():
    rng = np.random.default_rng(0)
    whole = rng.dirichlet([0.3] * 4, size=12)
    part = 3 * whole[4:10] + 1  # a correlation knows no scale
    found = motif_similarity(whole, part)
    assert found.correlation == pytest.approx(1) and found.offset == 4
    assert not found.reverse
    turned = motif_similarity(whole, part[::-1, ::-1])
    assert turned.correlation == pytest.approx(1) and turned.offset == 4
    assert turned.reverse
    back = motif_similarity(part, whole)
    assert back.offset == -4 and back.correlation == pytest.approx(1)


def test_a_correlation_by_numpy_and_what_overlaps_in_part():
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=(2, 5, 4))
    candidates = []
    for other in (second, second[::-1, ::-1]):
        for offset in range(-2, 3):
            a = first[max(offset, 0) : 5 + min(offset, 0)]
            b = other[max(-offset, 0) : 5 - max(offset, 0)]
            candidates.append(np.corrcoef(a.ravel(), b.ravel())[0, 1])
    found = motif_similarity(first, second, min_overlap=3)
    assert found.correlation == pytest.approx(max(candidates))
    whole = motif_similarity(first, second)
    assert whole.offset == 0
    assert whole.correlation == pytest.approx(max(candidates[2], candidates[7]))


def test_what_does_not_vary_is_like_nothing():
    assert motif_similarity(np.ones((4, 4)), one_hot("ACGT")).correlation == 0


def test_what_does_not_fit_is_refused():
    x = one_hot("ACGT")
    for overlap in (0, 5, 2.0):
        with pytest.raises(UsageError, match="min_overlap"):
            motif_similarity(x, x, overlap)
    with pytest.raises(UsageError, match="second"):
        motif_similarity(x, x[:, :3])
