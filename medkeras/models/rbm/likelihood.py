"""How probable each unit of a row is, given all its others."""

import numpy as np
import tensorflow as tf

from medkeras.models.input_validation import check_labels
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
    if hasattr(v, "numpy") and not np.isin(v, (0, 1)).all():
        raise UsageError("`v` must be 0 or 1 everywhere. Received: others")
    if units is not None:
        check_labels("units", units, len(v), rbm.num_visible)
    here = rbm.free_energy(v)
    places = range(rbm.num_visible) if units is None else [np.asarray(units)]
    total = tf.zeros_like(here)
    for place in places:
        flipped = tf.one_hot(place, rbm.num_visible, dtype=here.dtype)
        there = rbm.free_energy(v + flipped * (1 - 2 * v))
        total += tf.math.log_sigmoid(there - here)
    return total * (rbm.num_visible / len(places))
