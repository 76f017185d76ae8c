"""From one layer of an RBM to the other by random draws."""

import tensorflow as tf


def gibbs_step(rbm, p, uniform, normal, seeds, step):
    """Sample hidden units from their probabilities, from them visible ones.

    `uniform(shape, seed, step)` and `normal` draw the noise, `seeds` holds
    one seed for each layer. Returns v, sampled, and its mean given h.
    """
    rows = tf.shape(p)[0]
    h = sample_bernoulli(uniform((rows, rbm.num_hidden), seeds[0], step), p)
    mean = rbm.visible_probabilities(h)
    shape = (rows, rbm.num_visible)
    if rbm.visible == "gaussian":
        noise = normal(shape, seeds[1], step)
        return mean + tf.cast(noise, mean.dtype), mean
    return sample_bernoulli(uniform(shape, seeds[1], step), mean), mean


def sample_bernoulli(noise, p):
    """Return 1 where the uniform noise is below p, else 0, in the type of p."""
    return tf.cast(noise < tf.cast(p, noise.dtype), p.dtype)


def uniform(shape, seed, step):
    """Draw the same uniform noise on every device, (shape), float32."""
    return tf.random.stateless_uniform(shape, _key(seed, step))


def normal(shape, seed, step):
    """Draw the same standard normal noise on every device, float32."""
    return tf.random.stateless_normal(shape, _key(seed, step))


def _key(seed, step):
    return tf.stack([tf.cast(seed, tf.int32), tf.cast(step, tf.int32)])
