"""How probable each unit of a row is, given all its others."""

import numpy as np
import tensorflow as tf

from medkeras.utils.errors import UsageError


def pseudo_likelihood(rbm, v, units=None):
    """Sum log p(v_i | all other v) over the units i, without log Z.

        log p(v_i | others) = log σ(F(v with v_i flipped) - F(v))

    In nats, (rows,). `units`, (rows,), asks for one unit of each row only and
    counts its term num_visible times (Besag 1975, doi:10.2307/2987782).
    """
    if rbm.visible != "bernoulli":
        raise UsageError(
            "The pseudo-likelihood here is that of Bernoulli units. "
            f"Received: visible={rbm.visible!r}"
        )
    here = rbm.free_energy(v)
    places = range(rbm.num_visible) if units is None else [np.asarray(units)]
    total = tf.zeros_like(here)
    for place in places:
        flipped = tf.one_hot(place, rbm.num_visible, dtype=here.dtype)
        there = rbm.free_energy(v + flipped * (1 - 2 * v))
        total += tf.math.log_sigmoid(there - here)
    return total * (rbm.num_visible / len(places))
