"""The epoch that ranks the validation best is the one that is kept."""

import keras
import numpy as np
import pytest

from medkeras.metrics.classification import auroc
from medkeras.models.restarts import Start
from medkeras.training.best_epoch import fit_best_epoch
from medkeras.utils.errors import UsageError


def line(width=3):
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [keras.Input((width,)), keras.layers.Dense(1, "sigmoid")]
    )


def rows(seed, count=60, sign=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 3))
    return x, (sign * x[:, 0] + 0.3 * rng.normal(size=count) > 0).astype(int)


def test_weights_are_those_of_the_best_epoch():
    model, validation = line(), rows(1)
    scores = fit_best_epoch(model, rows(0), validation, 6, 0.05, batch_size=16)
    assert len(scores) == 6
    p = keras.ops.convert_to_numpy(model(validation[0]))[:, 0]
    assert auroc(validation[1], p) == pytest.approx(max(scores))


def test_where_training_harms_the_first_epoch_stays():
    """The validation has the opposite rule: each epoch is worse for it."""
    model, validation = line(), rows(1, sign=-1)
    scores = fit_best_epoch(model, rows(0), validation, 5, 0.02, batch_size=16)
    assert scores[-1] < scores[0]
    again = line()
    first = fit_best_epoch(again, rows(0), validation, 1, 0.02, batch_size=16)
    assert first[0] == pytest.approx(scores[0])
    for one, other in zip(
        model.get_weights(), again.get_weights(), strict=True
    ):
        np.testing.assert_allclose(one, other, atol=1e-6)


def with_dropout():
    keras.utils.set_random_seed(0)
    inputs = keras.Input((3,))
    hidden = keras.layers.Dropout(0.4)(keras.layers.Dense(5, "relu")(inputs))
    return keras.Model(inputs, keras.layers.Dense(1, "sigmoid")(hidden))


@pytest.mark.parametrize(("batch_size", "eagerly"), [(16, False), (64, True)])
def test_a_network_that_begins_anew_is_as_new(batch_size, eagerly):
    """Of a training before, with another rate, nothing but the graph stays."""
    others, options = rows(1), {"batch_size": batch_size}
    expected = fit_best_epoch(
        with_dropout(), rows(0), others, 4, 0.02, **options
    )
    start = Start(with_dropout())
    model = start.restore()
    fit_best_epoch(model, rows(2), others, 3, 0.05, **options)
    step = model.train_function
    found = fit_best_epoch(start.restore(), rows(0), others, 4, 0.02, **options)
    assert found == expected
    assert model.train_function is step
    assert model.run_eagerly == eagerly


def test_many_steps_get_a_graph_after_few_had_none():
    start = Start(with_dropout())
    few = fit_best_epoch(start.restore(), rows(0), rows(1), 1, 0.02)
    assert start.model.run_eagerly
    many = fit_best_epoch(start.restore(), rows(0), rows(1), 9, 0.02)
    assert not start.model.run_eagerly
    assert many[0] == pytest.approx(few[0])


def test_a_network_compiled_for_something_else_is_compiled_anew():
    model = line()
    model.compile(keras.optimizers.SGD(0.1), "mse")
    other, validation = line(), rows(1)
    found = fit_best_epoch(model, rows(0), validation, 2, 0.02)
    assert found == fit_best_epoch(other, rows(0), validation, 2, 0.02)


def test_what_does_not_fit_is_refused():
    x, y = rows(0)
    for wrong, said in (
        ({"train": (x, y + 1)}, "train"), ({"train": (x, y[:-1])}, "length"),
        ({"validation": (x, 0 * y)}, "validation"), ({"epochs": 0}, "epochs"),
        ({"learning_rate": 0}, "learning_rate"), ({"train": x}, "train"),
        ({"validation": (x * np.nan, y)}, "validation"),
    ):  # fmt: skip
        given = {"train": (x, y), "validation": (x, y), "epochs": 1} | wrong
        with pytest.raises(UsageError, match=said):
            fit_best_epoch(line(), **given)


def test_a_dictionary_of_inputs_is_trained_like_an_array():
    both = {name: keras.Input((3,), name=name) for name in ("a", "b")}
    summed = keras.layers.Add()([both["a"], both["b"]])
    model = keras.Model(both, keras.layers.Dense(1, "sigmoid")(summed))
    parts = []
    for seed in (0, 1):
        x, y = rows(seed)
        parts.append(({"a": x, "b": 0 * x}, y))
    scores = fit_best_epoch(model, *parts, 8, 0.05, batch_size=16)
    assert max(scores) > 0.9
    wrong = {"a": parts[0][0]["a"][:3], "b": parts[0][0]["b"]}
    with pytest.raises(UsageError, match="length"):
        fit_best_epoch(model, (wrong, parts[0][1]), parts[1], 1)
