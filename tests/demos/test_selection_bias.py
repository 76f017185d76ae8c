"""Pure noise: chosen outside the folds it shines, inside it guesses."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from medkeras.demos.selection_bias import selection_bias
from medkeras.utils.errors import UsageError


def noise(seed, patients=50, columns=5000):
    draw = np.random.default_rng(seed)
    X = draw.normal(size=(patients, columns))
    return X, draw.permutation(np.tile([0, 1], patients // 2))


def test_noise_scores_above_075_outside_and_half_inside():
    found = np.array([selection_bias(*noise(s), seed=s) for s in range(30)])
    outside, inside = found.mean(axis=0)
    assert outside > 0.75
    assert found[:, 0].min() > 0.75
    assert inside == pytest.approx(0.5, abs=0.05)


def test_another_model_is_misled_as_well():
    found = selection_bias(*noise(0), estimator=LogisticRegression())
    assert found.outside > 0.75 > found.inside


def test_where_all_columns_are_kept_there_is_no_bias():
    found = selection_bias(*noise(0, columns=30), keep=30)
    assert found.outside == found.inside


def test_real_columns_are_found_inside_as_well():
    X, y = noise(0)
    X[:, :5] += 2.5 * y[:, None]
    assert selection_bias(X, y, keep=5).inside > 0.95
    # without a choice, 4,995 columns of noise drown the five
    assert selection_bias(X, y, keep=5000).inside < 0.9


def test_too_many_columns_are_refused():
    with pytest.raises(UsageError, match="from 1 to 9"):
        selection_bias(*noise(0, columns=9), keep=10)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"X": np.full((50, 9), np.nan)}, "finite"),
        ({"y": np.tile(["no", "yes"], 25)}, "`y` must be"),
        ({"y": np.tile([1, 2], 25)}, "`y` must be"),
        ({"y": np.tile([0, 1], 20)}, "one length"),
        ({"y": (np.arange(50) < 3).astype(int)}, "each 5 times or more"),
        ({"folds": 1}, "`folds`"),
    ],
)
def test_what_cannot_be_measured_is_refused(change, message):
    X, y = noise(0, columns=9)
    with pytest.raises(UsageError, match=message):
        selection_bias(**({"X": X, "y": y, "keep": 3} | change))
