"""What a GAN is given: two networks that fit each other, examples, labels."""

import keras
import numpy as np

from medkeras.utils.errors import UsageError


def first_shape(shapes) -> tuple:
    """Return the shape of the first input, whether there are more or not.

    Args:
        shapes: the `input_shape` of a model: one, or a list of them.

    Example:
        >>> from medkeras.models.gan.validation import first_shape
        >>> first_shape([(None, 3), (None,)])
        (None, 3)

    Chapter: 2.2.4
    """
    return shapes[0] if isinstance(shapes[0], (tuple, list)) else shapes


def check_networks(
    generator: keras.Model, discriminator: keras.Model, num_inputs: int
):
    """Refuse a generator and a discriminator that cannot play together.

    Args:
        generator: built model.
        discriminator: built model.
        num_inputs: what each reads: 1, or 2 with labels.

    Raises:
        UsageError: another number of inputs, examples of another shape than
            those that are read, or more than one number as the answer.

    Example:
        >>> import keras
        >>> from medkeras.models.gan.validation import check_networks
        >>> both = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        >>> check_networks(both, both, num_inputs=1)

    Chapter: 2.2.4
    """
    read = [len(player.inputs) for player in (generator, discriminator)]
    if read != [num_inputs, num_inputs]:
        wanted = ("alone", "and labels")[num_inputs - 1]
        raise UsageError(
            f"the networks must read noise or examples {wanted}. "
            f"Received: {read[0]} and {read[1]} inputs"
        )
    made, wanted = generator.output_shape, discriminator.input_shape
    wanted, given = first_shape(wanted), discriminator.output_shape
    if made != wanted or given != (None, 1):
        raise UsageError(
            "the generator must make what the discriminator reads, and that "
            f"give one number. Received: {made} made, {wanted} read, "
            f"{given} given"
        )


def check_examples(x: np.ndarray, shape: tuple):
    """Refuse examples that the networks cannot learn from.

    Args:
        x: (rows, ...).
        shape: (None, ...), what the discriminator reads.

    Raises:
        UsageError: no rows, another shape, no numbers, NaN or infinity.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.gan.validation import check_examples
        >>> check_examples(np.ones((4, 3)), (None, 3))

    Chapter: 2.2.4
    """
    if x.shape[1:] != shape[1:] or not len(x):
        raise UsageError(
            f"`x` must have shape (rows, *{shape[1:]}). Received: {x.shape}"
        )
    if x.dtype.kind not in "biuf":
        raise UsageError(f"`x` must be real numbers. Received: {x.dtype}")
    bad = int((~np.isfinite(x)).sum())
    if bad:
        raise UsageError(
            f"`x` must be finite. Received: {bad} values of NaN or infinity"
        )


def check_labels(labels, num_rows: int, num_classes: int):
    """Refuse labels that are missing or unknown.

    Args:
        labels: (rows,), whole numbers from 0 below `num_classes`; or None.
        num_rows: how many there must be.
        num_classes: how many labels are known.

    Raises:
        UsageError: another number of labels, or others than these.

    Example:
        >>> from medkeras.models.gan.validation import check_labels
        >>> check_labels([0, 2, 1], num_rows=3, num_classes=3)

    Chapter: 2.2.4
    """
    values = np.asarray([] if labels is None else labels)
    if values.shape != (num_rows,):
        raise UsageError(
            f"`labels` must have shape ({num_rows},), one an example. "
            f"Received: {None if labels is None else values.shape}"
        )
    known = np.isin(values, np.arange(num_classes))
    if not known.all():
        strange = np.unique(values[~known])[:5].tolist()
        raise UsageError(
            f"`labels` must be whole numbers from 0 to {num_classes - 1}. "
            f"Received: {strange}"
        )
