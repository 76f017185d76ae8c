"""Metrics against hand calculations; a gain points upwards for all."""

import numpy as np
import pytest

from medkeras.tasks.measures import (
    MEASURES,
    gain,
    measure_of,
    row_scores,
    score,
)
from medkeras.utils.errors import UsageError

GROUPS = np.arange(4)


def test_rows_are_scored_as_by_hand():
    error = row_scores(measure_of("mean absolute error"), [1, 5], [2.5, 4])
    assert error.tolist() == [1.5, 1.0]
    masks = np.zeros((3, 2, 2), bool)
    masks[0, 0], masks[1, 0] = True, True
    found = np.zeros_like(masks)
    found[0, 0], found[1, :, 0] = True, True
    # the same, half of it, and nothing where there is nothing
    assert row_scores(measure_of("Dice"), masks, found).tolist() == [1, 0.5, 1]


def test_auroc_is_that_of_the_book():
    found = score(
        measure_of("AUROC"), np.array([0, 1, 0, 1]),
        np.array([0.1, 0.4, 0.5, 0.9]), GROUPS, 50,
    )  # fmt: skip
    assert found.value == 0.75
    assert found.n == 4


@pytest.mark.parametrize("name", MEASURES)
def test_a_gain_is_above_zero_where_the_first_is_right(name):
    measure = measure_of(name)
    truth = np.array([0, 1, 0, 1])
    right, wrong = truth.astype(float), 1.0 - truth
    if measure.answer == "mask":
        truth = np.tile(truth[:, None, None], (1, 2, 2))
        right, wrong = truth, 1 - truth
    groups = np.arange(4)
    found = gain(measure, truth, right, wrong, groups, 20)
    assert found.value > 0
    other = gain(measure, truth, wrong, right, groups, 20)
    assert other.value == -found.value


def test_an_unknown_metric_offers_the_nearest():
    with pytest.raises(UsageError, match="Did you mean: accuracy"):
        measure_of("acuracy")
