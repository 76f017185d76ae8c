"""A Keras network that scikit-learn can fit fold by fold."""

from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from medkeras.models.restarts import takes_few
from medkeras.training.compiled import compiled_twin, restart
from medkeras.training.strategy import strategy
from medkeras.utils.arrays import (
    binary_labels,
    check_one_length,
    finite_numbers,
)
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import (
    check_function,
    check_positive,
    check_seed,
    check_whole,
)


class NetworkClassifier(ClassifierMixin, BaseEstimator):
    """Binary classifier around a function that builds a Keras model.

    As an estimator it can end a scikit-learn or imbalanced-learn pipeline,
    so that scaling, imputing and resampling are fitted with it, inside the
    training fold. Each call of `fit` builds a new network, with new weights
    from the seed; only the graph that trains it may be that of an earlier
    network whose layers are the same to the last setting.

    Args:
        build: function of one argument, the input shape, that returns a
            new model ending in one probability.
        input_shape: shape of one example as the model reads it; rows of a
            table are reshaped to it. None keeps the shape of the data.
        epochs: passes over the training data.
        batch_size: patients a step; a batch may run over from one epoch
            into the next.
        learning_rate: Adam's.
        seed: of the weights, the order and the dropout.

    Raises:
        UsageError: on `fit`, X with NaN, a column count that does not fill
            `input_shape`, labels other than 0 and 1, lengths that differ, a
            network that ends in no probability or shares weights with an
            earlier one, or a training that diverged.

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
        self._check_settings()
        y = binary_labels("y", y, both=True)
        X = self._as_examples(self._validated(X, reset=True))
        check_one_length(X=X, y=y)
        self.classes_ = np.array([0, 1])
        keras.utils.set_random_seed(self.seed)
        steps = -(-self.epochs * len(X) // self.batch_size)
        few = takes_few(steps, strategy().num_replicas_in_sync)
        # Several steps a call are quicker, but take longer to compile than
        # one epoch is worth.
        compiled = compiled_twin(
            lambda: self._built(X.shape[1:]),
            self.learning_rate,
            many_steps=self.epochs > 1 and not few,
            eagerly=few,
        )
        restart(compiled, self.seed)
        model = compiled.model
        batches = self._all_epochs(X, y.astype("float32")[:, None])
        history = model.fit(batches, shuffle=False, verbose=0)
        self.model_, self.weights_ = model, model.get_weights()
        self._check_trained(history.history["loss"][-1])
        self._probabilities(X[:1])
        return self

    def predict_proba(self, X):
        """Probabilities (patients, 2): of 0 and of 1."""
        check_is_fitted(self, "weights_")
        X = self._as_examples(self._validated(X, reset=False))
        positive = self._probabilities(X)
        return np.stack([1 - positive, positive], axis=1)

    def predict(self, X):
        """Labels (patients,) at the threshold 0.5."""
        return self.classes_[(self.predict_proba(X)[:, 1] >= 0.5).astype(int)]

    def _all_epochs(self, X, y):
        """Every epoch in an order of its own, as one data set.

        Starting a pass costs Keras longer than a small table takes to train,
        so all passes are one.
        """
        rng = np.random.default_rng(self.seed)
        order = [rng.permutation(len(X)) for _ in range(self.epochs)]
        rows = tf.data.Dataset.from_tensor_slices(np.concatenate(order))
        batches = rows.batch(self.batch_size)
        return batches.map(lambda row: (tf.gather(X, row), tf.gather(y, row)))

    def _check_settings(self):
        check_function("build", self.build)
        check_whole("epochs", self.epochs)
        check_whole("batch_size", self.batch_size)
        check_positive("learning_rate", self.learning_rate)
        check_seed(self.seed)

    def _validated(self, X, reset):
        largest = np.abs(finite_numbers("X", X)).max(initial=0)
        if largest > np.finfo("float32").max:
            raise UsageError(
                f"`X` must fit single precision. Received: {largest:.3g}"
            )
        try:
            return validate_data(
                self, X, allow_nd=True, dtype="float32", reset=reset
            )
        except ValueError as error:
            raise UsageError(" ".join(str(error).split())) from None

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

    def _built(self, shape):
        model = self.build(shape)
        ends = getattr(model, "output_shape", (None, 1))
        built = isinstance(model, keras.Model) and model.built
        if not built or ends != (None, 1):
            raise UsageError(
                "`build` must return a built keras.Model that ends in one "
                f"probability. Received: {type(model).__name__}, {ends}"
            )
        return model

    def _check_trained(self, loss):
        weights = all(np.isfinite(each).all() for each in self.weights_)
        if not weights or not np.isfinite(loss):
            del self.weights_
            raise UsageError(
                "the training diverged: expected finite weights and loss; are "
                "the columns scaled, is the learning rate small? Received: "
                f"loss {loss}, learning rate {self.learning_rate}"
            )

    def _probabilities(self, X):
        self.model_.set_weights(self.weights_)
        parts = [
            keras.ops.convert_to_numpy(
                self.model_(X[i : i + 1024], training=False)
            )
            for i in range(0, len(X), 1024)
        ]
        positive = np.concatenate(parts)[:, 0]
        if not ((positive >= 0) & (positive <= 1)).all():
            raise UsageError(
                "the network must end in a probability, a sigmoid, that is "
                "finite. Received: from "
                f"{positive.min():.3g} to {positive.max():.3g}"
            )
        return positive
