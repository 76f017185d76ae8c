"""From one layer of an RBM to the other by random draws."""

import tensorflow as tf


def gibbs_step(weights, gaussian, p, uniform, normal, seeds, step):
    """Sample hidden units from their probabilities, from them visible ones.

    `uniform(shape, seed, step)` and `normal` draw the noise, `seeds` holds
    one seed for each layer. Returns v, sampled, and its mean given h.
    """
    rows = tf.shape(p)[0]
    num_visible, num_hidden = _size(weights[0], 0), _size(weights[0], 1)
    h = sample_bernoulli(uniform((rows, num_hidden), seeds[0], step), p)
    mean = visible_mean(weights, h, gaussian)
    shape = (rows, num_visible)
    if gaussian:
        noise = normal(shape, seeds[1], step)
        return mean + tf.cast(noise, mean.dtype), mean
    return sample_bernoulli(uniform(shape, seeds[1], step), mean), mean


@tf.function(reduce_retracing=True)
def gibbs_chain(weights, v, steps, seed, gaussian):
    """Take so many steps v -> h -> v; one trace serves all RBMs of a size."""
    kernel, _, hidden_bias = weights
    for step in tf.range(steps):
        p = tf.sigmoid(tf.matmul(v, kernel) + hidden_bias)
        seeds = seed[0], seed[1]
        v, _ = gibbs_step(weights, gaussian, p, uniform, normal, seeds, step)
    return v


def visible_mean(weights, h, gaussian):
    """Mean of p(v | h): a + W h, through a sigmoid for Bernoulli units."""
    onward = tf.matmul(h, weights[0], transpose_b=True) + weights[1]
    return onward if gaussian else tf.sigmoid(onward)


def sample_bernoulli(noise, p):
    """Return 1 where the uniform noise is below p, else 0, in the type of p."""
    return tf.cast(noise < tf.cast(p, noise.dtype), p.dtype)


def uniform(shape, seed, step):
    """Draw the same uniform noise on every device, (shape), float32."""
    return tf.random.stateless_uniform(shape, _key(seed, step))


def normal(shape, seed, step):
    """Draw the same standard normal noise on every device, float32."""
    return tf.random.stateless_normal(shape, _key(seed, step))


def _size(tensor, axis):
    """A size; in a trace that serves many it is not known beforehand."""
    return tensor.shape[axis] or tf.shape(tensor)[axis]


def _key(seed, step):
    return tf.stack([tf.cast(seed, tf.int32), tf.cast(step, tf.int32)])
