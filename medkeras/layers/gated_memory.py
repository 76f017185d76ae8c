"""One step of a gated memory, its gradient written out."""

import tensorflow as tf


def next_memory(z, c, taken, kept=None):
    """One step of an LSTM whose gates are scaled, from what reaches them.

        i = σ(z_i) t,   f = σ(z_f) k,   g = tanh(z_g),   o = σ(z_o)
        c_new = f c + i g,              h_new = o tanh(c_new)

    A gradient that TensorFlow puts together asks each product for the shapes
    of both its factors, at each step of a loop. Written out it is

        dc = dc_new + dh_new o (1 - tanh²(c_new))
        dz_i = dc g t σ'(z_i),          dz_f = dc c k σ'(z_f)
        dz_g = dc i (1 - g²),           dz_o = dh_new tanh(c_new) σ'(z_o)

    and dc f goes on to c.

    Args:
        z: (batch, 4 units), what reaches the gates i, f, g, o.
        c: (batch, units), the memory before.
        taken: t, (batch, 1); no gradient goes there.
        kept: k, (batch, 1); no gradient goes there. None for 1.

    Returns:
        h_new and c_new, each (batch, units).

    Example:
        >>> import tensorflow as tf
        >>> from medkeras.layers.gated_memory import next_memory
        >>> one = tf.ones((2, 1))
        >>> h, c = next_memory(tf.zeros((2, 12)), tf.ones((2, 3)), one)
        >>> float(c[0, 0])
        0.5

    Reference: Gers et al. 2000, doi:10.1162/089976600300015015.
    Chapter: 3.2.3
    """
    taken = tf.stop_gradient(taken)
    kept = None if kept is None else tf.stop_gradient(kept)

    @tf.custom_gradient
    def step(z, c):
        z_i, z_f, z_g, z_o = tf.split(z, 4, axis=-1)
        i, f, o = tf.sigmoid(z_i), tf.sigmoid(z_f), tf.sigmoid(z_o)
        g = tf.tanh(z_g)
        new, share = g * taken, f if kept is None else f * kept
        c_new = share * c + i * new
        shown = tf.tanh(c_new)

        def gradient(dh, dc):
            slope, steep = tf.raw_ops.SigmoidGrad, tf.raw_ops.TanhGrad
            dc = dc + steep(y=shown, dy=dh * o)
            to_f = dc * c if kept is None else dc * c * kept
            dz = [
                slope(y=i, dy=dc * new),
                slope(y=f, dy=to_f),
                steep(y=g, dy=dc * i * taken),
                slope(y=o, dy=dh * shown),
            ]
            return tf.concat(dz, axis=-1), dc * share

        return (o * shown, c_new), gradient

    return step(z, c)
