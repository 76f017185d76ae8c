"""Transfer: what is frozen, what moves, what each fit starts from."""

import keras
import numpy as np
import pytest
from keras import layers

from medkeras.models.cnn import small_alexnet
from medkeras.training.transfer import (
    LayerwiseAdam,
    TransferClassifier,
    freeze_statistics,
)
from medkeras.utils.errors import UsageError

RNG = np.random.default_rng(0)
X = RNG.normal(size=(24, 30, 30, 1)).astype("float32")
Y = np.arange(24) % 2
X[Y == 1, 10:20] += 1.5
FAST = {"epochs": 3, "batch_size": 8, "learning_rate": 1e-2}


@pytest.fixture(scope="module")
def source():
    keras.utils.set_random_seed(0)
    model = small_alexnet((30, 30, 1), 3, width=3, units=6, dropout=0.2)
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(X, np.arange(24) % 3, epochs=2, verbose=0)
    return model


def body_of(source):
    return source.get_weights()[:-2]


def equal(first, second):
    pairs = zip(first, second, strict=True)
    return [np.array_equal(a, b) for a, b in pairs]


@pytest.mark.parametrize("cached", [True, False])
def test_frozen_weights_are_the_sources_to_the_bit(source, cached):
    before = source.get_weights()
    transfer = TransferClassifier(source, "freeze", cached=cached, **FAST)
    transfer.fit(X, Y)
    assert all(equal(transfer.body_weights_, body_of(source)))
    assert all(equal(source.get_weights(), before))
    head = TransferClassifier(source, "freeze", seed=1, **FAST).fit(X, Y)
    assert not any(equal(transfer.head_weights_, head.head_weights_))


def test_a_head_on_cached_features_is_the_frozen_network(source):
    both = []
    for cached in (True, False):
        transfer = TransferClassifier(source, "freeze", cached=cached, **FAST)
        transfer.fit(X, Y)
        both.append((transfer.head_weights_, transfer.predict_proba(X)))
    for one, other in zip(both[0][0], both[1][0], strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)
    np.testing.assert_allclose(both[0][1], both[1][1], atol=1e-5)


def test_fine_tuning_moves_the_body_but_not_its_statistics(source):
    transfer = TransferClassifier(source, "fine-tune", **FAST).fit(X, Y)
    moved = [
        not same for same in equal(transfer.body_weights_, body_of(source))
    ]
    names = [w.path for w in source.weights][:-2]
    for name, changed in zip(names, moved, strict=True):
        assert changed != ("batch_normalization" in name), name


def test_scratch_starts_elsewhere_and_moves_its_statistics(source):
    options = {**FAST, "epochs": 1}
    transfer = TransferClassifier(source, "scratch", **options).fit(X, Y)
    assert not any(equal(transfer.body_weights_, body_of(source)))
    means = [
        w
        for w, v in zip(transfer.body_weights_, source.weights, strict=False)
        if "moving_mean" in v.path
    ]
    assert all(np.abs(mean).max() > 0 for mean in means)


@pytest.mark.parametrize("how", ["scratch", "freeze", "fine-tune"])
def test_each_fit_starts_anew_and_the_seed_decides(source, how):
    transfer = TransferClassifier(source, how, **FAST)
    first = transfer.fit(X, Y).predict_proba(X)
    transfer.fit(X[::-1], Y)  # something else in between
    again = transfer.fit(X, Y).predict_proba(X)
    np.testing.assert_array_equal(first, again)
    other = transfer.set_params(seed=1).fit(X, Y).predict_proba(X)
    assert np.abs(first - other).max() > 1e-3


def test_it_learns_and_settings_may_change_between_fits(source):
    transfer = TransferClassifier(source, "scratch", **{**FAST, "epochs": 15})
    assert (transfer.fit(X, Y).predict(X) == Y).mean() > 0.85
    transfer.set_params(how="freeze").fit(X, Y)
    assert all(equal(transfer.body_weights_, body_of(source)))


def test_slow_weights_take_a_tenth_of_adams_step():
    fast, slow = (keras.Variable(np.zeros(3), name=n) for n in ("a", "b"))
    optimizer = LayerwiseAdam(0.1, 0.1, [slow.path])
    optimizer.build([fast, slow])
    gradient = keras.ops.convert_to_tensor(np.array([1.0, 5.0, -2.0], "f4"))
    optimizer.apply([gradient, gradient])
    np.testing.assert_allclose(fast, [-0.1, -0.1, 0.1], rtol=1e-3)
    np.testing.assert_allclose(slow, [-0.01, -0.01, 0.01], rtol=1e-3)
    again = LayerwiseAdam.from_config(optimizer.get_config())
    assert (again.factor, again.slow) == (0.1, [slow.path])


def test_a_body_rate_of_zero_is_frozen(source):
    options = {**FAST, "epochs": 1, "body_rate": 0.0}
    transfer = TransferClassifier(source, "fine-tune", **options).fit(X, Y)
    assert all(equal(transfer.body_weights_, body_of(source)))


def test_frozen_statistics_answer_alike_in_training(source):
    model = keras.Sequential([layers.Input((4,)), layers.BatchNormalization()])
    x = RNG.normal(3, 2, (8, 4)).astype("float32")
    assert np.abs(model(x, training=True) - model(x)).max() > 0.5
    freeze_statistics(model)
    np.testing.assert_array_equal(model(x, training=True), model(x))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"how": "melt"}, "how"),
        ({"source": 3}, "source"),
        ({"epochs": 0}, "epochs"),
        ({"body_rate": 2}, "body_rate"),
        ({"learning_rate": 0}, "learning_rate"),
    ],
)
def test_wrong_settings_are_one_line(source, change, message):
    transfer = TransferClassifier(source, **FAST).set_params(**change)
    with pytest.raises(UsageError, match=message):
        transfer.fit(X, Y)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (X[:, :20], Y, "shape"),
        (np.full_like(X, np.nan), Y, "X"),
        (X, Y + 1, "y"),
        (X[:5], Y, "X"),
        (X, np.zeros(24, int), "y"),
    ],
)
def test_wrong_examples_are_one_line(source, x, y, message):
    with pytest.raises(UsageError, match=message) as error:
        TransferClassifier(source, **FAST).fit(x, y)
    assert "\n" not in str(error.value)
