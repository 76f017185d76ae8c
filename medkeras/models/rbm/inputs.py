"""What a restricted Boltzmann machine is asked for, and given."""

from collections.abc import Iterable

import numpy as np
import tensorflow as tf

from medkeras.utils.errors import DataError, UsageError
from medkeras.utils.sizes import check_whole

KINDS = {
    "visible": ("bernoulli", "gaussian"),
    "code": ("bernoulli", "gaussian"),
    "sampler": ("cd", "pcd"),
}
FINITE = "Rows must be finite. Received: "
CHANCES = "Bernoulli units take values in [0, 1]. Received: "


def check_options(**options):
    """Refuse an unknown name, and a size that is no whole number above 0.

    Args:
        options: `visible`, `code` and `sampler` by name; any other is a size.

    Raises:
        UsageError: names the option, what was expected and received.

    Example:
        >>> from medkeras.models.rbm.inputs import check_options
        >>> check_options(visible="bernoulli", k=1)

    Chapter: 2.2.2
    """
    for name, value in options.items():
        if name not in KINDS:
            check_whole(name, value)
        elif value not in KINDS[name]:
            allowed = " or ".join(f'"{kind}"' for kind in KINDS[name])
            raise UsageError(f"`{name}` must be {allowed}. Received: {value!r}")


def checked_sizes(name: str, sizes) -> tuple[int, ...]:
    """Return sizes as a tuple, one number alone as well; refuse the rest.

    Args:
        name: of the argument.
        sizes: whole numbers of 1 or more, or one of them.

    Raises:
        UsageError: no size, or one that is none.

    Example:
        >>> from medkeras.models.rbm.inputs import checked_sizes
        >>> checked_sizes("hidden_units", 5)
        (5,)

    Chapter: 2.2.3
    """
    if isinstance(sizes, str) or not isinstance(sizes, Iterable):
        sizes = (sizes,)
    sizes = tuple(sizes)
    if not sizes:
        raise UsageError(f"`{name}` needs one layer or more. Received: ()")
    for size in sizes:
        check_whole(name, size)
    return tuple(map(int, sizes))


def check_visible(v, num_visible: int, visible: str):
    """Refuse rows that the visible units cannot take.

    Args:
        v: (rows, num_visible); a symbolic tensor is checked for its width.
        num_visible: the width expected.
        visible: "bernoulli", values in [0, 1], or "gaussian", any number.

    Raises:
        DataError: another shape, no numbers, NaN or infinite values, or
            values outside [0, 1] for Bernoulli units.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.rbm.inputs import check_visible
        >>> check_visible(np.ones((2, 3)), 3, "bernoulli")

    Chapter: 2.2.2
    """
    check_width(v.shape, num_visible)
    if tf.is_tensor(v) and not hasattr(v, "numpy"):
        return
    values = np.asarray(v)
    if values.dtype.kind not in "biuf":
        raise DataError(f"Rows must be numbers. Received: {values.dtype}")
    finite = np.isfinite(values).all(axis=1)
    if not finite.all():
        raise DataError(
            f"{FINITE}{(~finite).sum()} of {len(values)} rows with NaN or "
            "infinite values"
        )
    if visible == "bernoulli" and values.size:
        low, high = values.min(), values.max()
        if low < 0 or high > 1:
            raise DataError(f"{CHANCES}values from {low:g} to {high:g}")


def check_width(shape, num_visible: int):
    """Refuse a shape that is not (rows, num_visible).

    Args:
        shape: of the rows; None in a place where it is not known yet.
        num_visible: the width expected.

    Raises:
        DataError: names the shape expected and that received.

    Example:
        >>> from medkeras.models.rbm.inputs import check_width
        >>> check_width((None, 3), 3)

    Chapter: 2.2.2
    """
    shape = tuple(shape)
    if len(shape) != 2 or shape[1] not in (None, num_visible):
        raise DataError(
            f"Rows must have the shape (rows, {num_visible}). Received: {shape}"
        )
