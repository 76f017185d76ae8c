"""What a model is given is looked at before it learns, however it comes.

Arrays, tables and tensors are looked at at once; the batches of a
tf.data.Dataset, a generator or a PyDataset when their turn comes, unless it
is known which arrays a Dataset was cut from.
"""

import gc
import re
import types
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from medkeras.models.demands import demand, demand_labels, demand_size
from medkeras.models.known_arrays import arrays_of
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import check_shape

LARGEST = float(np.finfo("float32").max)  # more is infinite to a network
ROWS_AT_ONCE = 256  # looked at, so that no copy is large
KERAS_BATCH = 32  # rows of a batch where nothing is said
unpack = keras.utils.unpack_x_y_sample_weight


class Rules(NamedTuple):
    """What a model takes: sizes of one row, range of x, labels y."""

    shapes: list | None = None  # of each input; None: not known
    exact: bool = True  # else Keras may add or drop a last axis of one
    low: float = -LARGEST
    high: float = LARGEST
    targets: list | None = None  # sizes of one row of each target
    num_classes: int | None = None  # y are labels below it
    weighted: bool = True  # whether sample weights have an effect
    batch_size: int | None = None  # of a model that keeps its state


def checked_data(
    rules: Rules, x, y=None, sample_weight=None, batch_size=None
) -> tuple:
    """Return x and y for Keras, looked at now or batch by batch."""
    looked_at = {
        tf.data.Dataset: _checked_dataset,
        types.GeneratorType: _checked_generator,
        keras.utils.PyDataset: _CheckedBatches,
    }
    for kind, check in looked_at.items():
        if isinstance(x, kind):
            if y is not None:
                raise UsageError(
                    "`y` must be None where batches bring their targets. "
                    f"Received: {type(x).__name__} and y"
                )
            return check(rules, x), None
    if _brings_its_own_batches(x):
        return x, y
    x, y = _as_arrays("x", x), None if y is None else _as_arrays("y", y)
    rows = check_batch(rules, x, y, sample_weight)
    _check_batch_size(rules, rows, batch_size or KERAS_BATCH)
    return x, y


def check_batch(rules: Rules, x, y=None, sample_weight=None) -> int:
    """Refuse what a model cannot learn from; return the number of rows."""
    inputs, targets = keras.tree.flatten(x), _leaves(y)
    _check_sizes(rules, [array.shape for array in inputs])
    for array in inputs:
        real_array("x", _stored(array), None, rules.low, rules.high, True)
    rows = [int(array.shape[0]) for array in inputs + targets]
    if len(set(rows)) > 1 or not rows[0]:
        raise UsageError(
            "`x` and `y` must have as many rows, one or more. Received: "
            f"{' and '.join(map(str, rows))} rows"
        )
    for target in targets:
        real_array("y", _stored(target), None, -LARGEST, LARGEST)
    if rules.num_classes is not None:
        check_labels("y", y, rows[0], rules.num_classes)
    if rules.targets is not None and len(targets) == len(rules.targets):
        for target, size in zip(targets, rules.targets, strict=True):
            _check_size("y", target.shape, size, rules.exact)
    _check_weighted(rules, sample_weight)
    for weights in _leaves(sample_weight):
        real_array("sample_weight", weights, low=0)
    return rows[0]


def check_labels(name: str, labels, rows: int, num_classes: int) -> None:
    """Refuse labels that are missing, no whole numbers, or unknown."""
    values = np.asarray([] if labels is None else labels)
    if values.shape != (rows,):
        raise UsageError(
            f"`{name}` must have the shape ({rows},), one label a row. "
            f"Received: {None if labels is None else values.shape}"
        )
    known = np.isin(values, np.arange(num_classes))
    if not known.all():
        strange = list(dict.fromkeys(values[~known].tolist()))[:5]
        raise UsageError(
            f"`{name}` must be whole numbers from 0 to {num_classes - 1}. "
            f"Received: {strange}"
        )


def in_one_line(call, *args, **kwargs):
    """Call; what was found in a batch becomes a UsageError."""
    try:
        return call(*args, **kwargs)
    except tf.errors.OpError as error:
        line = _line_about_a_batch(str(error))
        if line is None:
            raise
    # The epoch has ended here, but Keras leaves its pipeline in a circle of
    # references. The thread that tunes it sleeps ever longer: whoever freed
    # it by chance later would wait for a minute.
    gc.collect()
    raise UsageError(line)


def _line_about_a_batch(message) -> str | None:
    """What was wrong with a batch, if TensorFlow's message is about that."""
    found = re.search(r"`\w+` must [^\n]*?Received: [^\]\n]*", message)
    if found is not None:
        line = found.group().strip()
        # Outside of a graph TensorFlow puts the line into quotes.
        return line.removesuffix("'") if line.count("'") % 2 else line
    if "AddN" in message:
        return (
            "`batch_size` must be such that the replicas can share the first "
            "batch equally; `medkeras.training.batches` sees to it. "
            "Received: a first batch that cannot be shared"
        )
    return None


