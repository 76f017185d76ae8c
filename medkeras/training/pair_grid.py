"""A model of pairs, trained so that each member is read but once a step.

48 drugs and 332 proteins make 15,936 pairs. Read pair by pair, each protein
passes the network 48 times an epoch, for the same answer. Here a step reads
some proteins and all drugs once, and pairs what the towers said of them.
"""

import keras
import numpy as np
import tensorflow as tf

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive, check_seed, check_whole


def fit_pair_grid(
    model: keras.Model,
    rows,
    columns,
    values,
    epochs: int = 10,
    columns_a_step: int = 16,
    learning_rate: float = 1e-3,
    seed: int = 0,
) -> list[float]:
    """Train a model of two towers on a table of pairs by squared error.

    Args:
        model: of two inputs, with layers for each, and a layer that takes
            what both said: the layers `drug`, `protein` and `affinity` of
            `deep_dta`.
        rows: numbers of the row members (drugs), (rows, places).
        columns: of the column members (proteins), (columns, places).
        values: what is to be foretold, (rows, columns); NaN where a pair is
            not known, or not to be learned from.
        epochs: passes over the columns.
        columns_a_step: columns of a step; with them go all rows.
        learning_rate: Adam's.
        seed: of the order; the dropout is the model's own.

    Returns:
        Mean squared error of each epoch; the model has learned in place.

    Raises:
        UsageError: shapes that do not fit, a table without a known value,
            a model without such layers, or a training that diverged.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.deep_dta import deep_dta
        >>> from medkeras.training.pair_grid import fit_pair_grid
        >>> model = deep_dta(5, 5, 6, 7, 2, 2, (3,), 4, (5,))
        >>> drugs, proteins = np.ones((2, 6)), np.ones((3, 7))
        >>> len(fit_pair_grid(model, drugs, proteins, np.ones((2, 3)), 2))
        2

    Reference: model: Ozturk, Ozgur and Ozkirimli 2018,
        doi:10.1093/bioinformatics/bty593.
    Chapter: 3.4.3
    """
    parts = _parts(model)
    check_whole("epochs", epochs)
    check_whole("columns_a_step", columns_a_step)
    check_positive("learning_rate", learning_rate)
    check_seed(seed)
    rows, columns = _members(model, rows, columns)
    shape = (len(rows), len(columns))
    values = real_array("values", values, shape, missing=True)
    values = values.astype("float32")
    known = ~np.isnan(values)
    if not known.any():
        raise UsageError("`values` must hold a known value. Received: NaN only")
    optimizer = keras.optimizers.Adam(learning_rate)
    optimizer.build(model.trainable_variables)
    step = _step_of(parts, model.trainable_variables, optimizer)
    # Columns without a known value teach nothing.
    usable, rng = np.flatnonzero(known.any(axis=0)), np.random.default_rng(seed)
    targets, weights = np.where(known, values, 0), known.astype("float32")
    history = []
    for _ in range(epochs):
        order, errors = rng.permutation(usable), 0.0
        for first in range(0, len(order), columns_a_step):
            some = order[first : first + columns_a_step]
            each = rows, columns[some], targets[:, some], weights[:, some]
            errors += float(step(*map(tf.constant, each)))
        history.append(errors / known.sum())
    if not np.isfinite(history[-1]):
        raise UsageError(
            "`learning_rate` must be small enough to learn with. Received: "
            f"{learning_rate}, and the error is no number any more"
        )
    return history


def predict_pair_grid(
    model: keras.Model, rows, columns, columns_a_step: int = 16
) -> np.ndarray:
    """Foretell the value of every pair of a row and a column member.

    Args:
        model: as for `fit_pair_grid`.
        rows: numbers of the row members, (rows, places).
        columns: of the column members, (columns, places).
        columns_a_step: columns of a call.

    Returns:
        (rows, columns).

    Raises:
        UsageError: as `fit_pair_grid`.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.deep_dta import deep_dta
        >>> from medkeras.training.pair_grid import predict_pair_grid
        >>> model = deep_dta(5, 5, 6, 7, 2, 2, (3,), 4, (5,))
        >>> predict_pair_grid(model, np.ones((2, 6)), np.ones((3, 7))).shape
        (2, 3)

    Reference: model: Ozturk, Ozgur and Ozkirimli 2018,
        doi:10.1093/bioinformatics/bty593.
    Chapter: 3.4.3
    """
    parts = _parts(model)
    check_whole("columns_a_step", columns_a_step)
    rows, columns = _members(model, rows, columns)
    found = []
    for first in range(0, len(columns), columns_a_step):
        some = columns[first : first + columns_a_step]
        found.append(_grid(parts, rows, some, False).numpy())
    return np.concatenate(found, axis=1)


def _parts(model):
    names = [layer.name for layer in getattr(model, "layers", [])]
    wanted = "drug", "protein", "affinity"
    if not set(wanted) <= set(names):
        raise UsageError(
            f"`model` must have the layers {', '.join(wanted)}. "
            f"Received: {', '.join(names)}"
        )
    return [model.get_layer(name) for name in wanted]


def _members(model, rows, columns):
    (_, drug_places), (_, protein_places) = model.input_shape
    rows = real_array("rows", rows, ("rows", drug_places))
    columns = real_array("columns", columns, ("columns", protein_places))
    return rows.astype("int32"), columns.astype("int32")


def _grid(parts, rows, columns, training):
    """What the model says of each pair, (rows, columns)."""
    read_row, read_column, compare = parts
    first = read_row(rows, training=training)  # (rows, features)
    second = read_column(columns, training=training)
    m, n = tf.shape(first)[0], tf.shape(second)[0]
    pairs = [tf.repeat(first, n, axis=0), tf.tile(second, (m, 1))]
    return tf.reshape(compare(pairs, training=training), (m, n))


def _step_of(parts, variables, optimizer):
    numbers, table = (
        tf.TensorSpec((None, None), tf.int32),
        tf.TensorSpec((None, None), tf.float32),
    )

    @tf.function(input_signature=[numbers, numbers, table, table])
    def step(rows, columns, targets, weights):
        with tf.GradientTape() as tape:
            errors = (
                weights * (_grid(parts, rows, columns, True) - targets) ** 2
            )
            # A step may hold few known pairs, or none.
            count = tf.maximum(tf.reduce_sum(weights), 1.0)
            loss = tf.reduce_sum(errors) / count
        gradients = tape.gradient(loss, variables)
        # Of the table of letters it comes row by row; Adam needs the sum.
        dense = [tf.convert_to_tensor(each) for each in gradients]
        optimizer.apply(dense, variables)
        return tf.reduce_sum(errors)

    return step
