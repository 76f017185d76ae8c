"""One seed for everything that draws."""

import keras
import tensorflow as tf

from medkeras.utils.sizes import check_seed


def set_seeds(seed: int) -> None:
    """Seed Python, NumPy, Keras and TensorFlow, and ask for exact sums.

    Two runs on one machine then print the same digits. Parallel additions
    in another order would change the last one.

    Args:
        seed: a whole number from 0 to 2^32 - 1.

    Raises:
        UsageError: another seed.

    Example:
        >>> from medkeras.training.seeds import set_seeds
        >>> set_seeds(0)

    Chapter: 3.2.1
    """
    check_seed(seed)
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