def _check_sizes(rules, shapes):
    if rules.shapes is None:
        return
    if len(shapes) != len(rules.shapes):
        raise UsageError(
            f"`x` must be {len(rules.shapes)} arrays, one for each input. "
            f"Received: {len(shapes)}"
        )
    for shape, expected in zip(shapes, rules.shapes, strict=True):
        _check_size("x", shape, expected, rules.exact)


def _check_batch_size(rules, rows, batch_size):
    fixed = rules.batch_size
    if fixed and (rows % fixed or min(rows, batch_size) != fixed):
        raise UsageError(
            f"`batch_size` must be {fixed} and divide the rows: so many rows "
            f"the network remembers. Received: {batch_size} and {rows} rows"
        )


def _check_weighted(rules, sample_weight):
    if sample_weight is not None and not rules.weighted:
        raise UsageError(
            "`sample_weight` must be None: all rows count alike in this "
            "training rule. Received: sample weights"
        )


def _check_size(name, shape, expected, exact):
    """Compare the shape of rows with the sizes of one row."""
    row, sizes = tuple(shape)[1:], tuple(expected)
    if not exact and row == (*sizes, 1):
        return
    if not exact and sizes[-1:] == (1,) and len(row) == len(sizes) - 1:
        sizes = sizes[:-1]
    wanted = ("rows", *("any" if n is None else n for n in sizes))
    check_shape(name, shape, wanted)


def _brings_its_own_batches(x):
    """Whether batches come from where they cannot be looked at."""
    kinds = (tf.distribute.DistributedDataset, tf.RaggedTensor)
    foreign = ("torch.utils", "grain.")
    return isinstance(x, kinds) or type(x).__module__.startswith(foreign)


def _as_arrays(name, x):
    """Arrays as they are; lists of numbers as an array."""
    leaves = _leaves(x)
    if leaves and all(len(getattr(n, "shape", ())) > 0 for n in leaves):
        return keras.tree.map_structure(lambda n: _plain(name, n), x)
    return real_array(name, x)


def _plain(name, values):
    """A table, or an array of objects, as an array of numbers."""
    kind = getattr(getattr(values, "dtype", None), "kind", "")
    is_table = hasattr(values, "iloc") or kind == "O"
    return real_array(name, values, empty=True) if is_table else values


def _leaves(x):
    return [leaf for leaf in keras.tree.flatten(x) if leaf is not None]


def _stored(array):
    """The numbers that are stored, of a sparse array or any other."""
    if isinstance(array, tf.SparseTensor):
        return array.values
    return array.data if hasattr(array, "tocsr") else array


def _checked_generator(rules, batches):
    for batch in batches:
        rows = check_batch(rules, *unpack(batch))
        _check_batch_size(rules, rows, rows)
        yield batch


class _CheckedBatches(keras.utils.PyDataset):
    """A PyDataset whose batches are looked at."""

    def __init__(self, rules, batches):
        super().__init__(
            batches.workers,
            batches.use_multiprocessing,
            batches.max_queue_size,
        )
        self.rules, self.batches = rules, batches
        self.on_epoch_begin = batches.on_epoch_begin
        self.on_epoch_end = batches.on_epoch_end

    @property
    def num_batches(self):
        return self.batches.num_batches

    def __getitem__(self, index):
        batch = self.batches[index]
        rows = check_batch(self.rules, *unpack(batch))
        _check_batch_size(self.rules, rows, rows)
        return batch


def _checked_dataset(rules, batches):
    """Batches that end with an error where one cannot be taken.

    They are kept with the data set: to trace what looks at a batch anew takes
    as long as some steps of a small network, and some call `fit` each epoch.
    """
    kept = batches.__dict__.setdefault("_checked_by_medkeras", [])
    for known, checked in kept:
        if known == rules:
            return checked
    kept.append((rules, _new_checked_dataset(rules, batches)))
    return kept[-1][1]


def _new_checked_dataset(rules, batches):
    arrays = arrays_of(batches)
    if arrays is not None and not rules.batch_size:
        check_batch(rules, *arrays)
        return batches
    x, y, weights = unpack(batches.element_spec)
    _check_weighted(rules, weights)
    specs = keras.tree.flatten(x)
    _check_kinds("x", specs)
    _check_kinds("y", _leaves(y))
    if all(spec.shape.rank is not None for spec in specs):
        _check_sizes(rules, [spec.shape for spec in specs])
        rows = specs[0].shape[0]
        if rows is not None:
            _check_batch_size(rules, rows, rows)
    if rules.num_classes is not None and y is None:
        raise UsageError(
            "`y` must be labels, one a row. Received: batches without them"
        )

    @tf.autograph.experimental.do_not_convert
    def check(*batch):
        x, y, _ = unpack(batch)
        for values in keras.tree.flatten(x):
            demand("x", _stored(values), rules.low, rules.high)
            demand_size(rules, values)
        for values in _leaves(y):
            demand("y", _stored(values), -LARGEST, LARGEST)
            if rules.num_classes is not None:
                demand_labels(values, rules.num_classes)
        return batch if len(batch) > 1 else batch[0]

    return batches.map(check)


def _check_kinds(name, specs):
    for spec in specs:
        kind = spec.dtype
        if not (kind.is_floating or kind.is_integer or kind.is_bool):
            raise UsageError(
                f"`{name}` must be real numbers. Received: {kind.name}"
            )
