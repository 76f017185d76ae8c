"""The loop of `fit` and `evaluate` where several workers train together.

Keras's own `fit` fails there (keras issues 20585 and 20329). This one is
written out: the batches of a pass are shared among the workers, every worker
runs the model's own `train_step` on its share, and the optimizer adds up the
gradients of all. Each worker ends a step with the same weights.
"""

import keras
import tensorflow as tf
from keras.src.trainers.data_adapters import (
    array_slicing,
    get_data_adapter,
)

from medkeras.layers.replicas import share_of_batch
from medkeras.utils.workers import is_chief

unpack = keras.utils.unpack_x_y_sample_weight
# What writes files does so once, not once a worker.
WRITERS = (
    keras.callbacks.ModelCheckpoint,
    keras.callbacks.CSVLogger,
    keras.callbacks.TensorBoard,
    keras.callbacks.RemoteMonitor,
)


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
    train = batches_of(
        x, y, sample_weight, batch_size, steps_per_epoch, shuffle, class_weight
    )
    validation = None
    if validation_data is not None:
        size = validation_batch_size or batch_size
        validation = batches_of(
            *unpack(validation_data), size, validation_steps
        )
    train, validation = shared(model, train), shared(model, validation)
    return run_epochs(
        model, lambda epoch: train, epochs,
        validation=validation, callbacks=callbacks, verbose=verbose,
        initial_epoch=initial_epoch, validation_freq=validation_freq,
    )  # fmt: skip


def batches_of(
    x, y=None, weight=None, size=None, steps=None, shuffle=False, classes=None
) -> tf.data.Dataset:
    """The batches that Keras makes of what `fit` is given."""
    if isinstance(x, tf.data.Dataset):
        shuffle = False
    adapter = get_data_adapter(x, y, weight, size, steps, shuffle, classes)
    data = adapter.get_tf_dataset()
    return data if steps is None else data.take(steps)


def shared(model, data):
    """Batches such that each worker gets its own rows of each of them."""
    if data is None:
        return None
    strategy = model.distribute_strategy
    replicas = strategy.num_replicas_in_sync

    def shares(context):
        here = replicas // context.num_input_pipelines
        first = context.input_pipeline_id * here

        def split(*batch):
            parts = [
                tf.data.Dataset.from_tensors(
                    share_of_batch(batch, first + number, replicas)
                )
                for number in range(here)
            ]
            together = parts[0]
            for part in parts[1:]:
                together = together.concatenate(part)
            return together

        return data.flat_map(split)

    return strategy.distribute_datasets_from_function(shares)


def run_epochs(
    model,
    data_of,
    epochs,
    validation=None,
    callbacks=None,
    verbose="auto",
    initial_epoch=0,
    validation_freq=1,
):
    """Train for some passes; `data_of(epoch)` are shared batches."""
    step = _step(model, "train_function", model.train_step)
    callbacks = _callbacks(model, callbacks, verbose, epochs)
    model.stop_training = False
    callbacks.on_train_begin()
    logs = {}
    for epoch in range(initial_epoch, epochs):
        model.reset_metrics()
        callbacks.on_epoch_begin(epoch)
        for number, _ in enumerate(_steps(step, data_of(epoch))):
            callbacks.on_train_batch_end(number, {})
            if model.stop_training:
                break
        logs = results(model)
        if validation is not None and (epoch + 1) % validation_freq == 0:
            found = evaluate_shared(model, validation)
            logs |= {f"val_{name}": value for name, value in found.items()}
        callbacks.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    model.optimizer.finalize_variable_values(model.trainable_weights)
    callbacks.on_train_end(logs)
    return model.history


def evaluate_shared(model, data) -> dict:
    """Metrics over shared batches."""
    step = _step(model, "test_function", model.test_step)
    model.reset_metrics()
    for _ in _steps(step, data):
        pass
    return results(model)


def results(model) -> dict:
    """The metrics over the rows of all workers."""
    found = model.get_metrics_result()
    return {name: float(value) for name, value in found.items()}


def evaluate_on_workers(
    model, x=None, y=None, batch_size=None, verbose="auto", sample_weight=None,
    steps=None, callbacks=None, return_dict=False,
):  # fmt: skip
    """`keras.Model.evaluate` over all workers."""
    data = batches_of(x, y, sample_weight, batch_size, steps)
    logs = evaluate_shared(model, shared(model, data))
    return logs if return_dict else model._flatten_metrics_in_order(logs)


def _steps(step, data):
    """Run a step on each batch."""
    iterator = iter(data)
    while True:
        try:
            yield step(iterator)
        except tf.errors.OutOfRangeError:
            return


def _step(model, slot, own_step):
    """The compiled step, kept where Keras keeps its own."""
    if getattr(model, slot) is None:
        strategy = model.distribute_strategy

        def step(iterator):
            strategy.run(own_step, args=(next(iterator),))

        setattr(model, slot, tf.function(step, reduce_retracing=True))
    return getattr(model, slot)


def _callbacks(model, given, verbose, epochs):
    chief = is_chief()
    kept = [
        each
        for each in given or []
        if chief or not isinstance(each, WRITERS)
    ]
    return keras.callbacks.CallbackList(
        kept,
        add_history=True,
        add_progbar=chief and verbose != 0,
        verbose=verbose,
        epochs=epochs,
        model=model,
    )
