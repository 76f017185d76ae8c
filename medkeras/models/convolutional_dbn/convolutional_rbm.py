"""The convolutional restricted Boltzmann machine as a Keras model."""

from functools import partial

import keras
import numpy as np
import tensorflow as tf

from medkeras.layers.parts_of_batch import summed_in_parts
from medkeras.layers.probabilistic_pooling import (
    blocks,
    check_blocks,
    pool_probabilities,
    unit_probabilities,
)
from medkeras.layers.replicas import mean_or_zero, per_replica, row_share
from medkeras.models.base import InputValidationMixin
from medkeras.models.convolutional_dbn.contrastive_steps import (
    block_weights,
    contrast,
    contrastive_gradient,
    free_energy,
    noise_of,
    there_and_back,
    visible_mean,
)
from medkeras.models.convolutional_dbn.in_blocks import (
    images_from_blocks,
    maps_in_blocks,
)
from medkeras.models.input_validation import Rules, unpack
from medkeras.models.rbm.arguments import RANGES, check_options
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import check_shape
from medkeras.utils.sizes import check_number, checked_sizes


@keras.saving.register_keras_serializable(package="medkeras")
class ConvolutionalRBM(InputValidationMixin, keras.Model):
    """An RBM whose hidden units share filters and compete within blocks.

        E(v, h) = -Σ_k Σ_ij h^k_ij (W^k ⋆ v)_ij - Σ_k b_k Σ_ij h^k_ij - c Σ v

    with W the `kernel` (⋆ slides it over the image, as in a convolutional
    layer), b the `hidden_bias`, one a filter, c the `visible_bias`, one a
    channel. In each block of pool_size x pool_size units of a map at most one
    is on (probabilistic max-pooling). Gaussian visible units have variance 1
    and |v - c|² / 2 in place of -c Σ v; standardise the images first.

    `fit(x)` follows CD-k: the gradient of the free energy of the images minus
    that of their return after k Gibbs steps. It sums over all places of a
    map, so learning rates are small: 0.05 / `num_places`. History: the mean
    `free_energy` and the mean squared `reconstruction_error`. Over several
    replicas an image has the noise it would have on one device. Called,
    `rbm(v)` gives the probabilities of the pooling units.

    On a CPU each core has its part of a batch. Small images are learnt
    quickest with one thread an operation, which must be said before anything
    else: `tf.config.threading.set_intra_op_parallelism_threads(1)`.

    Args:
        image_shape: height, width and channels of an image.
        num_filters: hidden maps, one a filter.
        kernel_size: height and width of a filter.
        pool_size: units along a side of a block; it divides the maps.
        visible: "bernoulli" (values in [0, 1]) or "gaussian".
        sparsity_target: share of the hidden units that should be on; None
            leaves it to the data.
        sparsity_weight: how strongly the hidden bias is drawn there.
        k: Gibbs steps for an update.
        initial_scale: standard deviation of the first weights.
        seed: of the first weights and of all noise.

    Raises:
        UsageError: an unknown name, a size below 1, a filter larger than the
            image, blocks that do not fill the maps; from the methods: images
            of another size, NaN, values outside [0, 1], targets, or weights.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.convolutional_dbn import ConvolutionalRBM
        >>> rbm = ConvolutionalRBM((6, 6, 1), num_filters=3, kernel_size=3)
        >>> rbm.compile("sgd")
        >>> images = np.ones((4, 6, 6, 1)) / 2
        >>> history = rbm.fit(images, batch_size=2, verbose=0)
        >>> rbm.pooling_probabilities(images).shape
        TensorShape([4, 2, 2, 3])

    Reference: Lee, Grosse, Ranganath and Ng 2009, doi:10.1145/1553374.1553453;
        sparsity: Lee, Ekanadham and Ng 2008, NeurIPS 20.
    Chapter: 3.1.6
    """

    learns_from_targets = False

    def __init__(
        self,
        image_shape: tuple[int, int, int],
        num_filters: int,
        kernel_size: int,
        pool_size: int = 2,
        visible: str = "bernoulli",
        sparsity_target: float | None = None,
        sparsity_weight: float = 1.0,
        k: int = 1,
        initial_scale: float = 0.01,
        seed: int = 0,
        **kwargs,
    ):
        sizes = dict(num_filters=num_filters, kernel_size=kernel_size)
        check_options(visible=visible, k=k, pool_size=pool_size, **sizes)
        check_number("initial_scale", initial_scale, 0)
        check_number("sparsity_weight", sparsity_weight, 0)
        if sparsity_target is not None:
            check_number("sparsity_target", sparsity_target, 0, 1)
        super().__init__(**{"dtype": "float32"} | kwargs)
        self.image_shape = checked_sizes("image_shape", image_shape, 3)
        self.num_filters, self.kernel_size = num_filters, kernel_size
        self.pool_size, self.visible, self.k = pool_size, visible, k
        self.sparsity_target = sparsity_target
        self.sparsity_weight = sparsity_weight
        self.initial_scale, self.seed = initial_scale, seed
        self._make_weights(*self._map_sides())
        self._energy = keras.metrics.Mean(name="free_energy")
        self._error = keras.metrics.Mean(name="reconstruction_error")
        self.input_spec = keras.layers.InputSpec(shape=self.input_shape)
        self.built = True

    def _map_sides(self):
        sides = [side - self.kernel_size + 1 for side in self.image_shape[:2]]
        if min(sides) < 1:
            raise UsageError(
                "`kernel_size` must be at most the side of an image, "
                f"{min(self.image_shape[:2])}. Received: {self.kernel_size}"
            )
        check_blocks(sides, self.pool_size)
        return sides

    def _make_weights(self, height, width):
        self.map_shape = (height, width, self.num_filters)
        start = keras.initializers.RandomNormal(
            stddev=self.initial_scale, seed=self.seed
        )
        size, channels = self.kernel_size, self.image_shape[-1]
        shape = (size, size, channels, self.num_filters)
        self.kernel = self.add_weight(shape, start, name="kernel")
        self.visible_bias = self.add_weight(
            (channels,), "zeros", name="visible_bias"
        )
        self.hidden_bias = self.add_weight(
            (self.num_filters,), "zeros", name="hidden_bias"
        )

    @property
    def num_places(self) -> int:
        """Units of one hidden map."""
        return self.map_shape[0] * self.map_shape[1]

    @property
    def input_shape(self):
        """Images of any number."""
        return (None, *self.image_shape)

    @property
    def metrics(self):
        """Those of `fit` and `evaluate`."""
        return [self._energy, self._error]

    def rules_for(self, x) -> Rules:
        """Images that the visible units can take."""
        shapes = [self.image_shape]
        return Rules(shapes, weighted=False, **RANGES[self.visible])

    def call(self, v):
        """Probabilities of the pooling units: the features of an image."""
        to_hidden = self._to_hidden(tf.cast(v, self.compute_dtype))
        return pool_probabilities(to_hidden, self.pool_size)

    def pooling_probabilities(self, v):
        """P(some unit of a block is on | v), (images, down, across, filters).

        The features of an image, as `rbm(v)`, which looks at nothing.
        """
        return self(self._checked(v))

    def hidden_probabilities(self, v):
        """P(h = 1 | v) of each hidden unit, (images, *map_shape)."""
        to_hidden = self._to_hidden(self._checked(v))
        return unit_probabilities(to_hidden, self.pool_size)

    def visible_probabilities(self, h):
        """Mean of p(v | h), (images, *image_shape).

        σ(c + Σ_k W^k * h^k), without σ for Gaussian units; here * lays the
        filter down wherever a unit is on.
        """
        h = h if tf.is_tensor(h) else np.asarray(h)
        _check_images("h", h, self.map_shape)
        return self._visible_mean(tf.cast(h, self.compute_dtype))

    def free_energy(self, v):
        """-c Σ v - Σ_blocks log(1 + Σ_block exp(I)), (images,)."""
        v = self._checked(v)
        reaching = blocks(self._to_hidden(v), self.pool_size)
        return free_energy(self, v, reaching)

    def reconstruct(self, v):
        """The mean-field way there and back, (images, *image_shape)."""
        return self._visible_mean(self.hidden_probabilities(v))

    def train_step(self, data):
        """One update by CD-k; the noise belongs to the image."""
        images = tf.cast(unpack(data)[0], self.compute_dtype)
        rows, weights = tf.shape(images)[0], block_weights(self)
        there, back, energy, error = summed_in_parts(
            partial(contrast, self, weights), images, *noise_of(self, rows)
        )
        share = per_replica(row_share(rows))
        gradients = contrastive_gradient(self, there, back, rows, share)
        pairs = zip(gradients, self.trainable_variables, strict=True)
        self.optimizer.apply_gradients(pairs)
        return self._report(rows, energy, error)

    def test_step(self, data):
        """Free energy and reconstruction of a batch, without noise."""
        images = tf.cast(unpack(data)[0], self.compute_dtype)
        sums = summed_in_parts(partial(there_and_back, self), images)
        return self._report(tf.shape(images)[0], *sums)

    def _report(self, rows, energy, error):
        """Means of sums over images."""
        images = tf.cast(rows, energy.dtype)
        pixels = images * np.prod(self.image_shape)
        energy = mean_or_zero(energy / images, rows)
        self._energy.update_state(energy, rows)
        self._error.update_state(mean_or_zero(error / pixels, rows), rows)
        return {metric.name: metric.result() for metric in self.metrics}

    def _visible_mean(self, h):
        """Mean of p(v | h) of hidden maps, as images."""
        h = maps_in_blocks(h, self.pool_size)
        mean = visible_mean(self, block_weights(self), h)
        return images_from_blocks(mean, self.image_shape, self.pool_size)

    def _to_hidden(self, v):
        return tf.nn.conv2d(v, self.kernel, 1, "VALID") + self.hidden_bias

    def _checked(self, v):
        v = v if tf.is_tensor(v) else np.asarray(v)
        _check_images("v", v, self.image_shape, **RANGES[self.visible])
        return tf.cast(v, self.compute_dtype)

    def get_config(self):
        """Return what `__init__` was given."""
        names = "image_shape num_filters kernel_size pool_size visible k"
        names += " sparsity_target sparsity_weight initial_scale seed"
        config = {name: getattr(self, name) for name in names.split()}
        return super().get_config() | config


def _check_images(name, images, shape, **limits):
    """Refuse images of another size; in a graph there are no values yet."""
    if tf.is_tensor(images) and not hasattr(images, "numpy"):
        check_shape(name, images.shape, ("images", *shape))
    else:
        real_array(name, images, ("images", *shape), empty=True, **limits)
