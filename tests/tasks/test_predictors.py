"""Networks and plain models behind one door, for every kind of answer."""

import numpy as np
import pytest

from medkeras.tasks import baselines, networks
from medkeras.tasks.examples import Examples, split
from medkeras.tasks.measures import measure_of
from medkeras.tasks.predictors import BrightnessThreshold, Network


def parts(labels, x=None, count=60):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(count, 4)) if x is None else x
    return split(Examples(x, x, labels(x), np.arange(len(x))))


def first_is_positive(x):
    return (x[:, 0] > 0).astype(int)


def test_probabilities_learn_what_is_there():
    given = parts(first_is_positive)
    truth = given.test.labels
    for predictor in (baselines.logistic_regression, networks.dense):
        p = predictor.answers(given, measure_of("AUROC"), epochs=60)
        assert p.shape == truth.shape
        assert ((p >= 0) & (p <= 1)).all()
        assert np.mean((p > 0.5) == truth) > 0.7, predictor.name


def test_numbers_come_back_in_their_own_unit():
    given = parts(lambda x: 500 + 100 * x[:, 0])
    for predictor in (baselines.ridge_regression, networks.dense_number):
        found = predictor.answers(
            given, measure_of("mean absolute error"), epochs=60
        )
        assert np.abs(found - given.test.labels).mean() < 60, predictor.name


def test_classes_are_whole_numbers_of_the_training():
    def build(x, classes):
        import keras

        assert classes == 3
        inputs = keras.Input(x.shape[1:])
        answer = keras.layers.Dense(classes, "softmax")(inputs)
        return keras.Model(inputs, answer)

    given = parts(lambda x: np.arange(len(x)) % 3)
    network = Network("own", build, batch_size=16)
    found = network.answers(given, measure_of("accuracy"), epochs=1)
    assert set(found.tolist()) <= {0, 1, 2}


def test_a_seed_decides_all():
    given = parts(first_is_positive)
    measure = measure_of("AUROC")
    once, again, other = (
        networks.dense.answers(given, measure, epochs=2, seed=seed)
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(once, again)
    assert not np.array_equal(once, other)


def test_a_threshold_is_chosen_on_training():
    rng = np.random.default_rng(0)
    images = rng.uniform(0, 0.4, (20, 8, 8))
    masks = np.zeros((20, 8, 8), bool)
    masks[:, 2:6, 3:7] = True
    images[masks] += 0.5
    rows = Examples(images[..., None], images, masks, np.arange(20))
    given = split(rows)
    found = BrightnessThreshold().answers(given, measure_of("Dice"))
    np.testing.assert_array_equal(found, given.test.labels)


def test_an_unknown_builder_is_no_attribute():
    with pytest.raises(AttributeError, match="lstmm"):
        Network("own", "lstmm").answers(
            parts(first_is_positive), measure_of("AUROC")
        )
