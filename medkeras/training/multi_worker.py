"""Train on several machines with the ease of `fit`, and after a crash go on.

Every worker runs the same program. TF_CONFIG tells each who the others are;
`medkeras launch` sets it. A model is made and compiled under the scope of
`medkeras.training.strategy.strategy()`.
"""

from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf

from medkeras.models.worker_agreement import check_equal, digest
from medkeras.models.worker_loop import (
    evaluate_shared,
    own_batches,
    run_epochs,
    shared,
)
from medkeras.training.in_parts import num_rows, real_inputs
from medkeras.utils.arrays import check_one_length
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_seed, check_whole


def fit(
    model: keras.Model,
    data,
    epochs: int = 1,
    batch_size: int = 32,
    validation=None,
    callbacks: list | None = None,
    checkpoints=None,
    seed: int = 0,
    verbose="auto",
) -> dict[str, list[float]]:
    """Train a model on all workers as on one device.

    The weights after it are those of one device, on all workers; the
    gradients are summed in another order, so that the last of their digits
    may differ, and more of them the longer it trains. Each batch
    is shared out by rows, so that no two workers see the same row; or each
    worker reads files or patients of its own (`medkeras.training.sharding`).
    The order of the rows follows from the seed and the number of the pass:
    a job that was killed goes on in the middle of a pass as if nothing had
    been. The chief alone shows progress and writes files.

    Args:
        model: built and compiled, under `strategy().scope()`. Its own
            training rule is followed.
        data: x, or (x, y), arrays of one length, (rows, ...), equal on all
            workers; or a function of the number of the pass that returns
            this worker's own batches, a tf.data.Dataset.
        epochs: passes over the data, those before a crash counted.
        batch_size: rows of a batch over all workers together; unused where
            `data` is a function.
        validation: x, or (x, y), equal on all workers, or None.
        callbacks: of Keras. They hear of the metrics over all workers, at
            the end of a pass; of a step they hear its number. What writes
            files does so on the chief only.
        checkpoints: a `medkeras.training.checkpoints.Checkpoints`, or None.
        seed: of the order of the rows.
        verbose: 0 for no progress.

    Returns:
        The metrics after each pass since the start of this process.

    Raises:
        UsageError: arrays of unlike lengths, sizes out of range; workers
            that have other data or settings; a worker that is gone.

    Example:
        >>> import keras, numpy as np
        >>> from medkeras.training.multi_worker import fit
        >>> from medkeras.training.strategy import strategy
        >>> with strategy().scope():
        ...     model = keras.Sequential(
        ...         [keras.Input((2,)), keras.layers.Dense(1)])
        ...     model.compile("sgd", "mse")
        >>> seen = fit(model, (np.eye(2), np.ones((2, 1))), 3, verbose=0)
        >>> len(seen["loss"])
        3

    Chapter: 4.6.3
    """
    check_whole("epochs", epochs)
    check_whole("batch_size", batch_size)
    check_seed(seed)
    settings = digest(epochs, batch_size, seed, model.count_params())
    check_equal(model.distribute_strategy, "the settings of `fit`", settings)
    if callable(data):
        data_of = _own(model, data)
    else:
        data_of = _in_order(model, _tensors("data", data), batch_size, seed)
    if checkpoints is not None:
        checkpoints.plan = _plan(data, batch_size, seed)
    if validation is not None:
        parts = _tensors("validation", validation)
        rows = tf.data.Dataset.from_tensor_slices(parts).batch(batch_size)
        validation = shared(model, rows)
    history = run_epochs(
        model,
        data_of,
        epochs,
        validation=validation,
        callbacks=callbacks,
        verbose=verbose,
        checkpoints=checkpoints,
    )
    return history.history


def evaluate(model: keras.Model, data, batch_size: int = 32) -> dict:
    """Measure a model on all workers, each on rows of its own.

    Args:
        model: built and compiled, under `strategy().scope()`.
        data: x, or (x, y), arrays of one length, equal on all workers.
        batch_size: rows of a batch over all workers together.

    Returns:
        The loss and the metrics over all rows, equal on all workers.

    Raises:
        UsageError: arrays of unlike lengths, workers that have other data.

    Example:
        >>> import keras, numpy as np
        >>> from medkeras.training.multi_worker import evaluate
        >>> model = keras.Sequential(
        ...     [keras.Input((2,)), keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> list(evaluate(model, (np.eye(2), np.ones((2, 1)))))
        ['loss']

    Chapter: 4.6.3
    """
    check_whole("batch_size", batch_size)
    parts = _tensors("data", data)
    rows = tf.data.Dataset.from_tensor_slices(parts).batch(batch_size)
    return evaluate_shared(model, shared(model, rows))


def _tensors(name, data):
    """x, or (x, y), as arrays; a dictionary of inputs stays one."""
    parts = data if isinstance(data, tuple) else (data,)
    if not 1 <= len(parts) <= 2:
        raise UsageError(
            f"`{name}` must be x or (x, y). Received: {len(parts)} parts"
        )
    x, *rest = [
        real_inputs(f"{name}, {which}", part)
        for which, part in zip("xy", parts, strict=False)
    ]
    for y in rest:
        check_one_length(**{f"{name}, x": np.zeros(num_rows(x)), "y": y})
    return (x, *rest) if rest else x


def _in_order(model, parts, batch_size, seed) -> Callable:
    """Shared batches in the order of a pass, from one of its steps on."""
    tensors = tf.nest.map_structure(tf.convert_to_tensor, parts)
    rows = len(tf.nest.flatten(parts)[0])

    def take(places):
        return tf.nest.map_structure(
            lambda part: tf.gather(part, places), tensors
        )

    def data_of(epoch, step):
        order = np.random.default_rng([seed, epoch]).permutation(rows)
        left = tf.data.Dataset.from_tensor_slices(order[step * batch_size :])
        return shared(model, left.batch(batch_size).map(take))

    return data_of


def _plan(data, batch_size, seed) -> int:
    """A number for the order of the batches: a step means the same rows."""
    if callable(data):
        return digest("own batches")
    x = data[0] if isinstance(data, tuple) else data
    return digest(num_rows(x), batch_size, seed)


def _own(model, data) -> Callable:
    def data_of(epoch, step):
        batches = data(epoch)
        if not isinstance(batches, tf.data.Dataset):
            raise UsageError(
                "`data` must return a tf.data.Dataset of batches. Received: "
                f"{type(batches).__name__}"
            )
        return own_batches(model, batches.skip(step))

    return data_of
