"""Strings are drawn from the model, end where they end, and are judged."""

import keras
import numpy as np
import pytest

from medkeras.models import token_sampling
from medkeras.models.smiles_lstm import smiles_lstm
from medkeras.models.smiles_vae import smiles_vae
from medkeras.models.token_sampling import (
    decode_codes,
    log_likelihoods,
    sample_tokens,
)
from medkeras.utils.errors import UsageError

END = 1


def writer(places=8, seed=0, sharp=3.0):
    """A model with weights that make it prefer some letters clearly."""
    keras.utils.set_random_seed(seed)
    model = smiles_lstm(6, places, units=(8, 6), dropout=0.3)
    last = model.get_layer("letters")
    kernel, bias = last.get_weights()
    bias[0] = -30  # as learned: padding never stands before an end
    last.set_weights([kernel * sharp, bias])
    return model


def test_nothing_stands_behind_the_end_and_one_seed_writes_one_thing():
    model = writer()
    tokens = sample_tokens(model, 400, END, seed=3)
    assert tokens.shape == (400, 8)
    over = np.cumsum(tokens == END, axis=1) - (tokens == END) > 0
    assert over.any() and (tokens[over] == 0).all()
    np.testing.assert_array_equal(
        tokens, sample_tokens(model, 400, END, seed=3)
    )
    assert (tokens != sample_tokens(model, 400, END, seed=4)).any()


def test_letters_come_as_often_as_the_model_says():
    """First letters, and second ones behind the commonest first."""
    model, n = writer(), 20_000
    tokens = sample_tokens(model, n, END, seed=0)
    first = np.bincount(tokens[:, 0], minlength=6)
    common = 2 + first[2:].argmax()
    p = np.array(model(np.full((1, 8), common)))[0]
    np.testing.assert_allclose(first / n, p[0], atol=0.012)
    behind = tokens[tokens[:, 0] == common, 1]
    second = np.bincount(behind, minlength=6) / len(behind)
    np.testing.assert_allclose(second, p[1], atol=0.03)


@pytest.mark.parametrize("teacher_forcing", [True, False])
def test_the_likeliest_letters_are_those_of_the_layers(teacher_forcing):
    """GRU steps written out, against Keras's layers; LSTM steps likewise."""
    keras.utils.set_random_seed(0)
    vae = smiles_vae(
        6, 8, (2,), (3,), 4, code_size=2, units=(5, 4),
        teacher_forcing=teacher_forcing,
    )  # fmt: skip
    codes = np.random.default_rng(0).normal(0, 3, (30, 2)).astype("float32")
    decoder = keras.Model(
        [vae.input, vae.get_layer("code").output],
        vae.get_layer("letters").output,
    )
    tokens = decode_codes(vae, codes, 5, temperature=0)
    model = writer()
    for written, p in (
        (tokens, np.array(decoder([tokens, codes]))),
        (sample_tokens(model, 4, 5, 0), None),
    ):
        p = np.array(model(written)) if p is None else p
        going = np.cumprod((written != 5) & (written != 0), axis=1)
        asked = np.concatenate([np.ones((len(going), 1)), going], axis=1)
        asked = asked[:, :-1] > 0
        np.testing.assert_array_equal(written[asked], p.argmax(axis=2)[asked])
        assert asked.sum() > len(written)


def test_a_low_temperature_writes_what_is_likely():
    model = writer()
    means = []
    for temperature in (0.3, 1.0, 3.0):
        tokens = sample_tokens(model, 300, END, temperature)
        likely = log_likelihoods(model, tokens).sum()
        means.append(likely / (tokens > 0).sum())
    assert means[0] > means[1] > means[2]


def test_likelihoods_leave_padding_out():
    model = writer()
    tokens = np.array([[3, 4, END, 0, 0, 0, 0, 0], [3, 4, 2, 5, 3, 3, 2, END]])
    p = np.array(model(tokens))
    expected = np.log([p[0, 0, 3], p[0, 1, 4], p[0, 2, END]]).sum()
    found = log_likelihoods(model, tokens, rows=1)
    assert np.isclose(found[0], expected, atol=1e-5)
    assert np.isclose(
        found[1],
        np.log(p[1, np.arange(8), tokens[1]]).sum(),
        atol=1e-5,
    )


def test_likelihoods_of_all_short_strings_sum_to_one():
    """Of one letter, the end, and of two that begin with another one."""
    model, letters = writer(places=2), np.arange(1, 6)
    two = [(a, b) for a in letters[1:] for b in letters]
    p = np.exp(log_likelihoods(model, [(END, 0), *two]))
    assert np.isclose(p.sum(), 1, atol=1e-5)


def test_one_graph_serves_all_sizes():
    for n, places in ((2, 3), (5, 4), (1, 6)):
        sample_tokens(writer(places=places), n, END)
    graph = token_sampling._writer((True, True), True)
    assert graph.experimental_get_tracing_count() == 1


def test_bad_input_is_one_line():
    model = writer()
    for bad in (
        dict(n=0),
        dict(end=0),
        dict(end=6),
        dict(temperature=-1),
        dict(temperature=float("nan")),
        dict(seed=-1),
    ):
        with pytest.raises(UsageError, match=f"`{next(iter(bad))}`"):
            sample_tokens(**(dict(model=model, n=2, end=END) | bad))
    dense = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    with pytest.raises(UsageError, match="`model`"):
        sample_tokens(dense, 2, END)
    for tokens in ([[1, 2]], [[9] * 8], [[-1] * 8], [[0.5] * 8], [["C"] * 8]):
        with pytest.raises(UsageError, match="`tokens`"):
            log_likelihoods(model, tokens)
    with pytest.raises(UsageError, match="`codes`"):
        decode_codes(model, [[1.0]], END)
