"""One loss for a class and for scores, some of which are unknown."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="medkeras")
class MultitaskLoss(keras.losses.Loss):
    """Cross-entropy of a class plus weighted squared errors of scores.

    The first column of the answers is the class; then come the scores on a
    common scale, and then for each score a column that is 1 where it is
    known: one that is not costs nothing and moves no weight.

    Args:
        task_weight: of the scores' mean squared error; 0 leaves the class.

    Example:
        >>> import numpy as np
        >>> from medkeras.losses.multitask import MultitaskLoss
        >>> answers = np.array([[1.0, 0.5, 1.0], [0.0, 0.0, 0.0]])
        >>> drawn = np.array([[0.5, 1.5], [0.5, 9.0]])
        >>> print(f"{float(MultitaskLoss(2.0)(answers, drawn)):.3f}")
        1.693

    Reference: Li et al. 2015, doi:10.1109/JBHI.2015.2429556.
    Chapter: 3.1.2
    """

    def __init__(self, task_weight: float = 1.0, name="multitask", **kwargs):
        super().__init__(name=name, **kwargs)
        self.task_weight = task_weight

    def call(self, y_true, y_pred):
        """(rows,): one of the class, and the known scores' mean beside it."""
        y_true = ops.cast(y_true, y_pred.dtype)
        entropy = keras.losses.binary_crossentropy(y_true[:, :1], y_pred[:, :1])
        count = y_pred.shape[-1] - 1
        if not count:
            return entropy
        scores, known = y_true[:, 1 : 1 + count], y_true[:, 1 + count :]
        squares = known * (scores - y_pred[:, 1:]) ** 2
        errors = ops.sum(squares, 1) / ops.maximum(ops.sum(known, 1), 1)
        return entropy + self.task_weight * errors

    def get_config(self):
        """What `from_config` needs to make the same again."""
        return super().get_config() | {"task_weight": self.task_weight}
