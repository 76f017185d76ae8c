"""Layers that read both strands of DNA alike."""

import keras
from keras import layers, ops

from medkeras.layers.input_validation import InputValidationMixin
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

UNKNOWN = 0.25  # a letter that is not known, four times


@keras.saving.register_keras_serializable(package="medkeras")
class ReverseComplement(InputValidationMixin, layers.Layer):
    """The other strand of one-hot DNA: both axes turned round.

    The columns are A, C, G, T, so that a complement is the column read from
    behind.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.reverse_complement import ReverseComplement
        >>> letter = np.eye(4)[None, :1]  # A, of which T is the complement
        >>> ReverseComplement()(letter)[0].numpy().tolist()
        [[0.0, 0.0, 0.0, 1.0]]

    Chapter: 3.4.4
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.input_spec = layers.InputSpec(ndim=3, axes={-1: 4})

    def call(self, inputs):
        """(batch, length, 4) of (batch, length, 4)."""
        return ops.flip(inputs, axis=(1, 2))

    def compute_output_shape(self, input_shape):
        """The same shape."""
        return tuple(input_shape)


@keras.saving.register_keras_serializable(package="medkeras")
class BackgroundPadding(InputValidationMixin, layers.Layer):
    """Unknown letters, 0.25 four times, before and behind each sequence.

    So a motif that reaches over the end is still scored, by its part.

    Args:
        size: letters on each side.

    Raises:
        UsageError: no whole number of 0 or more.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.reverse_complement import BackgroundPadding
        >>> BackgroundPadding(2)(np.ones((1, 5, 4))).shape
        TensorShape([1, 9, 4])

    Reference: Alipanahi et al. 2015, doi:10.1038/nbt.3300.
    Chapter: 3.4.4
    """

    def __init__(self, size: int, **kwargs):
        super().__init__(**kwargs)
        check_whole("size", size, 0)
        self.size = size
        self.input_spec = layers.InputSpec(ndim=3, axes={-1: 4})

    def call(self, inputs):
        """(batch, length + 2 size, 4)."""
        edges = ((0, 0), (self.size, self.size), (0, 0))
        return ops.pad(inputs, edges, constant_values=UNKNOWN)

    def compute_output_shape(self, input_shape):
        """Longer by the size, twice."""
        batch, length, width = input_shape
        longer = None if length is None else length + 2 * self.size
        return batch, longer, width

    def get_config(self):
        """What `from_config` needs to make the same again."""
        return super().get_config() | {"size": self.size}


@keras.saving.register_keras_serializable(package="medkeras")
class ReverseComplementConv1D(InputValidationMixin, layers.Layer):
    """A convolution whose filters look for a motif on both strands.

        a_t = max(K * x, K' * x)_t + b,   K' the reverse complement of K

    For the reverse complement of x the answers are the same in the other
    order, so that all that is pooled over the places is the same. The two
    convolutions share their weights: half as many as two filters would have.

    Args:
        filters: motifs looked for.
        kernel_size: letters of a motif.
        activation: as in Keras, applied to the stronger answer.
        combine: "max" of the strands' answers, or their "mean".

    Raises:
        UsageError: sizes that are not positive, or another `combine`.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.reverse_complement import (
        ...     ReverseComplementConv1D,
        ... )
        >>> ReverseComplementConv1D(3, 4)(np.ones((2, 10, 4))).shape
        TensorShape([2, 7, 3])

    Reference: Shrikumar, Greenside and Kundaje 2017, doi:10.1101/103663
        (both strands' answers side by side); the maximum is DeepBind's rule,
        Alipanahi et al. 2015, taken at each place.
    Chapter: 3.4.4
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int,
        activation=None,
        combine: str = "max",
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_whole("filters", filters)
        check_whole("kernel_size", kernel_size)
        if combine not in ("max", "mean"):
            raise UsageError(
                f'`combine` must be "max" or "mean". Received: {combine!r}'
            )
        self.filters, self.kernel_size = filters, kernel_size
        self.activation = keras.activations.get(activation)
        self.combine = combine
        self.input_spec = layers.InputSpec(ndim=3, axes={-1: 4})

    def build(self, input_shape):
        """A kernel of each motif, and a bias."""
        shape = (self.kernel_size, 4, self.filters)
        self.kernel = self.add_weight(name="kernel", shape=shape)
        self.bias = self.add_weight(
            name="bias", shape=(self.filters,), initializer="zeros"
        )

    def call(self, inputs):
        """(batch, length - kernel size + 1, filters)."""
        inputs = ops.cast(inputs, self.compute_dtype)
        here = ops.conv(inputs, self.kernel)
        there = ops.conv(inputs, ops.flip(self.kernel, axis=(0, 1)))
        if self.combine == "max":
            both = ops.maximum(here, there)
        else:
            both = 0.5 * (here + there)
        return self.activation(both + self.bias)

    def compute_output_shape(self, input_shape):
        """Shorter by the kernel."""
        batch, length, _ = input_shape
        places = None if length is None else length - self.kernel_size + 1
        return batch, places, self.filters

    def get_config(self):
        """What `from_config` needs to make the same again."""
        return super().get_config() | {
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "activation": keras.activations.serialize(self.activation),
            "combine": self.combine,
        }
