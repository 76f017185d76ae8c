"""The loop of `fit` and `evaluate` where several workers train together.

Keras's own `fit` fails there (keras issues 20585 and 20329). This one is
written out: the batches of a pass are shared among the workers, every worker
runs the model's own `train_step` on its share, and the optimizer adds up the
gradients of all. Each worker ends a step with the same weights. On one
device it is the loop of Keras.
"""

import keras
import tensorflow as tf

from medkeras.layers.replicas import gradient_share, share_of_batch
from medkeras.models.worker_agreement import (
    LARGEST,
    check_equal,
    digest_of_batch,
    workers_needed,
)
from medkeras.utils.workers import is_chief

# What writes files does so once, not once a worker.
WRITERS = (
    keras.callbacks.ModelCheckpoint,
    keras.callbacks.CSVLogger,
    keras.callbacks.TensorBoard,
    keras.callbacks.RemoteMonitor,
)


class Steps:
    """Steps of a model as it was compiled; `compile` makes them void."""

    def __init__(self, compiled):
        self.compiled, self.traced = compiled, {}

    @classmethod
    def of(cls, model) -> "Steps":
        """The steps that a model keeps."""
        names = "optimizer", "_compile_loss", "_compile_metrics"
        compiled = [getattr(model, name, None) for name in names]
        kept = getattr(model, "_steps_on_workers", None)
        pairs = zip(kept.compiled, compiled, strict=True) if kept else ()
        if kept is None or any(a is not b for a, b in pairs):
            model._steps_on_workers = cls(compiled)
        return model._steps_on_workers


class NoCheckpoints:
    """Begin at the beginning, keep nothing; `training.checkpoints` does."""

    def restore(self, model) -> tuple[int, int]:
        """The pass and the step to go on with."""
        return 0, 0

    def after_step(self, model, epoch: int, step: int) -> None:
        """So many steps of a pass are done."""

    def after_epoch(self, model, epoch: int) -> None:
        """So many passes are done."""


def shared(model, data):
    """Share batches out: each replica gets rows of its own of each of them.

    An element is the number that stands for the whole batch, equal on all
    workers if they read the same, and the rows of this replica.
    """
    strategy = model.distribute_strategy
    replicas = strategy.num_replicas_in_sync

    def shares(context):
        here = replicas // context.num_input_pipelines
        first = context.input_pipeline_id * here

        def split(*batch):
            batch = batch if len(batch) > 1 else batch[0]
            number = digest_of_batch(batch) if replicas > 1 else 0
            parts = [
                share_of_batch(batch, first + place, replicas)
                for place in range(here)
            ]
            return _one_after_another([(number, part) for part in parts])

        return data.flat_map(split).prefetch(2)

    return strategy.distribute_datasets_from_function(shares)


def own_batches(model, data):
    """Batches that this worker has read for itself: others read others.

    Where a worker has fewer batches, it takes part without rows.
    """

    def rows(*batch):
        batch = batch if len(batch) > 1 else batch[0]
        return 0, tf.nest.map_structure(_any_rows, batch)

    strategy = model.distribute_strategy
    return strategy.distribute_datasets_from_function(
        lambda context: data.map(rows).prefetch(2)
    )


def run_epochs(
    model,
    data_of,
    epochs,
    validation=None,
    callbacks=None,
    verbose="auto",
    first=0,
    validation_freq=1,
    checkpoints=None,
):
    """Train for some passes; `data_of(epoch, step)` are shared batches.

    A pass that was interrupted goes on at a step. Callbacks hear of passes,
    with the metrics over all workers, and of the numbers of steps.
    """
    checkpoints = checkpoints or NoCheckpoints()
    own_step = _train_step(model)
    callbacks = _callbacks(model, callbacks, verbose, epochs)
    model.stop_training = False
    begun, steps = checkpoints.restore(model)
    callbacks.on_train_begin()
    logs = {}
    for epoch in range(max(first, begun), epochs):
        model.reset_metrics()
        callbacks.on_epoch_begin(epoch)
        data = data_of(epoch, steps)
        step = _step(model, "train", own_step, data)
        for number, batch in _batches(model, data, steps):
            callbacks.on_train_batch_begin(number)
            step(batch)
            callbacks.on_train_batch_end(number, {})
            checkpoints.after_step(model, epoch, number + 1)
            if model.stop_training:
                break
        steps, logs = 0, results(model)
        if validation is not None and (epoch + 1) % validation_freq == 0:
            found = evaluate_shared(model, validation)
            logs |= {f"val_{name}": value for name, value in found.items()}
        callbacks.on_epoch_end(epoch, logs)
        checkpoints.after_epoch(model, epoch + 1)
        if model.stop_training:
            break
    model.optimizer.finalize_variable_values(model.trainable_weights)
    callbacks.on_train_end(logs)
    return model.history


