"""Answers of a model, some rows at a time."""

from collections.abc import Mapping

import keras
import numpy as np

from medkeras.utils.arrays import as_array, check_one_length, real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole


def predict_in_parts(model: keras.Model, x, rows: int = 4096) -> np.ndarray:
    """Call a model outside of training, without building a graph for it.

    `keras.Model.predict` builds one first, which takes longer than the
    answers of a small model to some thousand rows.

    Args:
        model: of one output.
        x: examples, (rows, ...), or a dictionary of such arrays.
        rows: in a call.

    Returns:
        The answers, (rows, ...).

    Raises:
        UsageError: no rows, arrays of unlike lengths, values that are not
            finite, no whole number of rows in a call.

    Example:
        >>> import keras, numpy as np
        >>> from medkeras.training.in_parts import predict_in_parts
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
        >>> predict_in_parts(model, np.ones((5, 2)), rows=2).shape
        (5, 3)

    Chapter: 3.2.3, 3.3.1
    """
    check_whole("rows", rows)
    x = real_inputs("x", x)
    parts = []
    for first in range(0, num_rows(x), rows):
        some = slice(first, first + rows)
        if isinstance(x, Mapping):
            part = {name: values[some] for name, values in x.items()}
        else:
            part = x[some]
        parts.append(keras.ops.convert_to_numpy(model(part, training=False)))
    return np.concatenate(parts)


def real_inputs(name: str, x):
    """Real numbers of one length: an array, or each of a dictionary."""
    if not isinstance(x, Mapping):
        return real_array(name, as_array(name, x))
    if not x:
        raise UsageError(f"`{name}` must hold an array. Received: none")
    found = {key: real_inputs(f"{name}[{key!r}]", v) for key, v in x.items()}
    check_one_length(**found)
    return found


def num_rows(x) -> int:
    """Rows of an array, or of the arrays of a dictionary."""
    return len(next(iter(x.values())) if isinstance(x, Mapping) else x)
