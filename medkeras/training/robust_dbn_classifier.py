"""The robust deep model as one estimator: pre-training, dropout, tasks, SVM."""

import hashlib

import keras
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.utils.validation import check_is_fitted, validate_data

from medkeras.losses.multitask import MultitaskLoss
from medkeras.models.dbn import DBN
from medkeras.models.restarts import Starts, takes_few, updates_a_call
from medkeras.models.robust_dbn import FEATURES, robust_dbn, set_rbms
from medkeras.training.adaptive_gain import AdaptiveGain
from medkeras.training.batches import batches
from medkeras.training.strategy import strategy
from medkeras.utils.arrays import binary_labels, check_one_length
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import (
    check_number,
    check_positive,
    check_seed,
    check_whole,
    checked_sizes,
)

PRETRAINING_RATE = 0.001  # set on the phantom of ad_data
_kept = Starts(16)
_trained = {}  # weights of RBMs, by the rows and how they were trained
MOST = 8


class RobustDBNClassifier(ClassifierMixin, BaseEstimator):
    """RBM-pretrained layers with dropout and tasks, read by a linear SVM.

    Rows are standardised by the training patients. A deep belief network is
    trained on them without labels; its weights start a network that learns
    the class, and scores beside it, with dropout and a step of its own for
    each weight; a linear support vector machine then reads the last hidden
    layer. Each of the parts can be left out, to see what it is worth.

    Args:
        units: of the hidden layers.
        dropout: share of each hidden layer dropped in training; 0 for none.
        task_weight: of the scores in the loss; 0 for the class alone.
        adaptive: a step for each weight; False for plain momentum.
        pretrain_epochs: passes of each RBM; 0 for none.
        epochs: passes of the network.
        batch_size: rows a step.
        learning_rate: of the network.
        svm_c: how much the SVM's errors cost; None leaves the SVM out and
            answers with the network's own probability.
        width: columns that rows are padded to with zeros, so that folds in
            which a selection keeps different numbers of features share one
            graph; None for none.
        seed: of all draws.

    Attributes:
        network_: the trained network.
        svm_: the SVM, or None.

    Raises:
        UsageError: on `fit`, sizes out of range, more features than `width`,
            labels other than 0 and 1, scores of other rows.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.robust_dbn_classifier import (
        ...     RobustDBNClassifier)
        >>> X = np.random.default_rng(0).normal(size=(40, 6))
        >>> y = (X[:, 0] > 0).astype(int)
        >>> model = RobustDBNClassifier((5, 3), pretrain_epochs=1, epochs=1)
        >>> model.fit(X, y).predict_proba(X).shape
        (40, 2)

    Reference: Li et al. 2015, doi:10.1109/JBHI.2015.2429556.
    Chapter: 3.1.2
    """

    def __init__(
        self, units=(50, 25, 10), dropout=0.5, task_weight=1.0, adaptive=True,
        pretrain_epochs=20, epochs=60, batch_size=20, learning_rate=0.05,
        svm_c=0.1, width=None, seed=0,
    ):  # fmt: skip
        self.units = units
        self.dropout = dropout
        self.task_weight = task_weight
        self.adaptive = adaptive
        self.pretrain_epochs = pretrain_epochs
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.svm_c = svm_c
        self.width = width
        self.seed = seed

    def fit(self, X, y, tasks=None):
        """Train on X (rows, features) and y (rows,) of 0 and 1.

        Args:
            X: (rows, features).
            y: (rows,).
            tasks: (rows, scores), NaN where unknown; None for none.

        Returns:
            The estimator itself.
        """
        self._check_settings()
        X = validate_data(self, X, dtype=float, ensure_min_samples=4)
        y = binary_labels("y", y, both=True)
        check_one_length(X=X, y=y)
        self.mean_, self.spread_ = X.mean(axis=0), X.std(axis=0)
        scores, known = _standard(tasks, len(X))
        answers = np.column_stack([y, scores, known])
        rows = self._rows(X)
        steps = -(-len(rows) // self.batch_size) * self.epochs
        network = self._network(rows.shape[1], scores.shape[1], steps)
        rng = np.random.default_rng(self.seed)
        if self.pretrain_epochs:
            shown = rows[self._order(rng, len(rows), self.pretrain_epochs)]
            set_rbms(network, self._pretrained(shown))
        order = self._order(rng, len(rows), self.epochs)
        answers = answers.astype(np.float32)[order]
        shown = batches(rows[order], answers, self.batch_size)
        network.fit(shown, shuffle=False, verbose=0)
        self.classes_ = np.array([0, 1])
        self.network_, self._weights = network, network.get_weights()
        self.svm_ = None
        if self.svm_c is not None:
            machine = LinearSVC(C=self.svm_c, random_state=self.seed)
            # Sigmoids that hardly move are brought to one scale first.
            self.svm_ = make_pipeline(StandardScaler(), machine)
            self.svm_.fit(self.transform(X), y)
        return self

    def transform(self, X) -> np.ndarray:
        """The last hidden layer, (rows, units[-1]), without dropout."""
        self._remember()
        layer = self.network_.get_layer(FEATURES)
        reader = keras.Model(self.network_.inputs[0], layer.output)
        return keras.ops.convert_to_numpy(reader(self._rows(X)))

    def decision_function(self, X) -> np.ndarray:
        """(rows,): above 0 for class 1."""
        if self._svm() is not None:
            return self.svm_.decision_function(self.transform(X))
        share = np.clip(self._answers(X)[:, 0], 1e-7, 1 - 1e-7)
        return np.log(share / (1 - share))

    def predict_proba(self, X) -> np.ndarray:
        """(rows, 2); from an SVM in order, but not calibrated."""
        share = 1 / (1 + np.exp(-self.decision_function(X)))
        return np.stack([1 - share, share], axis=1)

    def predict(self, X) -> np.ndarray:
        """(rows,), 0 or 1."""
        return (self.decision_function(X) > 0).astype(int)

    def predict_tasks(self, X) -> np.ndarray:
        """(rows, scores), in standard deviations of the training scores."""
        return self._answers(X)[:, 1:]

    @staticmethod
    def _order(rng, rows, epochs):
        """All passes as one: starting a pass takes Keras longer than a pass."""
        return np.concatenate([rng.permutation(rows) for _ in range(epochs)])

    def _answers(self, X):
        self._remember()
        return keras.ops.convert_to_numpy(self.network_(self._rows(X)))

    def _svm(self):
        check_is_fitted(self, "network_")
        return self.svm_

    def _remember(self):
        """Weights of this fit: a later one may have used the same graph."""
        check_is_fitted(self, "network_")
        self.network_.set_weights(self._weights)

    def _rows(self, X):
        """Standardised, padded with zeros."""
        X = np.asarray(X, float)
        spread = np.where(self.spread_ > 1e-12, self.spread_, np.inf)
        rows = ((X - self.mean_) / spread).astype(np.float32)
        width = rows.shape[1] if self.width is None else self.width
        if rows.shape[1] > width:
            raise UsageError(
                f"`width` must be at least the {rows.shape[1]} features. "
                f"Received: {width}"
            )
        return np.pad(rows, ((0, 0), (0, width - rows.shape[1])))

    def _network(self, width, num_tasks, steps):
        """Compiled for so many steps, and at its start."""
        eagerly = takes_few(steps, strategy().num_replicas_in_sync)
        sizes = (
            width, num_tasks, eagerly, tuple(self.units), self.dropout,
            self.task_weight, self.adaptive, self.learning_rate, self.seed,
        )  # fmt: skip
        return _kept_or("network", sizes, lambda: self._built(*sizes[:3]))

    def _pretrained(self, rows):
        """RBMs trained on rows; another dropout or other tasks share them."""
        sizes = rows.shape[1], tuple(self.units), self.seed
        dbn = _kept_or("dbn", sizes, lambda: _dbn(*sizes))
        keras.utils.set_random_seed(self.seed)  # the order of an RBM's rows
        options = self.batch_size, PRETRAINING_RATE
        policy = keras.config.dtype_policy().name
        where = policy, strategy().num_replicas_in_sync
        key = sizes, options, where, hashlib.sha256(rows.tobytes()).digest()
        if key in _trained:
            dbn.set_weights(_trained[key])
            return dbn.rbms
        dbn.pretrain(rows, 1, *options, momentum=0.5)
        if len(_trained) >= MOST:
            _trained.clear()
        _trained[key] = dbn.get_weights()
        return dbn.rbms

    def _built(self, width, num_tasks, eagerly):
        replicas = strategy().num_replicas_in_sync
        with strategy().scope():
            optimizer = AdaptiveGain(self.learning_rate)
            if not self.adaptive:
                optimizer = keras.optimizers.SGD(self.learning_rate, 0.9)
            network = robust_dbn(
                width, self.units, self.dropout, num_tasks, self.seed
            )
            loss = MultitaskLoss(self.task_weight)
            network.compile(
                optimizer, loss, jit_compile=False, run_eagerly=eagerly,
                steps_per_execution=updates_a_call(eagerly, replicas),
            )  # fmt: skip
        return network

    def _check_settings(self):
        checked_sizes("units", self.units)
        check_whole("pretrain_epochs", self.pretrain_epochs, 0)
        check_whole("epochs", self.epochs)
        check_whole("batch_size", self.batch_size)
        check_number("dropout", self.dropout, 0, 1)
        check_number("task_weight", self.task_weight, 0)
        check_positive("learning_rate", self.learning_rate)
        check_seed(self.seed)
        if self.width is not None:
            check_whole("width", self.width)
        if self.svm_c is not None:
            check_positive("svm_c", self.svm_c)


def _kept_or(kind, sizes, build):
    """A network of that kind and sizes at its start; a few are kept."""
    key = kind, *sizes, strategy().num_replicas_in_sync
    return _kept.network(key, build)


def _dbn(width, units, seed):
    with strategy().scope():
        return DBN(units, width, visible="gaussian", seed=seed)


def _standard(tasks, rows):
    """Scores with mean 0 and standard deviation 1, and which are known."""
    tasks = np.zeros((rows, 0)) if tasks is None else np.asarray(tasks, float)
    if tasks.ndim != 2 or len(tasks) != rows or np.isinf(tasks).any():
        raise UsageError(
            f"`tasks` must be ({rows}, scores), numbers or NaN. Received: "
            f"shape {tasks.shape}"
        )
    known = ~np.isnan(tasks)
    if not known.any(axis=0).all():
        raise UsageError("`tasks` must have a known score each. Received: none")
    if not tasks.shape[1]:
        return tasks, known
    moved = tasks - np.nanmean(tasks, axis=0)
    moved = moved / np.maximum(np.nanstd(tasks, axis=0), 1e-12)
    return np.where(known, moved, 0.0), known
