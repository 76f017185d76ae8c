"""Where a model lives: one device, several GPUs, or several workers."""

import os

import tensorflow as tf


def strategy() -> tf.distribute.Strategy:
    """Choose the distribution strategy that fits the devices in sight.

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
        return tf.distribute.MultiWorkerMirroredStrategy()
    gpus = tf.config.list_logical_devices("GPU")
    devices = gpus or tf.config.list_logical_devices("CPU")
    if len(devices) > 1:
        return tf.distribute.MirroredStrategy([d.name for d in devices])
    return tf.distribute.get_strategy()
