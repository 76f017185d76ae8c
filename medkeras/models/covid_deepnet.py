"""COVID-DeepNet: a DBN and a convolutional DBN on one film, scores fused."""

from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf

from medkeras.models.base import build_optimizer
from medkeras.models.convolutional_dbn import ConvolutionalDBN
from medkeras.models.dbn import DBN
from medkeras.models.input_validation import check_labels
from medkeras.models.rbm.arguments import check_options
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_seed, checked_sizes

RULES = ("sum", "product")


def fuse_scores(
    scores: np.ndarray,
    weights: Sequence[float] = (0.5, 0.5),
    rule: str = "sum",
) -> np.ndarray:
    """Fuse the class probabilities of several models into one.

        sum: p = Σ_m w_m p_m        product: p ∝ Π_m p_m^(w_m)

    A model of weight 0 is not asked at all, so that the weights (1, 0) give
    back the first one bit for bit.

    Args:
        scores: probabilities, (models, rows, classes).
        weights: one for each model, 0 or more, that sum to 1.
        rule: "sum" or "product".

    Returns:
        (rows, classes).

    Raises:
        UsageError: weights beside the simplex, an unknown rule, values
            outside [0, 1], or NaN.

    Example:
        >>> from medkeras.models.covid_deepnet import fuse_scores
        >>> scores = [[[0.9, 0.1]], [[0.5, 0.5]]]
        >>> fuse_scores(scores).round(2), fuse_scores(scores, rule="product")
        (array([[0.7, 0.3]]), array([[0.75, 0.25]]))

    Reference: Kittler, Hatef, Duin and Matas 1998, On combining classifiers,
        doi:10.1109/34.667881.
    Chapter: 3.1.6
    """
    shape = ("models", "rows", "classes")
    scores = real_array("scores", scores, shape, low=0, high=1)
    weights = _checked_weights(weights, len(scores))
    if rule not in RULES:
        raise UsageError(
            f'`rule` must be "sum" or "product". Received: {rule!r}'
        )
    asked = np.flatnonzero(weights)
    if len(asked) == 1:
        return scores[asked[0]].copy()
    if rule == "sum":
        return np.tensordot(weights, scores, 1)
    with np.errstate(divide="ignore"):
        logs = np.tensordot(weights[asked], np.log(scores[asked]), 1)
    # Where each class is impossible to some model, nothing is known.
    logs = np.where(np.isneginf(logs).all(axis=1, keepdims=True), 0, logs)
    product = np.exp(logs - logs.max(axis=1, keepdims=True))
    return product / product.sum(axis=1, keepdims=True)


def _checked_weights(weights, count):
    weights = real_array("weights", weights, (count,), low=0).astype(float)
    if abs(weights.sum() - 1) > 1e-6:
        raise UsageError(
            f"`weights` must sum to 1. Received: a sum of {weights.sum():.6g}"
        )
    return weights


