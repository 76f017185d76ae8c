"""Pairs as a grid: the same answers as pair by pair, gaps left out."""

import keras
import numpy as np
import pytest

from medkeras.models.deep_dta import deep_dta
from medkeras.training.pair_grid import fit_pair_grid, predict_pair_grid
from medkeras.utils.errors import UsageError

RNG = np.random.default_rng(0)
ROWS, COLUMNS = RNG.integers(1, 6, (5, 7)), RNG.integers(1, 6, (11, 9))


def model_of(seed=0):
    keras.utils.set_random_seed(seed)
    return deep_dta(6, 6, 7, 9, 3, 3, (8,), 8, (16,), dropout=0.0)


def test_a_grid_is_what_pairs_are():
    model = model_of()
    found = predict_pair_grid(model, ROWS, COLUMNS, columns_a_step=4)
    assert found.shape == (5, 11)
    first, second = np.repeat(ROWS, 11, axis=0), np.tile(COLUMNS, (5, 1))
    pairs = np.array(model([first, second])).reshape(5, 11)
    np.testing.assert_allclose(found, pairs, atol=1e-6)


def test_one_step_is_that_of_keras_on_the_known_pairs():
    values = RNG.normal(size=(5, 11))
    values[1, 3] = values[4, 10] = np.nan
    grid, pairs = model_of(), model_of()
    fit_pair_grid(grid, ROWS, COLUMNS, values, 1, 11, 0.01)
    known = ~np.isnan(values)
    at = np.nonzero(known)
    pairs.compile(keras.optimizers.Adam(0.01), "mse")
    x = [ROWS[at[0]], COLUMNS[at[1]]]
    pairs.train_on_batch(x, values[known][:, None])
    # Keras squares what each place says to a letter's vector before it adds
    # them up; the vectors of letters are therefore left out.
    for one, other in zip(grid.weights, pairs.weights, strict=True):
        if "vectors" not in one.path:
            np.testing.assert_allclose(one, other, atol=2e-4)


def test_a_value_that_is_not_known_teaches_nothing():
    values = RNG.normal(size=(5, 11))
    values[:, 6:] = np.nan
    grids = [model_of(), model_of()]
    other = COLUMNS.copy()
    other[6:] = 1
    for model, columns in zip(grids, (COLUMNS, other), strict=True):
        fit_pair_grid(model, ROWS, columns, values, 2, 4, seed=3)
    for one, two in zip(*(m.get_weights() for m in grids), strict=True):
        np.testing.assert_array_equal(one, two)


def test_it_learns_a_rule_of_both_members():
    values = (ROWS == 3).sum(1)[:, None] * (COLUMNS == 2).sum(1)[None] / 4.0
    model = model_of()
    errors = fit_pair_grid(model, ROWS, COLUMNS, values, 80, 4, 0.01)
    assert errors[-1] < 0.1 * values.var() < errors[0]
    found = predict_pair_grid(model, ROWS, COLUMNS)
    assert ((found - values) ** 2).mean() < 0.2 * values.var()


def test_bad_input_is_one_line_and_changes_nothing():
    model, values = model_of(), np.ones((5, 11))
    before = model.get_weights()
    for bad, name in (
        (dict(values=values[:, :3]), "values"),
        (dict(values=np.full((5, 11), np.nan)), "values"),
        (dict(values=np.full((5, 11), np.inf)), "values"),
        (dict(rows=ROWS[:, :3]), "rows"),
        (dict(columns=COLUMNS[0]), "columns"),
        (dict(epochs=0), "epochs"),
        (dict(columns_a_step=0), "columns_a_step"),
        (dict(learning_rate=0), "learning_rate"),
        (dict(seed=-1), "seed"),
        (dict(model=keras.Sequential([keras.Input((2,))])), "model"),
    ):
        given = dict(model=model, rows=ROWS, columns=COLUMNS, values=values)
        with pytest.raises(UsageError, match=f"`{name}`"):
            fit_pair_grid(**(given | bad))
    for one, other in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_training_that_diverged_is_told():
    with pytest.raises(UsageError, match="`learning_rate`"):
        fit_pair_grid(model_of(), ROWS, COLUMNS, np.ones((5, 11)), 5, 4, 1e30)
