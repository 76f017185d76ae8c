"""Where a model lives: one device, several GPUs, or several workers."""

import functools
import os

import tensorflow as tf

from medkeras.utils.errors import UsageError
from medkeras.utils.roll_call import installed, roll_call, seconds_to_wait
from medkeras.utils.workers import workers


def strategy() -> tf.distribute.Strategy:
    """Choose the distribution strategy that fits the devices in sight.

    A last batch that the replicas cannot share equally is handled by the
    book's models (`medkeras.models.base.Model`); one with fewer rows than
    replicas by `medkeras.training.batches`.

    Returns:
        `MultiWorkerMirroredStrategy` when the variable TF_CONFIG names a
        cluster, `MirroredStrategy` over several GPUs or several logical
        CPUs, and the default one-device strategy otherwise. Create models
        and optimizers under its `scope()`.

    Example:
        >>> from medkeras.training.strategy import strategy
        >>> strategy().num_replicas_in_sync
        1

    Chapter: 3.2.1
    """
    if os.environ.get("TF_CONFIG"):
        return _multi_worker()
    gpus = tf.config.list_logical_devices("GPU")
    devices = gpus or tf.config.list_logical_devices("CPU")
    if len(devices) > 1:
        return _mirrored(tuple(device.name for device in devices))
    return tf.distribute.get_strategy()


# One object a process: two strategies number their messages alike, and the
# sums of one model's gradients would meet those of another's.
@functools.cache
def _mirrored(names):
    return tf.distribute.MirroredStrategy(names)


@functools.cache
def _multi_worker():
    me = workers()
    roll_call(me, installed(), seconds_to_wait())
    try:
        # Without TensorFlow's own `timeout_seconds`: each sum would get a
        # thread that sleeps so long. `models.patience` watches instead.
        return tf.distribute.MultiWorkerMirroredStrategy()
    except RuntimeError as error:
        if "at program startup" not in str(error):
            raise
        raise UsageError(
            "several workers must meet first: expected `strategy()` before "
            "anything else of TensorFlow. Received: it was in use"
        ) from error
