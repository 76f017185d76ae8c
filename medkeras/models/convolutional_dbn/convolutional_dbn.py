"""The convolutional deep belief network: one convolutional RBM upon another."""

from collections.abc import Sequence

import keras
import numpy as np
from keras import layers

from medkeras.layers.probabilistic_pooling import ProbabilisticMaxPooling
from medkeras.models.base import Model
from medkeras.models.convolutional_dbn.convolutional_rbm import (
    ConvolutionalRBM,
)
from medkeras.models.dbn.pretraining import one_each, train_greedily
from medkeras.models.rbm.arguments import check_options, checked_sizes
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError


class ConvolutionalDBN:
    """Convolutional RBMs, each reading the pooling units of the one below.

    `pretrain(x)` trains one after the other on images without labels; then
    `classifier` gives an ordinary network of convolutions and probabilistic
    max-pooling that starts from these filters, to be compiled and fitted.
    Without `pretrain` it starts from small random filters.

    Args:
        image_shape: height, width and channels of an image.
        num_filters: filters of each layer, the lowest first.
        kernel_sizes: side of the filters of each layer.
        pool_sizes: side of the blocks of each layer.
        visible: of the lowest layer, "gaussian" (standardised images) or
            "bernoulli" (values in [0, 1]).
        sparsity_target: share of the hidden units that should be on.
        k: Gibbs steps for an update.
        seed: of the first weights and of all noise.

    Raises:
        UsageError: no layer, lengths that differ, sizes that do not fit.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.convolutional_dbn import ConvolutionalDBN
        >>> dbn = ConvolutionalDBN((10, 10, 1), (4, 6), (3, 3), (2, 2))
        >>> errors = dbn.pretrain(np.zeros((4, 10, 10, 1)), epochs=1)
        >>> dbn.classifier(num_classes=2).output_shape
        (None, 2)

    Reference: Lee, Grosse, Ranganath and Ng 2009, doi:10.1145/1553374.1553453.
    Chapter: 3.1.6
    """

    def __init__(
        self,
        image_shape: tuple[int, int, int],
        num_filters: Sequence[int],
        kernel_sizes: Sequence[int],
        pool_sizes: Sequence[int],
        visible: str = "gaussian",
        sparsity_target: float | None = None,
        k: int = 1,
        seed: int = 0,
    ):
        sizes = {
            "num_filters": checked_sizes("num_filters", num_filters),
            "kernel_sizes": checked_sizes("kernel_sizes", kernel_sizes),
            "pool_sizes": checked_sizes("pool_sizes", pool_sizes),
        }
        if len({len(each) for each in sizes.values()}) > 1:
            raise UsageError(
                "`num_filters`, `kernel_sizes` and `pool_sizes` must name as "
                f"many layers. Received: {', '.join(map(str, sizes.values()))}"
            )
        self.rbms, shape = [], image_shape
        for number, layer in enumerate(zip(*sizes.values(), strict=True)):
            rbm = ConvolutionalRBM(
                shape,
                *layer,
                visible=visible if number == 0 else "bernoulli",
                sparsity_target=sparsity_target,
                k=k,
                seed=seed + number,
            )
            self.rbms.append(rbm)
            height, width, filters = rbm.map_shape
            side = rbm.pool_size
            shape = (height // side, width // side, filters)
        self.feature_shape = shape

    def pretrain(
        self,
        x,
        epochs: int = 10,
        batch_size: int = 20,
        learning_rate: float | Sequence[float] = 0.05,
        momentum: float = 0.5,
        weight_decay: float = 1e-4,
        verbose: int = 0,
    ) -> list:
        """Train the RBMs one after the other, from the bottom.

        `learning_rate` is one for all or one for each; it counts for a place
        of a map, and is divided by their number. Returns the squared error of
        the way there and back by epoch, a list for each RBM.
        """
        x = self._checked(x)
        rates = one_each(learning_rate, len(self.rbms))
        places = [rbm.num_places for rbm in self.rbms]
        options = dict(momentum=momentum, weight_decay=weight_decay)
        options |= dict(epochs=epochs, batch_size=batch_size, verbose=verbose)
        return train_greedily(self.rbms, x, rates / places, **options)

    def features(self, x) -> np.ndarray:
        """Probabilities of the top pooling units, (images, *feature_shape)."""
        x = self._checked(x)
        for rbm in self.rbms:
            x = keras.ops.convert_to_numpy(rbm(x))
        return x

    def classifier(self, num_classes: int, dropout: float = 0.0) -> keras.Model:
        """Return the layers upward and a new output, to be fine-tuned.

        One class means one sigmoid, more mean a softmax.
        """
        check_options(num_classes=num_classes)
        inputs = maps = keras.Input(self.rbms[0].image_shape)
        for number, rbm in enumerate(self.rbms, start=1):
            layer = layers.Conv2D(
                rbm.num_filters, rbm.kernel_size, name=f"filters_{number}"
            )
            maps = layer(maps)
            weights = [rbm.kernel, rbm.hidden_bias]
            layer.set_weights([keras.ops.convert_to_numpy(w) for w in weights])
            maps = ProbabilisticMaxPooling(rbm.pool_size)(maps)
        maps = layers.Dropout(dropout)(layers.Flatten()(maps))
        end = "sigmoid" if num_classes == 1 else "softmax"
        output = layers.Dense(num_classes, end, name="classes")(maps)
        return Model(inputs, output, name="convolutional_dbn_classifier")

    def _checked(self, x):
        low, high = -np.inf, np.inf
        if self.rbms[0].visible == "bernoulli":
            low, high = 0, 1
        shape = ("images", *self.rbms[0].image_shape)
        return real_array("x", x, shape, low, high).astype("float32")
