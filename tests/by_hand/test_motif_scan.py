"""The scan by hand, against a convolution."""

import numpy as np
import pytest

from medkeras.by_hand.motif_scan import motif_scan
from medkeras.utils.errors import UsageError


def test_it_is_the_correlation_of_one_hot_rows_with_the_weights():
    rng = np.random.default_rng(0)
    numbers, weights = rng.integers(4, size=37), rng.normal(size=(5, 4))
    text = "".join("ACGT"[n] for n in numbers)
    expected = sum(
        np.correlate(np.eye(4)[numbers][:, j], weights[:, j], "valid")
        for j in range(4)
    )
    np.testing.assert_allclose(motif_scan(text, weights), expected)


def test_what_does_not_fit_is_refused():
    for wrong in ("ACN", None, "AC"):
        with pytest.raises(UsageError, match="sequence"):
            motif_scan(wrong, np.ones((3, 4)))
    with pytest.raises(UsageError, match="weights"):
        motif_scan("ACGT", np.ones((3, 3)))
