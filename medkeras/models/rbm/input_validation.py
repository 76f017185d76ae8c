"""Rows are looked at before a machine learns from them."""

import re

import keras
import numpy as np
import tensorflow as tf

from medkeras.models.base import make_ready
from medkeras.models.rbm.inputs import (
    CHANCES,
    FINITE,
    check_visible,
    check_width,
)
from medkeras.utils.errors import DataError


class InputValidationMixin:
    """Beside keras.Model: `fit`, `evaluate` and `predict` look at the rows.

    Arrays, tables and tensors are checked before anything is computed. Of a
    tf.data.Dataset the width is checked at once, and the values of each
    batch when its turn comes: the batches before a bad one are learnt. What
    a generator yields is not looked at.

    The model has `num_visible` and `visible`.

    Raises:
        DataError: as `check_visible`.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.rbm import RBM
        >>> rbm = RBM(6, 4)
        >>> rbm.predict(np.eye(5))
        Traceback (most recent call last):
        ...
        medkeras.utils.errors.DataError: Rows must have the shape (rows, 6).
        Received: (5, 5)

    Chapter: 2.2.2
    """

    @property
    def input_shape(self):
        """Rows of any number, `num_visible` wide."""
        return (None, self.num_visible)

    def fit(self, x=None, *args, **kwargs):
        """As keras.Model; the rows are checked. There is no target."""
        make_ready(self)
        return _in_one_line(super().fit, self._looked_at(x), *args, **kwargs)

    def evaluate(self, x=None, *args, **kwargs):
        """As keras.Model; the rows are checked."""
        call = super().evaluate
        return _in_one_line(call, self._looked_at(x), *args, **kwargs)

    def predict(self, x, *args, **kwargs):
        """As keras.Model; the rows are checked."""
        call = super().predict
        return _in_one_line(call, self._looked_at(x), *args, **kwargs)

    def _looked_at(self, x):
        if isinstance(x, tf.data.Dataset):
            return _checked_batches(x, self.num_visible, self.visible)
        if x is None or isinstance(x, list | tuple):
            x = np.asarray(x)
        if hasattr(x, "shape"):
            check_visible(x, self.num_visible, self.visible)
        return x


def rows_in(x):
    """Return what stands for the rows in a Dataset; anything else as it is.

    Args:
        x: a tf.data.Dataset, of rows alone or with targets; or rows.

    Returns:
        The TensorSpec of a batch of rows, or x.

    Example:
        >>> import numpy as np
        >>> import tensorflow as tf
        >>> from medkeras.models.rbm.input_validation import rows_in
        >>> rows = tf.data.Dataset.from_tensor_slices(np.eye(4)).batch(2)
        >>> rows_in(rows).shape
        TensorShape([None, 4])

    Chapter: 2.2.2
    """
    if not isinstance(x, tf.data.Dataset):
        return x
    return keras.utils.unpack_x_y_sample_weight(x.element_spec)[0]


def _checked_batches(batches, num_visible, visible):
    """Batches that end with an error where one cannot be taken."""
    spec = rows_in(batches)
    if spec.shape.rank is not None:
        check_width(spec.shape, num_visible)
    if not (spec.dtype.is_floating or spec.dtype.is_integer):
        raise DataError(f"Rows must be numbers. Received: {spec.dtype.name}")

    def check(*batch):
        v, _, _ = keras.utils.unpack_x_y_sample_weight(batch)
        v = tf.cast(v, tf.float32)
        finite = tf.reduce_all(tf.math.is_finite(v))
        tf.debugging.Assert(finite, [f"{FINITE}a batch with NaN or infinity"])
        if visible == "bernoulli":
            within = tf.reduce_all((v >= 0) & (v <= 1))
            tf.debugging.Assert(within, [f"{CHANCES}a batch with others"])
        return batch if len(batch) > 1 else batch[0]

    return batches.map(check)


def _in_one_line(call, *args, **kwargs):
    """Call; what `_checked_batches` finds becomes a DataError."""
    try:
        return call(*args, **kwargs)
    except tf.errors.InvalidArgumentError as error:
        starts = "|".join(re.escape(start) for start in (FINITE, CHANCES))
        found = re.search(rf"({starts})[^]\n]*", str(error))
        if found is None:
            raise
        raise DataError(found.group()) from None
