"""Weights and rows that fit each other."""

import numpy as np
import pytest

from medkeras.by_hand.rbm_weights import RBMWeights, checked_weights
from medkeras.utils.errors import UsageError

RIGHT = RBMWeights(np.ones((3, 2)), np.zeros(3), np.zeros(2))


def test_what_fits_comes_back_as_floats():
    weights, v = checked_weights(tuple(RIGHT), np.eye(3, dtype="uint8"))
    assert weights._fields == ("kernel", "visible_bias", "hidden_bias")
    assert v.dtype == float
    assert checked_weights(RIGHT).kernel is RIGHT.kernel


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"kernel": np.ones(3)}, "`kernel` must have the shape"),
        ({"kernel": np.full((3, 2), np.nan)}, "`kernel` must be finite"),
        ({"visible_bias": np.zeros(2)}, r"`visible_bias`.*\(3,\)"),
        ({"hidden_bias": ["a", "b"]}, "`hidden_bias` must be real numbers"),
    ],
)
def test_weights_that_do_not_fit_are_one_line(changed, message):
    with pytest.raises(UsageError, match=message):
        checked_weights(RIGHT._replace(**changed))


@pytest.mark.parametrize(
    ("v", "options", "message"),
    [
        (np.eye(2), {}, r"\(rows, 3\). Received: \(2, 2\)"),
        (np.eye(3) * 2, {"high": 1}, "`v` must be from"),
        (np.eye(3) / 2, {"binary": True}, "0 or 1 everywhere"),
        (np.zeros((0, 3)), {}, "one row or more"),
        (np.eye(3) * np.nan, {}, "finite"),
    ],
)
def test_rows_that_do_not_fit_are_one_line(v, options, message):
    with pytest.raises(UsageError, match=message):
        checked_weights(RIGHT, v, **options)
