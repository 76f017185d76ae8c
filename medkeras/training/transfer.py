"""Transfer: a network of another task, its body kept, tuned or drawn anew."""

from typing import Literal

import keras
import numpy as np
from keras import layers
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from medkeras.models.base import Model
from medkeras.training.strategy import strategy
from medkeras.utils.arrays import (
    binary_labels,
    check_one_length,
    finite_numbers,
)
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import (
    check_number,
    check_positive,
    check_seed,
    check_whole,
)

WAYS = ("scratch", "freeze", "fine-tune")


class LayerwiseAdam(keras.optimizers.Adam):
    """Adam with a smaller step for some of the weights.

    Adam divides each gradient by its own size, so a gradient made smaller
    changes nothing: the step itself has to be.

    Args:
        learning_rate: of all other weights.
        factor: share of that rate for the weights of `slow`.
        slow: paths of weights, as `variable.path` has them.
        **kwargs: of keras.optimizers.Adam.

    Raises:
        UsageError: a factor that is not from 0 to 1.

    Example:
        >>> from medkeras.training.transfer import LayerwiseAdam
        >>> LayerwiseAdam(1e-3, 0.1, ["body/kernel"]).factor
        0.1

    Reference: Kingma and Ba 2015, doi:10.48550/arXiv.1412.6980.
    Chapter: 3.1.3
    """

    def __init__(self, learning_rate=1e-3, factor=1.0, slow=(), **kwargs):
        check_number("factor", factor, 0, 1)
        super().__init__(learning_rate, **kwargs)
        self.factor = factor
        self.slow = list(slow)

    def update_step(self, gradient, variable, learning_rate):
        """One step, shorter for the slow weights."""
        index = self._get_variable_index(variable)
        if self._trainable_variables[index].path in self.slow:
            learning_rate = learning_rate * self.factor
        super().update_step(gradient, variable, learning_rate)

    def get_config(self):
        """Arguments that make this optimizer again."""
        config = super().get_config()
        return {**config, "factor": self.factor, "slow": self.slow}


