import itertools

import numpy as np
import pytest
from scipy.special import expit, softmax

from medkeras.by_hand.ratings_rbm import (
    fit_ratings,
    predict_ratings,
    ratings_update,
)
from medkeras.utils.errors import UsageError


@pytest.fixture(scope="module")
def table():
    """Two kinds of people: what one likes, the other does not."""
    rng = np.random.default_rng(0)
    likes = np.where(np.arange(8) < 4, 5, 1)
    kind = rng.integers(0, 2, 200)[:, None]
    full = np.where(kind, likes, 6 - likes)
    return full, np.where(rng.random(full.shape) < 0.5, full, 0)


@pytest.fixture(scope="module")
def machine(table):
    return fit_ratings(table[1], 4, 5, 200, 0.3, np.random.default_rng(1))


def flat(*parts):
    return np.concatenate([np.ravel(part) for part in parts])


def expected_step(machine, items, levels):
    """CD-1 of one person, its mean over all draws."""
    kernel, a, b = machine

    def moments(levels):
        v = np.zeros(a.shape)
        v[items, levels] = 1
        h = expit(np.einsum("ik,ikh->h", v, kernel) + b)
        return flat(v[..., None] * h, v, h), h

    start, p_h = moments(levels)
    end = 0
    for h in itertools.product((0, 1), repeat=len(b)):
        weight = np.prod(np.where(h, p_h, 1 - p_h))
        chances = softmax(a + kernel @ np.array(h), axis=1)
        for seen in itertools.product(range(3), repeat=len(items)):
            p = weight * np.prod(chances[items, seen])
            end = end + p * moments(seen)[0]
    return start - end


@pytest.mark.parametrize(("items", "levels"), [([0, 1], [2, 0]), ([1], [1])])
def test_the_mean_update_is_that_of_all_draws(items, levels):
    draw = np.random.default_rng(0)
    machine = tuple(draw.normal(size=s) for s in [(2, 3, 2), (2, 3), (2,)])
    v = np.zeros((40_000, 2, 3))
    v[:, items, levels] = 1
    v[0, :, 0] = 1  # one person, so that each item has a rater
    after = ratings_update(machine, v, 1.0, np.random.default_rng(1))
    moved = flat(*after) - flat(*machine)
    rated = np.isin([0, 1], items)
    told = flat(*(rated[:, None] & np.ones((2, n), bool) for n in (6, 3)))
    told = flat(told, [True, True])
    expected = expected_step(machine, items, levels)
    np.testing.assert_allclose(moved[told], expected[told], atol=0.015)


def test_it_learns_who_likes_what(table, machine):
    full, given = table
    known = (given > 0).sum(axis=1) >= 2
    held_out = (given == 0) & known[:, None]
    off = np.abs(predict_ratings(machine, given) - full)[held_out]
    assert off.mean() < 0.6
    means = given.sum(axis=0) / (given > 0).sum(axis=0)
    assert np.abs(means - full)[held_out].mean() > 1.5


def test_items_not_rated_have_no_say(machine):
    one = np.zeros((1, 8), int)
    one[0, 2] = 5
    kernel, a, b = machine
    other = kernel.copy()
    other[[0, 1, 3, 4, 5, 6, 7]] = 0
    found = predict_ratings(machine, one)[0, 2]
    assert found == pytest.approx(
        predict_ratings((other, a, b), one)[0, 2], abs=1e-12
    )


def test_without_ratings_the_answer_is_that_of_the_biases():
    a = np.log(np.array([[0.1, 0.2, 0.7]]))
    machine = np.zeros((1, 3, 2)), a, np.zeros(2)
    found = predict_ratings(machine, np.zeros((1, 1), int))
    assert found[0, 0] == pytest.approx(0.1 + 0.4 + 2.1)


def test_bad_tables_are_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(UsageError, match=r"from 1 to 5.*from 0 to 6"):
        fit_ratings(np.array([[0, 6]]), 2, 5, 1, 0.1, rng)
    with pytest.raises(UsageError, match="none for item 1"):
        fit_ratings(np.array([[3, 0], [2, 0]]), 2, 5, 1, 0.1, rng)
