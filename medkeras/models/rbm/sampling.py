"""From one layer of an RBM to the other by chance."""

import tensorflow as tf


def turn(rbm, p, uniform, normal, seeds, step):
    """Sample hidden units, and from them the visible ones.

    Args:
        rbm: the RBM.
        p: hidden probabilities, (rows, num_hidden).
        uniform: draws noise: `uniform(shape, seed, step)`, in [0, 1).
        normal: draws noise likewise, standard normal.
        seeds: one for each layer.
        step: number of this turn; with a seed it fixes the noise.

    Returns:
        v, sampled, and its mean given h; both (rows, num_visible).

    Example:
        >>> import tensorflow as tf
        >>> from medkeras.models.rbm import RBM
        >>> from medkeras.models.rbm.sampling import normal, turn, uniform
        >>> v, mean = turn(RBM(3, 2), tf.ones((4, 2)), uniform, normal,
        ...     (0, 1), 0)
        >>> v.shape
        TensorShape([4, 3])

    Chapter: 2.2.2
    """
    rows = tf.shape(p)[0]
    h = below(uniform((rows, rbm.num_hidden), seeds[0], step), p)
    mean = rbm.visible_probabilities(h)
    shape = (rows, rbm.num_visible)
    if rbm.visible == "gaussian":
        noise = normal(shape, seeds[1], step)
        return mean + tf.cast(noise, mean.dtype), mean
    return below(uniform(shape, seeds[1], step), mean), mean


def below(noise, p):
    """Return 1 where the noise is below p, else 0, in the type of p.

    Example:
        >>> import tensorflow as tf
        >>> from medkeras.models.rbm.sampling import below
        >>> below(tf.constant([0.2, 0.2]), tf.constant([0.1, 0.3])).numpy()
        array([0., 1.], dtype=float32)

    Chapter: 2.2.2
    """
    return tf.cast(noise < tf.cast(p, noise.dtype), p.dtype)


def uniform(shape, seed, step):
    """Draw the same uniform noise on every device, (shape), float32.

    Example:
        >>> from medkeras.models.rbm.sampling import uniform
        >>> uniform((2, 3), seed=0, step=1).shape
        TensorShape([2, 3])

    Chapter: 2.2.2
    """
    return tf.random.stateless_uniform(shape, _key(seed, step))


def normal(shape, seed, step):
    """Draw the same standard normal noise on every device, float32.

    Example:
        >>> from medkeras.models.rbm.sampling import normal
        >>> normal((2, 3), seed=0, step=1).shape
        TensorShape([2, 3])

    Chapter: 2.2.2
    """
    return tf.random.stateless_normal(shape, _key(seed, step))


def _key(seed, step):
    return tf.stack([tf.cast(seed, tf.int32), tf.cast(step, tf.int32)])
