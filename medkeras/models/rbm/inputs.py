"""What a restricted Boltzmann machine is asked for, and given."""

import numpy as np
import tensorflow as tf

from medkeras.utils.errors import DataError, UsageError

KINDS = {"visible": ("bernoulli", "gaussian"), "sampler": ("cd", "pcd")}


def check_options(**options):
    """Refuse an unknown name, and a size that is no whole number above 0.

    Args:
        options: `visible` and `sampler` by name; every other is a size.

    Raises:
        UsageError: names the option, what was expected and received.

    Example:
        >>> from medkeras.models.rbm.inputs import check_options
        >>> check_options(visible="bernoulli", k=1)

    Chapter: 2.2.2
    """
    for name, value in options.items():
        if name in KINDS and value not in KINDS[name]:
            allowed = " or ".join(f'"{kind}"' for kind in KINDS[name])
            raise UsageError(f"`{name}` must be {allowed}. Received: {value!r}")
        if name not in KINDS and (value != int(value) or value < 1):
            raise UsageError(
                f"`{name}` must be a whole number of 1 or more. "
                f"Received: {value!r}"
            )


def check_visible(v, num_visible: int, visible: str):
    """Refuse rows that the visible units cannot take.

    Args:
        v: (rows, num_visible); a symbolic tensor is checked for its width.
        num_visible: the width expected.
        visible: "bernoulli", values in [0, 1], or "gaussian", any number.

    Raises:
        DataError: another shape, NaN or infinite values, or values outside
            [0, 1] for Bernoulli units.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.rbm.inputs import check_visible
        >>> check_visible(np.ones((2, 3)), 3, "bernoulli")

    Chapter: 2.2.2
    """
    shape = tuple(v.shape)
    if len(shape) != 2 or shape[1] not in (None, num_visible):
        raise DataError(
            f"Rows must have the shape (rows, {num_visible}). Received: {shape}"
        )
    if tf.is_tensor(v) and not hasattr(v, "numpy"):
        return
    values = np.asarray(v)
    if not np.isfinite(values).all():
        bad = int((~np.isfinite(values)).any(axis=1).sum())
        raise DataError(
            f"Rows must be finite. Received: {bad} of {len(values)} rows with "
            "NaN or infinite values"
        )
    if visible == "bernoulli" and values.size:
        low, high = values.min(), values.max()
        if low < 0 or high > 1:
            raise DataError(
                "Bernoulli units take values in [0, 1]. "
                f"Received: values from {low:g} to {high:g}"
            )
