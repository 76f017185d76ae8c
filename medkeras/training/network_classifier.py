"""A Keras network that scikit-learn can fit fold by fold."""

from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from medkeras.training.strategy import strategy
from medkeras.utils.errors import UsageError

# Compiled networks by what they were built from. A new fold needs new
# weights, not a new graph, and building the graph takes longer than training
# on a small table.
_compiled: dict = {}


class NetworkClassifier(ClassifierMixin, BaseEstimator):
    """Binary classifier around a function that builds a Keras model.

    As an estimator it can end a scikit-learn or imbalanced-learn pipeline,
    so that scaling, imputing and resampling are fitted with it, inside the
    training fold. Each call of `fit` starts from new weights.

    Args:
        build: function of one argument, the input shape, that returns a
            model ending in one probability.
        input_shape: shape of one example as the model reads it; rows of a
            table are reshaped to it. None keeps the shape of the data.
        epochs: passes over the training data.
        batch_size: patients a step; a batch may run over from one epoch
            into the next.
        learning_rate: Adam's.
        seed: of the weights, the order and the dropout.

    Raises:
        UsageError: on `fit`, a column count that does not fill
            `input_shape`, or labels other than 0 and 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.conv_lstm import conv_lstm
        >>> from medkeras.training.network_classifier import NetworkClassifier
        >>> X, y = np.eye(4), np.array([0, 1, 0, 1])
        >>> network = NetworkClassifier(conv_lstm, (1, 4, 1), epochs=1)
        >>> network.fit(X, y).predict_proba(X).shape
        (4, 2)

    Chapter: 3.2.1
    """

    def __init__(
        self,
        build: Callable,
        input_shape: tuple[int, ...] | None = None,
        epochs: int = 30,
        batch_size: int = 32,
        learning_rate: float = 1e-3,
        seed: int = 0,
    ):
        self.build = build
        self.input_shape = input_shape
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.seed = seed

    def fit(self, X, y):
        """Train from new weights on X (patients, ...) and y of 0 and 1."""
        X = validate_data(self, X, allow_nd=True, dtype="float32")
        self.classes_, y = np.unique(y, return_inverse=True)
        if not np.array_equal(self.classes_, [0, 1]):
            raise UsageError(
                f"`y` must hold 0 and 1, both. Received: {self.classes_}"
            )
        X = self._as_examples(X)
        model = self._fresh_model(X.shape[1:])
        batches = self._all_epochs(X, y.astype("float32")[:, None])
        model.fit(batches, shuffle=False, verbose=0)
        self.weights_ = model.get_weights()
        return self

    def predict_proba(self, X):
        """Probabilities (patients, 2): of 0 and of 1."""
        check_is_fitted(self)
        X = validate_data(self, X, allow_nd=True, dtype="float32", reset=False)
        X = self._as_examples(X)
        model, _ = self._compiled_model(X.shape[1:])
        model.set_weights(self.weights_)
        positive = np.concatenate(
            [
                keras.ops.convert_to_numpy(
                    model(X[i : i + 1024], training=False)
                )
                for i in range(0, len(X), 1024)
            ]
        )[:, 0]
        return np.stack([1 - positive, positive], axis=1)

    def predict(self, X):
        """Labels (patients,) at the threshold 0.5."""
        return self.classes_[(self.predict_proba(X)[:, 1] >= 0.5).astype(int)]

    def _all_epochs(self, X, y):
        """Every epoch in an order of its own, as one data set.

        Starting a pass costs Keras longer than a small table takes to train,
        so all passes are one.
        """
        generator = np.random.default_rng(self.seed)
        order = [generator.permutation(len(X)) for _ in range(self.epochs)]
        rows = tf.data.Dataset.from_tensor_slices(np.concatenate(order))
        batches = rows.batch(self.batch_size)
        return batches.map(lambda row: (tf.gather(X, row), tf.gather(y, row)))

    def _as_examples(self, X):
        if self.input_shape is None:
            return X
        if X[0].size != np.prod(self.input_shape):
            raise UsageError(
                f"`input_shape` {self.input_shape} holds "
                f"{np.prod(self.input_shape)} values an example. Received: "
                f"{X[0].size} columns"
            )
        return X.reshape(-1, *self.input_shape)

    def _compiled_model(self, shape):
        # Several steps a call are quicker, but take longer to compile than
        # one epoch is worth; with replicas Keras cannot.
        many = self.epochs > 1 and strategy().num_replicas_in_sync == 1
        key = (self.build, shape, self.learning_rate, many)
        if key not in _compiled:
            with strategy().scope():
                model = self.build(shape)
                model.compile(
                    keras.optimizers.Adam(self.learning_rate),
                    loss="binary_crossentropy",
                    jit_compile=False,
                    steps_per_execution=16 if many else 1,
                )
                model.optimizer.build(model.trainable_variables)
            start = [v.numpy() for v in model.optimizer.variables]
            _compiled[key] = model, start
        return _compiled[key]

    def _fresh_model(self, shape):
        model, start = self._compiled_model(shape)
        # A second build draws new weights from the seed; its graph is never
        # compiled, so it costs milliseconds. Seeding comes after the first
        # build, which happens once only and must not shift the draws.
        keras.utils.set_random_seed(self.seed)
        model.set_weights(self.build(shape).get_weights())
        for variable, value in zip(
            model.optimizer.variables, start, strict=True
        ):
            variable.assign(value)
        _reset_dropout(model, self.seed)
        return model


def _reset_dropout(model, seed):
    """Put every dropout generator back to a start that the seed decides."""
    for number, layer in enumerate(model._flatten_layers()):
        generator = getattr(layer, "seed_generator", None)
        if generator is not None:
            generator.state.assign([seed, number])
