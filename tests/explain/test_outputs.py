"""Outputs come in batches, in order, or one line says why not."""

import numpy as np
import pytest

from medkeras.explain.outputs import target_outputs
from medkeras.utils.errors import UsageError


def test_batches_give_what_one_call_does():
    x, sizes = np.arange(10.0)[:, None], []

    def model(part):
        sizes.append(len(part))
        return np.concatenate([part, -part], axis=1)

    np.testing.assert_array_equal(target_outputs(model, x, 1, 4), -x[:, 0])
    assert sizes == [4, 4, 2]
    assert target_outputs(model, x[:0], 0).shape == (0,)


@pytest.mark.parametrize(
    ("model", "target", "words"),
    [
        (lambda x: x, 1, "below 1"),
        (lambda x: x[:-1], 0, "as many rows"),
        (lambda x: x * np.nan, 0, "finite"),
        (lambda x: x[..., None], 0, "as many rows"),
    ],
)
def test_what_does_not_fit_is_refused(model, target, words):
    with pytest.raises(UsageError, match=words):
        target_outputs(model, np.ones((3, 1)), target)