class COVIDDeepNet:
    """Two classifiers of the same film, and their fused probability.

    Both are trained without labels first, layer by layer by contrastive
    divergence, then fine-tuned as ordinary networks, each by itself; only
    their scores meet. (The paper calls two classifiers "multimodal"; the
    film is one modality.) Its graphs are compiled once: a second `fit` begins
    anew from the same first weights.

    Sizes are ours: of the paper's only the parts are known to us, enhanced
    films, a DBN, a convolutional DBN, and fusion by score.

    Args:
        image_shape: height, width and channels of a film.
        num_classes: 2 or more.
        hidden_units: of the DBN.
        num_filters: of each layer of the convolutional DBN.
        kernel_sizes: sides of its filters.
        pool_sizes: sides of its blocks.
        fusion_weights: of DBN and convolutional DBN; they sum to 1.
        rule: of the fusion, "sum" or "product".
        seed: of weights, noise and order.

    Raises:
        UsageError: sizes that do not fit, weights that do not sum to 1, an
            unknown rule; from the methods: films of another size, NaN, labels
            beyond the classes, scores before `fit`.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.covid_deepnet import COVIDDeepNet
        >>> net = COVIDDeepNet((8, 8, 1), hidden_units=(5,), num_filters=(3,),
        ...                    kernel_sizes=(3,), pool_sizes=(2,))
        >>> films = np.random.default_rng(0).normal(size=(6, 8, 8, 1))
        >>> net = net.fit(films, [0, 1, 0, 1, 0, 1], 1, 1)
        >>> net.predict(films).shape
        (6, 2)

    Reference: Al-Waisy et al. 2021, COVID-DeepNet, Computers, Materials and
        Continua 67, 2409 (its abstract; layer sizes unverified).
    Chapter: 3.1.6
    """

    def __init__(
        self,
        image_shape: tuple[int, int, int],
        num_classes: int = 2,
        hidden_units: Sequence[int] = (128, 64),
        num_filters: Sequence[int] = (16, 24),
        kernel_sizes: Sequence[int] = (7, 4),
        pool_sizes: Sequence[int] = (2, 2),
        fusion_weights: Sequence[float] = (0.5, 0.5),
        rule: str = "sum",
        seed: int = 0,
    ):
        self.image_shape = checked_sizes("image_shape", image_shape, 3)
        check_options(num_classes=num_classes - 1)
        check_seed(seed)
        fuse_scores(np.ones((2, 1, 1)), fusion_weights, rule)
        self.num_classes, self.seed = num_classes, seed
        self.fusion_weights, self.rule = tuple(fusion_weights), rule
        keras.utils.set_random_seed(seed)
        width = int(np.prod(self.image_shape))
        self.dbn = DBN(hidden_units, width, "gaussian", seed=seed)
        self.convolutional_dbn = ConvolutionalDBN(
            self.image_shape,
            num_filters,
            kernel_sizes,
            pool_sizes,
            sparsity_target=0.1,
            seed=seed,
        )
        self.classifiers = [
            self.dbn.classifier(num_classes),
            self.convolutional_dbn.classifier(num_classes),
        ]
        for classifier in self.classifiers:
            _compile(classifier)
        self._start = [part.get_weights() for part in self._parts()]
        self._fitted = False

    def fit(
        self,
        x,
        y,
        pretraining_epochs: int = 8,
        epochs: int = 20,
        batch_size: int = 20,
        dbn_rates: tuple[float, float] = (0.002, 0.05),
        convolutional_rates: tuple[float, float] = (0.05, 0.2),
    ):
        """Pre-train both on films x without labels, then fine-tune with y.

        x (films, *image_shape), standardised; y (films,), 0, 1, ...
        `pretraining_epochs` 0 leaves the first weights random. Rates of
        pre-training: of the lowest layer, and of those above.
        """
        x = self._checked(x)
        check_labels("y", y, len(x), self.num_classes)
        check_options(epochs=epochs, batch_size=batch_size)
        keras.utils.set_random_seed(self.seed)
        for part, weights in zip(self._parts(), self._start, strict=True):
            part.set_weights(weights)
        if pretraining_epochs:
            options = dict(epochs=pretraining_epochs, batch_size=batch_size)
            rates = _by_layer(dbn_rates, self.dbn)
            flat = x.reshape(len(x), -1)
            self.dbn.pretrain(flat, learning_rate=rates, **options)
            rates = _by_layer(convolutional_rates, self.convolutional_dbn)
            self.convolutional_dbn.pretrain(x, learning_rate=rates, **options)
        y = np.asarray(y, "int64")
        for classifier, rbms, rows in self._branches(x):
            _begin_from(classifier, rbms)
            batches = _all_epochs(rows, y, batch_size, epochs, self.seed)
            classifier.fit(batches, shuffle=False, verbose=0)
        self._fitted = True
        return self

    def branch_scores(self, x) -> np.ndarray:
        """Probabilities by DBN and convolutional DBN, (2, films, classes)."""
        x = self._checked(x)
        if not self._fitted:
            raise UsageError("there are no scores yet: call `fit(x, y)` first")
        return np.array(
            [
                _probabilities(classifier, rows)
                for classifier, _, rows in self._branches(x)
            ]
        )

    def predict(self, x) -> np.ndarray:
        """Fused probabilities, (films, classes)."""
        scores = self.branch_scores(x)
        return fuse_scores(scores, self.fusion_weights, self.rule)

    def _parts(self):
        """All that holds weights."""
        rbms = [*self.dbn.rbms, *self.convolutional_dbn.rbms]
        return [*rbms, *self.classifiers]

    def _branches(self, x):
        """Classifier, its RBMs and the films as it reads them."""
        flat = x.reshape(len(x), -1)
        return [
            (self.classifiers[0], self.dbn.rbms, flat),
            (self.classifiers[1], self.convolutional_dbn.rbms, x),
        ]

    def _checked(self, x):
        shape = ("films", *self.image_shape)
        return real_array("x", x, shape).astype("float32")


def _compile(classifier):
    # Keras takes several updates a call on one device only.
    replicas = classifier.distribute_strategy.num_replicas_in_sync
    classifier.compile(
        keras.optimizers.Adam(2e-3),
        "sparse_categorical_crossentropy",
        jit_compile=False,
        steps_per_execution=1 if replicas > 1 else 8,
    )
    build_optimizer(classifier)


def _by_layer(rates, network):
    """The first rate for the lowest RBM, the second for all above."""
    lowest, above = rates
    return [lowest] + [above] * (len(network.rbms) - 1)


def _begin_from(classifier, rbms):
    """Filters of the RBMs below, first weights on top, a fresh optimizer."""
    weights = classifier.get_weights()
    places = [(2 * n, 2 * n + 1) for n in range(len(rbms))]
    for (kernel, bias), rbm in zip(places, rbms, strict=True):
        weights[kernel] = keras.ops.convert_to_numpy(rbm.kernel)
        weights[bias] = keras.ops.convert_to_numpy(rbm.hidden_bias)
    classifier.set_weights(weights)
    rate = classifier.optimizer.learning_rate
    for variable in classifier.optimizer.variables:
        if variable is not rate:
            variable.assign(np.zeros(variable.shape, variable.dtype))


def _all_epochs(rows, y, batch_size, epochs, seed):
    """Every epoch in an order of its own, as one data set.

    Starting a pass costs Keras longer than a few hundred films take.
    """
    rng = np.random.default_rng(seed)
    order = [rng.permutation(len(rows)) for _ in range(epochs)]
    places = tf.data.Dataset.from_tensor_slices(np.concatenate(order))
    batches = places.batch(batch_size)
    return batches.map(lambda at: (tf.gather(rows, at), tf.gather(y, at)))


def _probabilities(classifier, rows):
    parts = [
        keras.ops.convert_to_numpy(
            classifier(rows[start : start + 512], training=False)
        )
        for start in range(0, len(rows), 512)
    ]
    return np.concatenate(parts).astype(float)
