import numpy as np
import tensorflow as tf

from medkeras.models.rbm import RBM
from medkeras.models.rbm.partition import weights
from medkeras.models.rbm.sampling import (
    gibbs_chain,
    gibbs_step,
    normal,
    sample_bernoulli,
    uniform,
)


def test_noise_below_p_has_the_mean_p():
    p = tf.constant([[0.0, 0.3, 1.0]] * 20_000)
    seen = sample_bernoulli(uniform(p.shape, 1, 2), p).numpy()
    np.testing.assert_allclose(seen.mean(axis=0), [0, 0.3, 1], atol=0.02)
    assert set(np.unique(seen)) == {0.0, 1.0}


def test_noise_is_fixed_by_seed_and_step():
    for draw in (uniform, normal):
        once = draw((4, 3), 1, 2)
        np.testing.assert_array_equal(draw((4, 3), 1, 2), once)
        for seed, step in ((1, 3), (2, 2)):
            assert np.abs(draw((4, 3), seed, step) - once).min() > 0


def test_hidden_units_are_sampled_on_the_way():
    rbm = RBM(1, 1)
    rbm.set_weights([np.array([[8.0]]), np.array([-4.0]), np.array([0.0])])
    half = tf.fill((4000, 1), 0.5)
    v, mean = gibbs_step(weights(rbm), False, half, uniform, normal, (0, 1), 0)
    # With a hidden unit left at 0.5 the mean would be 0.5 everywhere.
    assert np.abs(mean.numpy() - 0.5).min() > 0.4
    assert abs(v.numpy().mean() - 0.5) < 0.05


def test_gaussian_units_have_unit_variance_around_their_mean():
    rbm = RBM(3, 2, visible="gaussian")
    v, mean = gibbs_step(
        weights(rbm), True, tf.ones((5000, 2)), uniform, normal, (0, 1), 0
    )
    np.testing.assert_allclose((v - mean).numpy().std(axis=0), 1, atol=0.05)


def test_machines_of_one_size_share_a_trace():
    # Where another size was traced before, its trace may serve this one, too.
    before = gibbs_chain.experimental_get_tracing_count()
    for seed in range(8):
        rbm = RBM(23, 5, seed=seed)
        assert rbm.sample(4, steps=2).shape == (4, 23)
    assert gibbs_chain.experimental_get_tracing_count() - before <= 1
