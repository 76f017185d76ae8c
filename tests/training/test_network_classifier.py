"""A network as a scikit-learn estimator."""

import dataclasses

import keras
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from medkeras.models import restarts
from medkeras.models.conv_lstm import conv_lstm, traditional_lstm
from medkeras.training.network_classifier import NetworkClassifier
from medkeras.utils.errors import UsageError


def table(rows=60):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(rows, 4))
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
    rng = np.random.default_rng(0)
    order = np.concatenate([rng.permutation(60) for _ in range(2)])
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
    with pytest.raises(UsageError, match="0 or 1"):
        network().fit(X, y + 1)


@pytest.mark.parametrize("labels", ["yes/no", "thirds", "NaN", "column", "one"])
def test_labels_are_0_and_1_both(labels):
    X, y = table()
    given = {
        "yes/no": np.where(y, "yes", "no"),
        "thirds": y / 3,
        "NaN": np.where(y, 1.0, np.nan),
        "column": y[:, None],
        "one": 0 * y,
    }
    with pytest.raises(UsageError, match="`y` must") as said:
        network().fit(X, given[labels])
    assert "\n" not in str(said.value)


def test_lengths_gaps_and_sizes_of_numbers_are_asked_for():
    X, y = table()
    with pytest.raises(UsageError, match="one length"):
        network().fit(X, np.r_[y, y])
    with pytest.raises(UsageError, match="`X` must be finite"):
        network().fit(np.where(X > 2, np.nan, X), y)
    with pytest.raises(UsageError, match="single precision"):
        network().fit(X * 1e300, y)
    for setting in ("epochs", "batch_size", "learning_rate", "seed"):
        with pytest.raises(UsageError, match=f"`{setting}` must"):
            network().set_params(**{setting: np.nan}).fit(X, y)
    with pytest.raises(UsageError, match="features"):
        small_network(build_of("relu")).fit(X, y).predict(X[:, :2])


def small_network(build, epochs=3, **settings):
    return NetworkClassifier(build, epochs=epochs, **settings)


ACTIVATION = "relu"


def build_of(activation=None, end="sigmoid"):
    def build(shape):
        inputs = keras.Input(shape)
        x = keras.layers.Dense(8, activation=activation or ACTIVATION)(inputs)
        return keras.Model(inputs, keras.layers.Dense(1, activation=end)(x))

    return build


def test_a_global_that_changes_between_two_fits_is_seen(monkeypatch):
    X, y = table()
    build = build_of()
    with_relu = small_network(build).fit(X, y).predict_proba(X)
    monkeypatch.setitem(globals(), "ACTIVATION", "tanh")
    with_tanh = small_network(build).fit(X, y).predict_proba(X)
    assert not np.allclose(with_relu, with_tanh)
    fresh = small_network(build_of("tanh")).fit(X, y).predict_proba(X)
    np.testing.assert_array_equal(with_tanh, fresh)


SIGN = 1.0


def turned(x):
    return SIGN * x


def test_code_of_ones_own_is_compiled_anew(monkeypatch):
    """The settings of both networks are equal: a function's name only."""
    X, y = table()
    build = build_of(turned)
    first = small_network(build, epochs=5).fit(X, y)
    before = first.predict_proba(X)
    monkeypatch.setitem(globals(), "SIGN", -3.0)
    second = small_network(build, epochs=5).fit(X, y).predict_proba(X)
    assert not np.allclose(before, second)


@dataclasses.dataclass
class Builder:
    units: int

    def __call__(self, shape):
        inputs = keras.Input(shape)
        hidden = keras.layers.Dense(self.units, activation="relu")(inputs)
        end = keras.layers.Dense(1, activation="sigmoid")
        return keras.Model(inputs, end(hidden))


def test_a_builder_may_be_any_object_and_change():
    X, y = table()
    builder = Builder(4)
    small = small_network(builder).fit(X, y)
    builder.units = 8
    large = small_network(builder).fit(X, y)
    sizes = [sum(w.size for w in m.weights_) for m in (small, large)]
    assert sizes == [4 * 4 + 4 + 4 + 1, 8 * 4 + 8 + 8 + 1]
    assert small.predict_proba(X).shape == large.predict_proba(X).shape


@pytest.mark.parametrize("learning_rate, factor", [(1e-3, 1e30), (1e30, 1)])
def test_a_training_that_diverged_is_an_error(learning_rate, factor):
    X, y = table()
    model = small_network(build_of("relu"), learning_rate=learning_rate)
    with pytest.raises(UsageError, match=r"diverged|probability") as said:
        model.fit(X * factor, y).predict(X * factor)
    assert "\n" not in str(said.value)


def test_logits_are_no_probabilities():
    X, y = table()
    with pytest.raises(UsageError, match="a sigmoid"):
        small_network(build_of("relu", None)).fit(X, y).predict_proba(X)


def two_outputs(shape):
    inputs = keras.Input(shape)
    return keras.Model(inputs, keras.layers.Dense(2, "softmax")(inputs))


def test_a_network_ends_in_one_new_probability():
    X, y = table()
    for build in (two_outputs, lambda shape: None, "conv_lstm"):
        with pytest.raises(UsageError, match="`build` must"):
            small_network(build).fit(X, y)
    model = build_of("relu")((4,))
    trained_on = small_network(lambda shape: model)
    trained_on.fit(X, y)
    with pytest.raises(UsageError, match="a new network at each call"):
        trained_on.fit(X, y)


def test_few_steps_without_a_graph_learn_what_they_learn_with_one(monkeypatch):
    X, y = table(100)  # 7 steps of 16
    few = network(epochs=1).fit(X, y)
    monkeypatch.setattr(restarts, "FEW", 0)
    traced = network(epochs=1).fit(X, y)
    assert few.model_.run_eagerly
    assert not traced.model_.run_eagerly
    np.testing.assert_allclose(
        few.predict_proba(X), traced.predict_proba(X), atol=1e-6
    )