def evaluate_shared(model, data) -> dict:
    """Metrics over shared batches."""
    step = _step(model, "test", model.test_step, data)
    model.reset_metrics()
    for _, batch in _batches(model, data):
        step(batch)
    return results(model)


def results(model) -> dict:
    """The metrics over the rows of all workers; all must ask at once."""
    with workers_needed(model.distribute_strategy):
        found = model.get_metrics_result()
    return {name: float(value) for name, value in found.items()}


def _any_rows(part):
    """The same values, as of any number of rows: none must be possible."""
    shape = [None, *part.shape[1:]]
    return tf.raw_ops.PlaceholderWithDefault(input=part, shape=shape)


def _one_after_another(elements):
    whole = tf.data.Dataset.from_tensors(elements[0])
    for element in elements[1:]:
        whole = whole.concatenate(tf.data.Dataset.from_tensors(element))
    return whole


def _batches(model, data, first=0):
    """The batches of a pass and their numbers; equal ones on all workers."""
    strategy, seen = model.distribute_strategy, []
    iterator = iter(data)
    while True:
        # Taken outside of the step: what a step does without its batch, such
        # as to count, must not be done once more at the end.
        with workers_needed(strategy):
            batch = next(iterator, None)
        if batch is None:
            break
        seen.append(strategy.experimental_local_results(batch[0])[0])
        if len(seen) == 1:
            check_equal(strategy, "their first batch", int(seen[0]))
        yield first + len(seen) - 1, batch[1]
    total = sum(int(each) for each in seen) % LARGEST
    check_equal(strategy, "the batches of a pass", total)


def _step(model, slot, own_step, data):
    """A step for such batches, traced once.

    Their type leaves the number of rows open: one graph for all of them.
    """
    strategy, steps = model.distribute_strategy, Steps.of(model)

    def step_on_workers(batch):
        strategy.run(own_step, args=(batch,))

    kind = data.element_spec[1]
    name = slot, repr(kind)
    if model.run_eagerly:
        steps.traced[name] = step_on_workers
    elif name not in steps.traced:
        steps.traced[name] = tf.function(step_on_workers, [kind])

    def step(batch):
        with workers_needed(strategy):
            steps.traced[name](batch)

    return step


def _train_step(model):
    """The model's own, or Keras's with the share of the rows."""
    kind = type(model)
    weighs = getattr(model, "weighs_its_rows", False)
    if kind.train_step is not keras.Model.train_step or weighs:
        return model.train_step

    def compute_loss(x=None, *args, training=True, **kwargs):
        loss = kind.compute_loss(model, x, *args, training=training, **kwargs)
        rows = tf.shape(keras.tree.flatten(x)[0])[0]
        return gradient_share(loss, rows) if training else loss

    def train_step(batch):
        model.compute_loss = compute_loss
        try:
            return model.train_step(batch)
        finally:
            del model.compute_loss

    return train_step


def _callbacks(model, given, verbose, epochs):
    chief = is_chief()
    kept = [
        each for each in given or [] if chief or not isinstance(each, WRITERS)
    ]
    return keras.callbacks.CallbackList(
        kept,
        add_history=True,
        add_progbar=chief and verbose != 0,
        verbose=verbose,
        epochs=epochs,
        model=model,
    )
