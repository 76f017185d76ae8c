"""The batches that Keras cuts from arrays, and no thread that tunes them.

The thread watches a pipeline while it runs. It sleeps for 10 ms, then twice as
long each time, and an epoch may have to wait at its end until it wakes: at
worst as long as the epoch took.
"""

import inspect
import itertools

import keras
import numpy as np
import tensorflow as tf
from keras.src.trainers.data_adapters.array_data_adapter import (
    ArrayDataAdapter,
    can_convert_arrays,
)
from keras.src.trainers.data_adapters.array_slicing import (
    convert_to_sliceable,
    train_validation_split,
)

from medkeras.models.sliced import shuffled, sliced
from medkeras.utils.errors import UsageError

FIT, EVALUATE, PREDICT = (
    inspect.signature(method)
    for method in (keras.Model.fit, keras.Model.evaluate, keras.Model.predict)
)


def untuned() -> tf.data.Options:
    """Options of a pipeline that is not tuned while it runs."""
    options = tf.data.Options()
    options.autotune.enabled = False
    return options


class UntunedArrays(ArrayDataAdapter):
    """Arrays as Keras reads them, but for the orders of a shuffled `fit`.

    Once a seed was set, Keras draws one order and keeps it for all epochs and
    all calls of `fit`. Here each epoch has a new one, and the seed decides
    them all. (Sparse rows and `shuffle="batch"` are left to Keras.)

    Without targets Keras forgets weights of rows and breaks off at those of
    classes; here both are refused.
    """

    def __init__(
        self, x, y=None, sample_weight=None, class_weight=None, **options
    ):
        weights = {"sample_weight": sample_weight, "class_weight": class_weight}
        for name, given in weights.items():
            if given is not None and y is None:
                raise UsageError(
                    f"`y` must be given where `{name}` is; a model that learns "
                    "to answer with its input takes `y=x`. Received: no y"
                )
        super().__init__(x, y, **weights, **options)
        self._epochs, self._epoch, self._ended = itertools.count(), 0, False

    def on_epoch_begin(self):
        """Keras says that the next pipeline is of another epoch.

        It makes more of them than it reads, so they cannot be counted.
        """
        self._epoch = next(self._epochs)

    def on_epoch_end(self):
        """Keras says so for the first time before the first epoch.

        Before that it may have looked at a batch, as if in an epoch.
        """
        if not self._ended:
            self._epochs, self._ended = itertools.count(), True

    def get_tf_dataset(self, passes: int = 1):
        """Batches of them, for one epoch or, if shuffled, for several."""
        rows = None if self._shuffle == "batch" else self._tensors()
        if rows is None:
            data = super().get_tf_dataset()
        elif self._shuffle:
            seed = int(tf.random.uniform((), maxval=2**31 - 1, dtype=tf.int64))

            def order(number):
                draw = np.random.default_rng((seed, self._epoch + number))
                return draw.permutation(self._num_samples)

            data = shuffled(rows, self._batch_size, order, passes).prefetch(2)
        else:
            data = sliced(rows, self._batch_size).prefetch(2)
        return data.with_options(untuned())

    def _tensors(self):
        """What Keras would read rows of; None where some are sparse."""
        rows = convert_to_sliceable(self._inputs, target_backend="tensorflow")
        rows = keras.tree.lists_to_tuples(rows)
        if any(
            not isinstance(part, np.ndarray | tf.Tensor)
            for part in tf.nest.flatten(rows)
        ):
            return None
        return tf.nest.map_structure(tf.convert_to_tensor, rows)


def with_untuned_arrays(signature, model, *args, **kwargs) -> dict:
    """Arguments of `fit`, `evaluate` or `predict`, their arrays untuned."""
    try:
        given = dict(signature.bind(model, *args, **kwargs).arguments)
    except TypeError as error:
        raise TypeError(f"{type(model).__name__}: {error}") from None
    given |= given.pop("kwargs", {})
    del given["self"]
    parts = given.get("x"), given.get("y"), given.get("sample_weight")
    if not can_convert_arrays(parts):
        return given
    share = given.pop("validation_split", 0.0)
    if share and given.get("validation_data") is None:
        parts, held_back = train_validation_split(parts, share)
        given["validation_data"] = held_back
    for name in ("y", "sample_weight"):
        given.pop(name, None)
    given["x"] = UntunedArrays(
        *parts,
        batch_size=given.get("batch_size"),
        steps=_steps(given.get("steps_per_epoch") or given.get("steps")),
        shuffle=given.get("shuffle", signature is FIT),
        class_weight=given.pop("class_weight", None),
    )
    return given | _untuned_validation(given)


def _untuned_validation(given) -> dict:
    """The arrays of `validation_data`, if these are given."""
    if given.get("validation_data") is None:
        return {}
    parts = keras.utils.unpack_x_y_sample_weight(given["validation_data"])
    if not can_convert_arrays(parts):
        return {}
    arrays = UntunedArrays(
        *parts,
        batch_size=given.get("validation_batch_size")
        or given.get("batch_size"),
        steps=_steps(given.get("validation_steps")),
    )
    return {"validation_data": arrays}


def _steps(asked):
    """Steps of an epoch, of which Keras may be told to take so many only."""
    most = keras.config.max_steps_per_epoch()
    return min(filter(None, (asked, most)), default=None)
