"""The variational autoencoder against the model that can be solved."""

import keras
import numpy as np
import pytest
from scipy import stats

from medkeras.models.autoencoder import VariationalAutoencoder
from medkeras.utils.errors import UsageError

WIDTH, NOISE = 4, 0.6


def solved():
    """Linear decoder with orthogonal axes, and its exact posterior.

    x = W z + m + s e: then z | x is normal with the diagonal covariance
    s² / (|w|² + s²), and x is normal with covariance W W' + s² I.
    """
    generator = np.random.default_rng(0)
    axes, _ = np.linalg.qr(generator.normal(size=(WIDTH, 2)))
    W, m = axes * [1.5, 0.8], generator.normal(size=WIDTH)
    model = VariationalAutoencoder((WIDTH,), (), code_size=2, noise=NOISE)
    model.get_layer("reconstruction").set_weights([W.T, m])
    spread = np.sum(W**2, axis=0) + NOISE**2
    to_mean = W / spread
    code = model.get_layer("code")
    code.mean.set_weights([to_mean, -m @ to_mean])
    code.log_variance.set_weights(
        [np.zeros((WIDTH, 2)), np.log(NOISE**2 / spread)]
    )
    covariance = W @ W.T + NOISE**2 * np.eye(WIDTH)
    x = generator.multivariate_normal(m, covariance, 300)
    return model, x, stats.multivariate_normal(m, covariance).logpdf(x)


def test_the_bound_is_tight_where_the_posterior_is_exact():
    model, x, log_p = solved()
    elbo = model.elbo(x.astype("float32"), draws=400)
    assert elbo.shape == (300,)
    assert abs(np.mean(elbo - log_p)) < 0.01


def test_the_bound_lies_below_where_the_posterior_is_another():
    model, x, log_p = solved()
    kernel, bias = model.get_layer("code").mean.get_weights()
    model.get_layer("code").mean.set_weights([kernel, bias + 0.5])
    elbo = model.elbo(x.astype("float32"), draws=200)
    assert np.mean(elbo - log_p) < -0.2


def test_the_loss_is_the_scaled_bound():
    """Without a draw: the loss in use has z at its mean."""
    model, x, _ = solved()
    x = x.astype("float32")
    model.compile()
    loss = model.evaluate(x, batch_size=300, verbose=0)
    mean, log_variance = model.distribution(x)
    divergence = model.get_layer("code").divergence(mean, log_variance)
    error = np.mean((np.asarray(model(x)) - x) ** 2)
    expected = error + 2 * NOISE**2 / WIDTH * np.mean(divergence)
    assert np.isclose(loss, expected, rtol=1e-5)


def test_training_raises_the_bound_towards_the_truth():
    _, x, log_p = solved()
    keras.utils.set_random_seed(0)
    model = VariationalAutoencoder((WIDTH,), (), code_size=2, noise=NOISE)
    x = x.astype("float32")
    before = model.elbo(x).mean()
    model.compile(
        keras.optimizers.Adam(0.03), steps_per_execution=40, jit_compile=False
    )
    model.fit(np.tile(x, (40, 1)), batch_size=50, verbose=0)
    after = model.elbo(x, draws=50).mean()
    assert before < after - 1
    assert abs(after - log_p.mean()) < 0.15


def test_samples_have_the_shape_asked_for_and_follow_the_seed():
    model = VariationalAutoencoder((2, 3, 1), (5,), code_size=2)
    drawn = model.sample(4, seed=1)
    assert drawn.shape == (4, 2, 3, 1)
    np.testing.assert_array_equal(drawn, model.sample(4, seed=1))
    assert not np.array_equal(drawn, model.sample(4, seed=2))


@pytest.mark.parametrize("wrong", [dict(noise=0.0), dict(code_size=0)])
def test_bad_input_is_one_line(wrong):
    with pytest.raises(UsageError, match="Received") as error:
        VariationalAutoencoder((4,), **wrong)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "x, draws", [(np.zeros((3, 5)), 2), (np.full((3, 4), np.nan), 2),
                 (np.zeros((3, 4)), 0)]
)  # fmt: skip
def test_a_bound_that_cannot_be_is_one_line(x, draws):
    model = VariationalAutoencoder((4,), (3,), code_size=2)
    with pytest.raises(UsageError, match="Received") as error:
        model.elbo(x, draws)
    assert "\n" not in str(error.value)