class TransferClassifier(ClassifierMixin, BaseEstimator):
    """Two classes, by a network whose body was trained on another task.

    The body is all of `source` but its last layer; a new layer with one
    probability is its head. Each `fit` starts from the same body and from a
    head of the seed, so folds do not train on from one another. Fitting one
    object again and again is quicker than cloning it: it is compiled once.

    Args:
        source: network of the source task; it is copied, never changed.
        how: "scratch" draws the body anew from the seed and trains all of it;
            "freeze" trains the head only, on features that are computed once;
            "fine-tune" trains all, the body with a smaller step, and its batch
            normalisation with the statistics of the source.
        epochs: passes over the training data.
        batch_size: examples a step.
        learning_rate: Adam's, of the head and of all from scratch.
        body_rate: share of the learning rate that a fine-tuned body has.
        cached: False runs a frozen body in every step, as a check.
        seed: of the weights drawn, the order and the dropout.

    Raises:
        UsageError: on `fit`, another way, settings out of range, examples of
            another shape than the source reads, NaN, labels other than 0 and
            1, lengths that differ.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cnn import small_alexnet
        >>> from medkeras.training.transfer import TransferClassifier
        >>> source = small_alexnet((30, 30, 1), 3, width=2, units=4)
        >>> transfer = TransferClassifier(source, "freeze", epochs=1)
        >>> X, y = np.zeros((4, 30, 30, 1)), np.array([0, 1, 0, 1])
        >>> transfer.fit(X, y).predict_proba(X).shape
        (4, 2)

    Reference: Yosinski et al. 2014, doi:10.48550/arXiv.1411.1792.
    Chapter: 3.1.3
    """

    def __init__(
        self,
        source: keras.Model,
        how: Literal["scratch", "freeze", "fine-tune"] = "fine-tune",
        epochs: int = 20,
        batch_size: int = 16,
        learning_rate: float = 1e-3,
        body_rate: float = 0.1,
        cached: bool = True,
        seed: int = 0,
    ):
        self.source = source
        self.how = how
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.body_rate = body_rate
        self.cached = cached
        self.seed = seed

    def fit(self, X, y):
        """Train on X (examples, ...) and y of 0 and 1."""
        self._check_settings()
        y = binary_labels("y", y, both=True)
        X = self._examples(X)
        check_one_length(X=X, y=y)
        self.classes_ = np.array([0, 1])
        if self._made_for() != getattr(self, "_made", None):
            self._make()
        self._reset()
        if self._on_features():
            X = self._features(X)
        rng = np.random.default_rng(self.seed)
        order = [rng.permutation(len(X)) for _ in range(self.epochs)]
        for rows in order:
            for first in range(0, len(rows), self.batch_size):
                chosen = rows[first : first + self.batch_size]
                self._trained.train_on_batch(
                    X[chosen], y[chosen, None].astype("float32")
                )
        self.body_weights_ = self._body.get_weights()
        self.head_weights_ = self._head.get_weights()
        return self

    def predict_proba(self, X):
        """Probabilities (examples, 2): of 0 and of 1."""
        check_is_fitted(self, "head_weights_")
        features = self._features(self._examples(X))
        odds = np.asarray(self._head(features))[:, 0].astype(float)
        return np.stack([1 - odds, odds], axis=1)

    def predict(self, X):
        """Labels (examples,) at the threshold 0.5."""
        return self.classes_[(self.predict_proba(X)[:, 1] >= 0.5).astype(int)]

    def _made_for(self):
        return (
            id(self.source), self.how, self.learning_rate, self.body_rate,
            self.cached,
        )  # fmt: skip

    def _on_features(self):
        return self.how == "freeze" and self.cached

    def _make(self):
        """Body, head and what is trained of them, compiled."""
        with strategy().scope():
            copy = keras.models.clone_model(self.source)
            copy.set_weights(self.source.get_weights())
            self._body = keras.Model(copy.input, copy.layers[-2].output)
            features = keras.Input(self._body.output_shape[1:])
            outputs = layers.Dense(1, activation="sigmoid")(features)
            self._head = Model(features, outputs)
            self._body.trainable = self.how != "freeze"
            if self.how == "fine-tune":
                freeze_statistics(self._body)
            if self.how == "freeze":
                _without_dropout(self._body)
            inputs = keras.Input(self._body.input_shape[1:])
            joined = self._head(self._body(inputs))
            whole = Model(inputs, joined)
            self._trained = self._head if self._on_features() else whole
            slow = self.how == "fine-tune"
            self._trained.compile(
                LayerwiseAdam(
                    self.learning_rate,
                    self.body_rate if slow else 1.0,
                    [v.path for v in self._body.trainable_variables],
                ),
                loss="binary_crossentropy",
                jit_compile=False,
            )
            self._trained.optimizer.build(self._trained.trainable_variables)
        # Anything but `set_weights` would compile anew.
        self._start = [v.numpy() for v in self._trained.optimizer.variables]
        self._made = self._made_for()

    def _reset(self):
        """Weights, optimizer and dropout as they are before the first step."""
        keras.utils.set_random_seed(self.seed)
        weights = self.source.get_weights()
        if self.how == "scratch":
            weights = keras.models.clone_model(self.source).get_weights()
        last = len(self.source.layers[-1].get_weights())
        self._body.set_weights(weights[: len(weights) - last])
        kernel, bias = self._head.layers[-1].weights
        draw = keras.initializers.GlorotUniform(self.seed)
        kernel.assign(draw(kernel.shape))
        bias.assign(np.zeros(bias.shape))
        for variable, start in zip(
            self._trained.optimizer.variables, self._start, strict=True
        ):
            variable.assign(start)
        for number, layer in enumerate(self._body._flatten_layers()):
            for value in vars(layer).values():
                if isinstance(value, keras.random.SeedGenerator):
                    value.state.assign([self.seed, number])

    def _features(self, X):
        parts = [
            np.asarray(self._body(X[first : first + 256], training=False))
            for first in range(0, len(X), 256)
        ]
        return np.concatenate(parts)

    def _check_settings(self):
        if self.how not in WAYS:
            raise UsageError(
                f"`how` must be one of {', '.join(WAYS)}. Received: "
                f"{self.how!r}"
            )
        if not isinstance(self.source, keras.Model):
            raise UsageError(
                "`source` must be a keras.Model. Received: "
                f"{type(self.source).__name__}"
            )
        check_whole("epochs", self.epochs)
        check_whole("batch_size", self.batch_size)
        check_positive("learning_rate", self.learning_rate)
        check_number("body_rate", self.body_rate, 0, 1)
        check_seed(self.seed)

    def _examples(self, X):
        X = finite_numbers("X", X).astype("float32")
        shape = self.source.input_shape[1:]
        if X.shape[1:] != shape or not len(X):
            raise UsageError(
                f"`X` must have the shape (examples, *{shape}) that the "
                f"source reads. Received: {X.shape}"
            )
        return X


def _without_dropout(model):
    """A frozen body answers in training as in use.

    Batch normalisation that is not trainable does so by itself; dropout
    listens to the network around it, whatever it was called with.
    """
    for layer in model._flatten_layers(include_self=False):
        if isinstance(layer, layers.Dropout):
            layer.rate = 0


def freeze_statistics(model: keras.Model) -> None:
    """Keep batch normalisation at the statistics that it has.

    A layer that is not trainable also runs as in use: on a few patients, the
    mean of a batch says more about who is in it than about the task.

    Args:
        model: any; it is changed.

    Example:
        >>> from medkeras.models.cnn import small_alexnet
        >>> from medkeras.training.transfer import freeze_statistics
        >>> model = small_alexnet((30, 30, 1), 3, width=2, units=4)
        >>> freeze_statistics(model)
        >>> len(model.trainable_variables)  # without 5 pairs of factors
        16

    Reference: Ioffe and Szegedy 2015, doi:10.48550/arXiv.1502.03167.
    Chapter: 3.1.3
    """
    for layer in model._flatten_layers(include_self=False):
        if isinstance(layer, layers.BatchNormalization):
            layer.trainable = False
