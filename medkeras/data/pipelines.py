"""Batches for `fit` from the files of a set that need not fit into memory."""

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import tensorflow as tf

from medkeras.data.loading import LoadedDataset, batched, check_split, read
from medkeras.utils.batch_sizes import batch_sizes
from medkeras.utils.cores import cores
from medkeras.utils.errors import UsageError, nearest, one_line
from medkeras.utils.memory import free_memory
from medkeras.utils.sizes import (
    check_function,
    check_number,
    check_seed,
    check_whole,
)

INTERLEAVED = 16  # files read in turn
BLOCK = 16  # examples of one of them in a row
BUFFER = 1 << 20  # bytes of each that are read at once
PER_TENSOR = 200  # bytes that TensorFlow needs beside the values of an array
TEXT = 1  # bytes of a value at least; text says nothing of its length


def input_pipeline(
    dataset: LoadedDataset,
    split: str,
    transform: Callable,
    batch_size: int = 32,
    *,
    features: Sequence[str] | None = None,
    patients: Iterable | None = None,
    shuffle_buffer: int = 0,
    seed: int = 0,
    cache_share: float = 0.25,
    replicas: int | None = None,
    verbose: bool = False,
) -> tf.data.Dataset:
    """Batches of (x, y) of a split, read from its files pass by pass.

    Examples are batched and handed to `transform` a batch at a time: one
    call for many examples costs little more than for one. The next batches
    are made while a network trains. Where the order is to be drawn, the
    files are read in turn, some examples of each. A split that takes less
    than a share of the free memory is read at once and kept as it is, to be
    shuffled and transformed in each pass; of a larger one, or one whose
    examples differ in length, only the buffer and a few batches are ever in
    memory.

    Args:
        dataset: what `load` gave.
        split: name of the split.
        transform: function of a batch, a dictionary of tensors (batch, ...)
            by feature, that returns (x, y), or (x, y, weights); made of
            TensorFlow's operations. It may draw at random.
        batch_size: rows of a batch over all replicas together.
        features: names of those that `transform` needs; others are not
            decoded. All of them if not given.
        patients: whose examples are read, for a worker that has a share of
            the patients; those of all if not given.
        shuffle_buffer: examples among which the next is drawn, 0 for the
            order of the set. The larger, the better mixed.
        seed: of the order. Each pass has an order of its own; a pipeline
            that is made anew begins with the same.
        cache_share: share of the free memory, 0 to 1, up to which a split is
            kept in it; 0 keeps nothing.
        replicas: how many share a batch, each of which gets a row; the
            devices of this machine if not given.
        verbose: whether to print in one line what is kept in memory.

    Returns:
        A tf.data.Dataset for `fit` and `evaluate`, of known length.

    Raises:
        UsageError: no such split, feature or patient; a transform that fails
            or gives no pair; sizes out of range; fewer examples than
            replicas.

    Example:
        >>> from medkeras.data import load
        >>> from medkeras.data.pipelines import input_pipeline
        >>> films = load("pneumonia_xray", "sample", quiet=True)
        >>> def to_pair(batch):
        ...     return batch["image"] / 255, batch["label"]
        >>> data = input_pipeline(
        ...     films, "train", to_pair, 64, features=("image", "label"))
        >>> len(data), data.element_spec[0].shape
        (25, TensorShape([None, 28, 28, 1]))

    Reference: Murray et al. 2021, tf.data: a machine learning data
        processing framework, doi:10.14778/3476311.3476374

    Chapter: 2.1.1
    """
    _check(dataset, split, transform, batch_size, shuffle_buffer, cache_share)
    check_seed(seed)
    if replicas is None:
        replicas = len(tf.config.list_logical_devices("GPU")) or len(
            tf.config.list_logical_devices("CPU")
        )
    check_whole("replicas", replicas)
    names = _checked_features(dataset, features)
    mixed = _in_turn(seed) if shuffle_buffer else {}
    examples, rows = _examples(dataset, split, names, patients, mixed)
    sizes = batch_sizes(rows, batch_size, replicas, "the split")
    needed, free = _bytes_in_memory(examples, rows), free_memory()
    keep = needed < cache_share * free
    if verbose:
        print(_plan(dataset, split, rows, needed, cache_share, free, keep))
    if keep:
        # `cache` would take a pass that was left early for the whole.
        (whole,) = batched(examples, rows)
        examples = tf.data.Dataset.from_tensor_slices(whole)
    if shuffle_buffer:
        examples = examples.shuffle(min(shuffle_buffer, rows), seed)
    batches = _transformed(_batches(examples, sizes), transform, names)
    return (
        batches.apply(tf.data.experimental.assert_cardinality(len(sizes)))
        .prefetch(2)
        .with_options(_untuned())
    )


def _in_turn(seed) -> dict:
    """Options to read several files in turn, those of a pass in a new order."""
    return {
        "interleave_cycle_length": INTERLEAVED,
        "interleave_block_length": BLOCK,
        "override_buffer_size": BUFFER,
        "num_parallel_calls_for_interleave_files": cores(),
        "shuffle_seed": seed,
        "shuffle_reshuffle_each_iteration": True,
    }


