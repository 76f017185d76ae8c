"""`fit`, `evaluate`, `predict` with Keras's arguments on several workers."""

import keras
import numpy as np
import tensorflow as tf
from keras.src.trainers.data_adapters import array_slicing, get_data_adapter
from keras.src.trainers.data_adapters.array_data_adapter import (
    can_convert_arrays,
)

from medkeras.models.untuned import UntunedArrays
from medkeras.models.worker_loop import (
    Steps,
    evaluate_shared,
    run_epochs,
    shared,
)

unpack = keras.utils.unpack_x_y_sample_weight


def spans_workers(model) -> bool:
    """Whether a model was made for several workers."""
    kind = tf.distribute.MultiWorkerMirroredStrategy
    return isinstance(model.distribute_strategy, kind)


def fit_on_workers(
    model,
    x=None,
    y=None,
    batch_size=None,
    epochs=1,
    verbose="auto",
    callbacks=None,
    validation_split=0.0,
    validation_data=None,
    shuffle=True,
    class_weight=None,
    sample_weight=None,
    initial_epoch=0,
    steps_per_epoch=None,
    validation_steps=None,
    validation_batch_size=None,
    validation_freq=1,
):
    """`keras.Model.fit` over all workers; the arguments are those of Keras."""
    if validation_split and validation_data is None:
        (x, y, sample_weight), validation_data = (
            array_slicing.train_validation_split(
                (x, y, sample_weight), validation_split=validation_split
            )
        )
    given = _adapter(
        x, y, sample_weight, batch_size, steps_per_epoch, shuffle, class_weight
    )
    train = shared(model, _first_steps(given, steps_per_epoch))
    validation = None

    def batches_of(epoch, step):
        if isinstance(given, UntunedArrays):
            given.on_epoch_begin()
        return train

    if validation_data is not None:
        size = validation_batch_size or batch_size
        parts = unpack(validation_data)
        validation = shared(model, _batches(*parts, size, validation_steps))
    return run_epochs(
        model,
        batches_of,
        epochs,
        validation=validation,
        callbacks=callbacks,
        verbose=verbose,
        first=initial_epoch,
        validation_freq=validation_freq,
    )


def evaluate_on_workers(
    model,
    x=None,
    y=None,
    batch_size=None,
    verbose="auto",
    sample_weight=None,
    steps=None,
    callbacks=None,
    return_dict=False,
):
    """`keras.Model.evaluate` over all workers; nothing is shown."""
    data = _batches(x, y, sample_weight, batch_size, steps)
    logs = evaluate_shared(model, shared(model, data))
    return logs if return_dict else model._flatten_metrics_in_order(logs)


def train_batch_on_workers(
    model, x, y=None, sample_weight=None, class_weight=None, return_dict=False
):
    """`keras.Model.train_on_batch` over all workers: one step of `fit`."""
    logs = fit_on_workers(
        model,
        x,
        y,
        batch_size=len(keras.tree.flatten(x)[0]),
        verbose=0,
        shuffle=False,
        class_weight=class_weight,
        sample_weight=sample_weight,
    ).history
    logs = {name: values[-1] for name, values in logs.items()}
    return logs if return_dict else model._flatten_metrics_in_order(logs)


def predict_on_workers(
    model, x, batch_size=None, verbose="auto", steps=None, callbacks=None
):
    """`keras.Model.predict`, by each worker for itself: all rows, in order.

    Keras would share them out and put them together in another order.
    """
    traced = Steps.of(model).traced
    if "predict" not in traced:
        step = tf.function(model.predict_step, reduce_retracing=True)
        traced["predict"] = model.predict_step if model.run_eagerly else step
    data = _batches(x, size=batch_size, steps=steps)
    parts = [traced["predict"](batch) for batch in data]
    return keras.tree.map_structure(
        lambda *each: np.concatenate([part.numpy() for part in each]), *parts
    )


def _batches(x, y=None, weight=None, size=None, steps=None) -> tf.data.Dataset:
    """The batches that Keras makes of what it is given, in its order."""
    return _first_steps(_adapter(x, y, weight, size, steps), steps)


def _adapter(
    x, y=None, weight=None, size=None, steps=None, shuffle=False, classes=None
):
    """What makes batches of what Keras is given."""
    if can_convert_arrays((x, y, weight)):
        how = {"batch_size": size, "steps": steps, "shuffle": shuffle}
        return UntunedArrays(x, y, weight, classes, **how)
    shuffle = shuffle and not isinstance(x, tf.data.Dataset)
    return get_data_adapter(x, y, weight, size, steps, shuffle, classes)


def _first_steps(adapter, steps) -> tf.data.Dataset:
    """Batches of one epoch; with `steps` no more than these."""
    data = adapter.get_tf_dataset()
    return data if steps is None else data.take(steps)
