"""How probable each unit of a row is, given all its others."""

import numpy as np
import tensorflow as tf

from medkeras.utils.errors import UsageError


def pseudo_likelihood(rbm, v, bits=None):
    """Sum log p(v_i | all other v) over the units i, without log Z.

        log p(v_i | others) = log σ(F(v with v_i turned) - F(v))

    Args:
        rbm: an RBM with Bernoulli visible units.
        v: rows of 0 and 1, (rows, num_visible).
        bits: (rows,), the only unit to ask in each row, its term counted
            num_visible times: an estimate, quick for wide rows. None for
            all units.

    Returns:
        (rows,), in nats.

    Raises:
        UsageError: Gaussian visible units.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.rbm import RBM
        >>> from medkeras.models.rbm.likelihood import pseudo_likelihood
        >>> rbm = RBM(2, 3, initial_scale=0.0)
        >>> pseudo_likelihood(rbm, np.eye(2, dtype="float32")).numpy().round(3)
        array([-1.386, -1.386], dtype=float32)

    Reference: Besag 1975, doi:10.2307/2987782.
    Chapter: 2.2.2
    """
    if rbm.visible != "bernoulli":
        raise UsageError(
            "The pseudo-likelihood here is that of Bernoulli units. "
            f"Received: visible={rbm.visible!r}"
        )
    here = rbm.free_energy(v)
    places = range(rbm.num_visible) if bits is None else [np.asarray(bits)]
    total = tf.zeros_like(here)
    for place in places:
        turned = tf.one_hot(place, rbm.num_visible, dtype=here.dtype)
        there = rbm.free_energy(v + turned * (1 - 2 * v))
        total += tf.math.log_sigmoid(there - here)
    return total * (rbm.num_visible / len(places))
