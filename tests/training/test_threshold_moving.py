"""Threshold moving: the best multipliers, the mildest change, refusals."""

import numpy as np
import pytest

from medkeras.training.threshold_moving import select_class_multipliers
from medkeras.utils.errors import UsageError

PROBABILITIES = np.array(
    [[0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.6, 0.1, 0.3], [0.5, 0.2, 0.3]]
)


def accuracy(labels, answers):
    return np.mean(labels == answers)


def sensitivity_of_two(labels, answers):
    return np.mean(answers[labels == 2] == 2)


def test_a_rare_class_is_found_when_its_multiplier_rises():
    labels = np.array([0, 0, 2, 2])
    chosen = select_class_multipliers(
        labels, PROBABILITIES, accuracy, classes=[1, 2]
    )
    answers = (PROBABILITIES * chosen).argmax(axis=1)
    assert accuracy(labels, answers) == 1
    assert chosen[0] == 1 and chosen[1] <= 1 and chosen[2] > 2


def test_what_changes_nothing_is_not_chosen():
    labels = PROBABILITIES.argmax(axis=1)
    chosen = select_class_multipliers(
        labels, PROBABILITIES, accuracy, classes=[1, 2]
    )
    assert chosen.tolist() == [1, 1, 1]


def test_a_score_that_is_nan_never_wins():
    def mostly_nan(labels, answers):
        return np.nan if np.any(answers == 2) else -1.0

    chosen = select_class_multipliers(
        [0, 0, 2, 2], PROBABILITIES, mostly_nan, classes=[2]
    )
    assert not np.any((PROBABILITIES * chosen).argmax(axis=1) == 2)
    with pytest.raises(UsageError, match="NaN for all"):
        select_class_multipliers(
            [0, 0, 1, 1], PROBABILITIES, sensitivity_of_nobody, classes=[2]
        )


def sensitivity_of_nobody(labels, answers):
    return np.nan


@pytest.mark.parametrize(
    "change",
    [
        {"labels": [0, 1]},
        {"labels": [], "probabilities": np.zeros((0, 3))},
        {"probabilities": -PROBABILITIES},
        {"probabilities": PROBABILITIES * np.nan},
        {"classes": [3]},
        {"grid": [0.0, 1.0]},
        {"grid": []},
    ],
)
def test_bad_input_gets_one_line(change):
    arguments = {
        "labels": [0, 0, 2, 2],
        "probabilities": PROBABILITIES,
        "score": accuracy,
        "classes": [1, 2],
    } | change
    with pytest.raises(UsageError, match="Received"):
        select_class_multipliers(**arguments)
