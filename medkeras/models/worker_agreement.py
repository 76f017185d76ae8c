"""What workers tell one another beside gradients: that they do the same."""

import contextlib
import functools
import zlib

import numpy as np
import tensorflow as tf

from medkeras.models import patience
from medkeras.utils.errors import UsageError, one_line

LARGEST = 2**31 - 1  # what an int32 can hold
# What TensorFlow says when another worker has gone.
GONE = (
    tf.errors.UnavailableError,
    tf.errors.AbortedError,
    tf.errors.DeadlineExceededError,
    tf.errors.CancelledError,
    tf.errors.InternalError,
)


@contextlib.contextmanager
def workers_needed(strategy):
    """Say in one line that another worker has gone, or does not answer."""
    watched = strategy.num_replicas_in_sync > 1
    try:
        with patience.waiting() if watched else contextlib.nullcontext():
            yield
    except GONE as error:
        if strategy.num_replicas_in_sync == 1:
            raise
        said = error.message.split("is aborted by: ")[-1]
        raise UsageError(
            "another worker has ended, or cannot be reached any more: "
            f"expected all to go on. Received: {one_line(said)}"
        ) from None


def check_equal(strategy, what: str, value: int) -> None:
    """Refuse a number that is not the same on all workers; all must ask.

    Args:
        strategy: the workers'.
        what: names the number for the reader.
        value: the number of this worker, from 0 to 2^31 - 1.

    Raises:
        UsageError: on all workers alike, where the numbers differ.
    """
    if strategy.num_replicas_in_sync == 1:
        return
    found = gathered(strategy, value)
    if (found != found[0]).any():
        said = ", ".join(
            f"{number} on replica {index}" for index, number in enumerate(found)
        )
        raise UsageError(
            f"the workers differ in {what}: expected the same on all. "
            f"Received: {said}"
        )


def gathered(strategy, value: int) -> np.ndarray:
    """The number of each replica, in order."""
    replicas = strategy.num_replicas_in_sync
    mine = tf.constant(value, tf.int32)
    with workers_needed(strategy):
        return _sum_over_replicas(strategy)(mine, replicas).numpy()


def from_the_chief(strategy, content: bytes | None) -> bytes:
    """Hand the chief's bytes to all workers; what the others give is unused.

    Only the chief needs the disk with the checkpoints then.
    """
    if strategy.num_replicas_in_sync == 1:
        return content
    length = int(gathered(strategy, len(content or b""))[0])
    if not length:  # TensorFlow crashes on a sum of nothing
        return b""
    words = np.zeros(length, np.uint8)
    if content:
        words = np.frombuffer(content, np.uint8)[:length]
    if len(words) < length:
        words = np.zeros(length, np.uint8)
    words = tf.constant(words.astype(np.int32))
    with workers_needed(strategy):
        sent = _first_replicas(strategy)(words).numpy()
    return sent.astype(np.uint8).tobytes()


def digest(*things) -> int:
    """A number that stands for settings or texts."""
    return zlib.crc32(repr(things).encode()) & LARGEST


def digest_of_batch(batch):
    """A number, int32, that stands for the values of a batch."""
    total = tf.constant(0, tf.int64)
    for part in tf.nest.flatten(batch):
        text = tf.io.serialize_tensor(part)
        total += tf.strings.to_hash_bucket_fast(text, LARGEST)
    return tf.cast(total % LARGEST, tf.int32)


@functools.cache
def _sum_over_replicas(strategy):
    def mine(value, replicas):
        context = tf.distribute.get_replica_context()
        place = tf.one_hot(
            context.replica_id_in_sync_group, replicas, dtype=tf.int32
        )
        return context.all_reduce(tf.distribute.ReduceOp.SUM, place * value)

    return _over_all(strategy, mine)


@functools.cache
def _first_replicas(strategy):
    def mine(values):
        context = tf.distribute.get_replica_context()
        first = tf.cast(context.replica_id_in_sync_group == 0, tf.int32)
        return context.all_reduce(tf.distribute.ReduceOp.SUM, first * values)

    return _over_all(strategy, mine)


def _over_all(strategy, function):
    def everywhere(*values):
        found = strategy.run(function, args=values)
        return strategy.experimental_local_results(found)[0]

    return tf.function(everywhere, reduce_retracing=True)