def _examples(dataset, split, names, patients, options):
    """Examples one by one, and how many they are."""
    group = dataset.card.facts["group"]
    wanted = names if patients is None else {*names, group}
    examples = read(dataset, split, wanted, **options)
    if patients is None:
        return examples, dataset.counts[split]
    everyone = dataset.groups(split)
    keys = _checked_patients(patients, everyone)
    table = tf.lookup.StaticHashTable(
        tf.lookup.KeyValueTensorInitializer(keys, tf.ones(len(keys), tf.int64)),
        default_value=0,
    )
    mine = examples.filter(
        lambda each: table.lookup(tf.cast(each[group], keys.dtype)) == 1
    )
    dropped = mine.map(lambda each: {name: each[name] for name in names})
    return dropped, int(np.isin(everyone, keys.numpy()).sum())


def _batches(examples, sizes):
    """Batches of equal size, or with a last one that has taken in another."""
    batch_size, last = sizes[0], len(sizes) - 1
    if sizes[-1] <= batch_size:
        return batched(examples, batch_size)
    return examples.enumerate().group_by_window(
        key_func=lambda row, _: tf.minimum(row // batch_size, last),
        reduce_func=lambda _, rows: batched(
            rows.map(lambda _, each: each), sizes[-1]
        ),
        window_size_func=lambda key: tf.where(
            key == last, tf.constant(sizes[-1], tf.int64), batch_size
        ),
    )


def _transformed(batches, transform, names):
    """The caller's function on each batch, or one line on why not."""
    try:
        pairs = batches.map(
            transform, num_parallel_calls=cores(), deterministic=True
        )
    except Exception as error:
        # TensorFlow leads the reason with the places in the code.
        *_, reason = str(error).strip().split("\n")
        raise UsageError(
            "`transform` must take a dictionary of tensors (batch, ...) with "
            f"{', '.join(names)}. Received: {one_line(reason.strip())}"
        ) from error
    spec = pairs.element_spec
    if not isinstance(spec, tuple) or len(spec) not in (2, 3):
        raise UsageError(
            "`transform` must return (x, y) or (x, y, weights). Received: "
            f"{one_line(repr(spec))}"
        )
    return pairs


def _bytes_in_memory(examples, rows) -> float:
    """About what it takes to keep all examples, while they are stacked."""
    spec = examples.element_spec.values()
    if not all(each.shape.is_fully_defined() for each in spec):
        return math.inf  # stacked, all would be as long as the longest
    values = sum(
        each.shape.num_elements() * max(each.dtype.size, TEXT) for each in spec
    )
    return rows * (2 * values + PER_TENSOR * len(spec))


def _plan(dataset, split, rows, needed, share, free, keep) -> str:
    room = f"{100 * share:g} % of the {free / 1e9:,.1f} GB that are free"
    if keep:
        done = f"kept in memory, {needed / 1e6:,.1f} MB of at most {room}"
    elif math.isinf(needed):
        done = "read in each pass, as they differ in length"
    else:
        done = f"read in each pass, {needed / 1e6:,.1f} MB not below {room}"
    return f"{dataset.name}, {split}: {rows:,} examples, {done}"


def _untuned():
    """Options under which memory does not grow with the length of a pass."""
    options = tf.data.Options()
    options.autotune.enabled = False
    return options


def _check(dataset, split, transform, batch_size, shuffle_buffer, cache_share):
    if not isinstance(dataset, LoadedDataset) or dataset.builder is None:
        raise UsageError(
            "`dataset` must be what `medkeras.data.load` returned. Received: "
            f"{one_line(repr(dataset))}"
        )
    check_split(dataset, split)
    check_function("transform", transform)
    check_whole("batch_size", batch_size)
    check_whole("shuffle_buffer", shuffle_buffer, least=0)
    check_number("cache_share", cache_share, 0, 1)


def _checked_features(dataset, features) -> tuple[str, ...]:
    if features is None:
        return dataset.features
    listed = isinstance(features, list | tuple | set) and list(features)
    unknown = [each for each in listed or () if each not in dataset.features]
    if not listed or unknown:
        found = unknown[0] if unknown else features
        raise UsageError(
            f"`features` must be some of {', '.join(dataset.features)}. "
            f"Received: {one_line(repr(found))}"
            f"{nearest(found, dataset.features)}"
        )
    return tuple(dict.fromkeys(listed))


def _checked_patients(patients, everyone) -> tf.Tensor:
    """Their identifiers, each once, as keys of a table."""
    known = set(everyone.tolist())
    is_list = isinstance(patients, Iterable) and not isinstance(patients, str)
    named = [_plain(each) for each in patients] if is_list else []
    # True is no patient number 1, and 3.0 no 3.
    kind = type(next(iter(known)))
    wrong = [e for e in named if type(e) is not kind or e not in known]
    if not named or wrong:
        raise UsageError(
            "`patients` must be some of those of the split, as "
            "`dataset.groups` names them. Received: "
            f"{one_line(repr(wrong[0] if wrong else patients))}"
        )
    keys = list(dict.fromkeys(named))
    return tf.constant(keys, tf.int64 if kind is int else tf.string)


def _plain(value):
    """NumPy's number as Python's, text as the bytes that TFDS reads."""
    value = value.item() if isinstance(value, np.generic) else value
    return value.encode() if isinstance(value, str) else value
