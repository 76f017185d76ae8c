"""The VAE of strings: its bound, its annealing, its property head."""

from itertools import pairwise

import keras
import numpy as np
import pytest
from scipy import stats

from medkeras.metrics.importance_bound import importance_bound
from medkeras.models.smiles_vae import (
    code_distribution,
    log_weights,
    sample_codes,
    smiles_vae,
)
from medkeras.utils.errors import UsageError

SMALL = dict(filters=(3,), widths=(3,), dense=8, code_size=2, units=(7,))


def tokens_of(rows=6, places=9, letters=6, seed=0):
    tokens = np.random.default_rng(seed).integers(1, letters, (rows, places))
    tokens[:, -2:] = 0
    return tokens


def small(**options):
    keras.utils.set_random_seed(0)
    return smiles_vae(6, 9, **(SMALL | options))


def test_the_published_sizes():
    model = smiles_vae(35)
    assert model.get_layer("code").units == 292
    assert model.get_layer("dense").output.shape == (None, 435)
    assert model.get_layer("dense").input.shape[1] == 94 * 10
    assert [model.get_layer(f"gru_{n}").units for n in (1, 2, 3)] == [501] * 3


def test_the_boring_part(check_model):
    def made(input_shape, **options):
        return small()

    check_model(made, {}, (9,), (9, 6))


def test_kl_in_closed_form_is_that_of_draws_to_one_percent():
    model, tokens = small(), tokens_of()
    mean, log_variance = code_distribution(model, 3 * [*tokens[:1]])
    layer = model.get_layer("code")
    mean, log_variance = mean + 1.0, log_variance - 1.0
    closed = np.array(layer.divergence(mean, log_variance))[0]
    q = stats.norm(mean[0], np.exp(log_variance[0] / 2))
    z = q.rvs((200_000, 2), np.random.default_rng(0))
    drawn = (q.logpdf(z) - stats.norm.logpdf(z)).sum(axis=1).mean()
    assert closed > 0.5
    assert abs(drawn / closed - 1) < 0.01


def test_the_weights_mean_is_the_bound_in_two_parts():
    """E log p(s | z) - KL, the second part in closed form."""
    model, tokens = small(), tokens_of(3)
    weights = log_weights(model, tokens, draws=400)
    mean, log_variance = code_distribution(model, tokens)
    kl = np.array(model.get_layer("code").divergence(mean, log_variance))
    noise = np.random.default_rng(5).normal(size=(400, *mean.shape))
    z = (mean + np.exp(log_variance / 2) * noise).reshape(-1, 2)
    letters = np.tile(tokens, (400, 1))
    p = np.array(decoder_of(model)([letters, z.astype("float32")]))
    log_p = np.log(np.take_along_axis(p, letters[..., None], 2)).sum((1, 2))
    expected = log_p.reshape(400, 3).mean(axis=0) - kl
    error = weights.std(axis=1) / np.sqrt(400)
    assert (np.abs(weights.mean(axis=1) - expected) < 5 * error).all()
    # Without the codes' own part the bound would be another.
    assert (kl > 0.001).all()


def test_more_draws_tighten_the_bound():
    weights = log_weights(small(), tokens_of(5), draws=16)
    bounds = [importance_bound(weights, k) for k in (1, 2, 4, 8, 16)]
    for lower, higher in pairwise(bounds):
        assert (higher >= lower - 1e-9).all()
    assert (bounds[-1] > bounds[0]).all()


def decoder_of(model):
    return keras.Model(
        [model.input, model.get_layer("code").output],
        model.get_layer("letters").output,
    )


def test_the_loss_is_the_negative_bound_a_letter():
    """In use the code is the mean: cross-entropy there + KL / places."""
    model, tokens = small(kl_weight=2.0), tokens_of()
    model.compile("sgd", "sparse_categorical_crossentropy")
    found = model.evaluate(tokens, tokens, verbose=0)
    p = np.array(model(tokens))
    crossed = -np.log(np.take_along_axis(p, tokens[..., None], 2)).mean()
    distribution = code_distribution(model, tokens)
    kl = np.array(model.get_layer("code").divergence(*distribution)).mean()
    assert np.isclose(found, crossed + 2 * kl / 9, atol=1e-5)


def test_the_decoder_sees_letters_before_only_or_none():
    for teacher_forcing in (True, False):
        model, tokens = small(teacher_forcing=teacher_forcing), tokens_of()
        codes, changed = np.ones((6, 2), "float32"), tokens.copy()
        changed[:, 4] = 1 + tokens[:, 4] % 5
        decoder = decoder_of(model)
        before, after = (
            np.array(decoder([each, codes])) for each in (tokens, changed)
        )
        np.testing.assert_allclose(before[:, :5], after[:, :5], atol=1e-7)
        apart = np.abs(before - after)[:, 5:].max()
        assert (apart > 1e-4) == teacher_forcing


def test_a_property_is_learned_from_the_code():
    tokens = tokens_of(60)
    value = (tokens[:, :1] > 3).astype("float32")
    model = small(property_units=16, kl_weight=0.0, units=(2,))
    model.compile(
        keras.optimizers.Adam(0.02),
        {"letters": "sparse_categorical_crossentropy", "property": "mse"},
        loss_weights={"letters": 0.1, "property": 10.0},
        steps_per_execution=40,
    )
    many = np.tile(tokens, (80, 1))  # each batch all of them
    targets = {"letters": many, "property": np.tile(value, (80, 1))}
    model.fit(many, targets, batch_size=60, shuffle=False, verbose=0)
    found = np.array(model(tokens)["property"])
    assert np.corrcoef(found[:, 0], value[:, 0])[0, 1] > 0.8


def test_codes_of_the_prior_become_strings():
    tokens = sample_codes(small(), 50, end=1, seed=2)
    assert tokens.shape == (50, 9)
    np.testing.assert_array_equal(tokens, sample_codes(small(), 50, 1, seed=2))


@pytest.mark.parametrize(
    "bad",
    [
        dict(filters=(3, 3)),
        dict(max_tokens=2),
        dict(kl_weight=-1),
        dict(warm_up_steps=-1),
        dict(code_size=0),
        dict(units=()),
        dict(property_units=-1),
    ],
)
def test_impossible_sizes_are_one_line(bad):
    name = "units" if "code_size" in bad else next(iter(bad))
    name = "widths" if name == "filters" else name
    with pytest.raises(UsageError, match=f"`{name}`"):
        smiles_vae(**(dict(vocabulary_size=6, max_tokens=9) | SMALL | bad))


def test_other_models_have_no_code():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    with pytest.raises(UsageError, match="`model`"):
        sample_codes(model, 2, end=1)
