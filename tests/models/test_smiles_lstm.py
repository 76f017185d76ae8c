"""The language model of molecules: causal, teacher-forced, as published."""

import keras
import numpy as np
import pytest

from medkeras.models.smiles_lstm import smiles_lstm
from medkeras.models.token_sampling import log_likelihoods
from medkeras.utils.errors import UsageError

END = 1


def tokens_of(rows=6, places=7, letters=9, seed=0):
    return np.random.default_rng(seed).integers(2, letters, (rows, places))


def small(places=7, **options):
    keras.utils.set_random_seed(0)
    return smiles_lstm(9, places, **(dict(units=(6, 5), dropout=0.0) | options))


def test_the_published_sizes():
    model = smiles_lstm(70)
    assert model.count_params() == 21_342_278
    assert model.output_shape == (None, 100, 70)


def test_probabilities_of_each_place(check_model):
    def made(input_shape, **options):
        return small(input_shape[0])

    check_model(made, {}, (7,), (7, 9))
    p = np.array(small()(tokens_of()))
    np.testing.assert_allclose(p.sum(axis=2), 1, atol=1e-6)


def test_a_place_sees_letters_before_it_only():
    model, tokens = small(), tokens_of()
    before = np.array(model(tokens))
    changed = tokens.copy()
    changed[:, 3] = 2 + (tokens[:, 3] - 1) % 7
    after = np.array(model(changed))
    np.testing.assert_array_equal(before[:, :4], after[:, :4])
    assert np.abs(before[:, 4:] - after[:, 4:]).max(axis=(0, 2)).min() > 1e-5


def test_the_first_letter_has_one_distribution():
    first = np.array(small()(tokens_of()))[:, 0]
    np.testing.assert_array_equal(first, np.tile(first[:1], (len(first), 1)))


def test_it_learns_which_letter_follows():
    """Letters that go round, 2 3 4 2 3 4: known but for the start."""
    keras.utils.set_random_seed(0)
    starts = np.arange(60) % 3
    tokens = 2 + (starts[:, None] + np.arange(7)) % 3
    model = small(units=(16,))
    model.compile(
        keras.optimizers.Adam(0.02),
        "sparse_categorical_crossentropy",
        steps_per_execution=40,
    )
    many = np.tile(tokens, (40, 1))
    model.fit(many, many, batch_size=20, verbose=0)
    found = log_likelihoods(model, tokens[:3])
    assert (found < -0.9).all() and (found > -1.4).all()  # log(1/3) = -1.1


@pytest.mark.parametrize(
    "bad",
    [
        dict(vocabulary_size=1),
        dict(max_tokens=1),
        dict(units=()),
        dict(units=(4, 0)),
        dict(dropout=1.5),
    ],
)
def test_impossible_sizes_are_one_line(bad):
    with pytest.raises(UsageError, match=f"`{next(iter(bad))}`"):
        smiles_lstm(**(dict(vocabulary_size=9, units=(4,)) | bad))
