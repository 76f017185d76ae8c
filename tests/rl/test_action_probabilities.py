"""Features of actions; probabilities inside their clip, drawn as said."""

import numpy as np
import pytest

from medkeras.rl.action_probabilities import (
    FixedProbabilities,
    choice_features,
    clip_probabilities,
    draw_actions,
)
from medkeras.utils.errors import UsageError


def some_probabilities(actions, rows=5000):
    return np.random.default_rng(0).dirichlet(np.full(actions, 0.2), rows)


@pytest.mark.parametrize("actions", [2, 3, 7])
@pytest.mark.parametrize("least", [0.0, 0.1])
def test_no_probability_leaves_the_clip(actions, least):
    p = some_probabilities(actions)
    clipped = clip_probabilities(p, least)
    assert clipped.min() >= least
    assert clipped.max() <= 1 - (actions - 1) * least + 1e-12
    assert clipped.sum(axis=1) == pytest.approx(1)
    best = p.argmax(axis=1)
    assert (clipped.max(axis=1) == clipped[np.arange(len(p)), best]).all()


def test_two_actions_are_clipped_as_numpy_clips():
    p = some_probabilities(2)
    assert clip_probabilities(p, 0.2) == pytest.approx(np.clip(p, 0.2, 0.8))
    assert clip_probabilities([[0.9, 0.1]], 0.5).tolist() == [[0.5, 0.5]]


def test_the_block_of_an_action_is_its_own():
    context = np.arange(6.0).reshape(2, 3)
    found = choice_features(context, actions=3)
    assert found.shape == (2, 3, 9)
    for person in range(2):
        zero = np.zeros(3)
        blocks = [
            [zero, zero],
            [context[person], zero],
            [zero, context[person]],
        ]
        for action, parts in enumerate(blocks):
            expected = np.concatenate([context[person], *parts])
            assert (found[person, action] == expected).all()


def test_actions_are_drawn_as_often_as_said():
    p = np.tile([0.2, 0.5, 0.3], (100_000, 1))
    drawn = draw_actions(np.random.default_rng(0), p)
    shares = np.bincount(drawn, minlength=3) / len(drawn)
    assert shares == pytest.approx([0.2, 0.5, 0.3], abs=0.006)
    sure = np.eye(3)[np.arange(999) % 3]
    assert (
        draw_actions(np.random.default_rng(1), sure) == np.arange(999) % 3
    ).all()


def test_an_action_of_probability_0_is_never_drawn():
    """Not even where rounding leaves the sum a hair below 1."""

    class Highest:
        def random(self, count):
            return np.full(count, np.nextafter(1, 0))

    tenths = [[0.1] * 10 + [0.0], [0.0] * 10 + [1.0]]
    assert draw_actions(Highest(), tenths).tolist() == [9, 10]
    assert draw_actions(Highest(), [[1 - 1e-9, 0.0]]).tolist() == [0]


@pytest.mark.parametrize("row", [[0.2, 0.2], [0.0, 0.0], [1.0, 1.0]])
def test_rows_without_the_sum_1_are_not_drawn_from(row):
    with pytest.raises(UsageError, match="sum 1"):
        draw_actions(np.random.default_rng(0), [[0.5, 0.5], row])


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="sum 1"):
        clip_probabilities([[0.5, 0.6]], 0.1)
    with pytest.raises(UsageError, match="`least`"):
        clip_probabilities([[0.5, 0.5]], 0.6)
    with pytest.raises(UsageError, match="`actions`"):
        choice_features([[1.0]], actions=1)
    with pytest.raises(UsageError, match="sum 1"):
        FixedProbabilities([0.5, 0.1])
