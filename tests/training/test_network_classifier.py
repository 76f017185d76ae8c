"""A network as a scikit-learn estimator."""

import keras
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from medkeras.models.conv_lstm import conv_lstm, traditional_lstm
from medkeras.training.network_classifier import NetworkClassifier
from medkeras.utils.errors import UsageError


def table(rows=60):
    generator = np.random.default_rng(0)
    X = generator.normal(size=(rows, 4))
    return X, (X[:, 0] > 0).astype(int)


def network(seed=0, epochs=2):
    return NetworkClassifier(
        conv_lstm,
        (1, 4, 1),
        epochs=epochs,
        batch_size=16,
        learning_rate=0.02,
        seed=seed,
    )


def test_learns_what_one_column_decides():
    X, y = table(200)
    model = make_pipeline(StandardScaler(), network(epochs=15)).fit(X, y)
    unseen = np.random.default_rng(1).normal(size=(200, 4))
    assert np.mean(model.predict(unseen) == (unseen[:, 0] > 0)) > 0.9


def test_second_fit_starts_anew_and_repeats_the_first():
    X, y = table()
    estimator = network()
    first = estimator.fit(X, y).predict_proba(X)
    clone(estimator).fit(X, 1 - y)  # same graph, other training in between
    second = clone(estimator).fit(X, y).predict_proba(X)
    np.testing.assert_array_equal(first, second)


def test_another_seed_is_another_network():
    X, y = table()
    one, two = (network(seed).fit(X, y).predict_proba(X) for seed in (0, 1))
    assert not np.allclose(one, two)


def test_two_fitted_networks_do_not_share_weights():
    X, y = table()
    first = network().fit(X, y)
    before = first.predict_proba(X)
    network(seed=5).fit(X, 1 - y)
    np.testing.assert_array_equal(first.predict_proba(X), before)


def without_dropout(shape):
    return conv_lstm(shape, dropout=0.0)


def test_equals_plain_keras_training_also_the_first_time():
    X, y = table()
    ours = NetworkClassifier(
        without_dropout, (1, 4, 1), epochs=2, batch_size=16, learning_rate=0.02
    )
    first = ours.fit(X, y).weights_
    keras.utils.set_random_seed(0)
    model = without_dropout((1, 4, 1))
    model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy")
    draw = np.random.default_rng(0)
    order = np.concatenate([draw.permutation(60) for _ in range(2)])
    examples = X.reshape(-1, 1, 4, 1).astype("float32")
    for start in range(0, 120, 16):
        rows = order[start : start + 16]
        model.train_on_batch(examples[rows], y[rows, None])
    for mine, theirs in zip(first, model.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-6)


def test_wrong_width_and_wrong_labels_are_refused():
    X, y = table()
    with pytest.raises(UsageError, match="4 columns"):
        NetworkClassifier(traditional_lstm, (1, 5, 1)).fit(X, y)
    with pytest.raises(UsageError, match="0 and 1"):
        network().fit(X, y + 1)
