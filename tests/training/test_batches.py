"""Batches that leave no replica empty, and otherwise those of Keras."""

import math

import keras
import numpy as np
import pytest

from medkeras.models import input_validation
from medkeras.models.base import Model
from medkeras.training.batches import batches
from medkeras.utils.errors import UsageError


def rows_of(data):
    return [np.asarray(batch).tolist() for batch in data]


def shares(rows, replicas):
    """How TensorFlow deals out a batch (measured: see test_replicas.py)."""
    most = math.ceil(rows / replicas)
    return [min(most, max(0, rows - most * r)) for r in range(replicas)]


def test_on_one_device_they_are_those_of_keras():
    data = batches(np.arange(9), batch_size=4)
    assert rows_of(data) == [[0, 1, 2, 3], [4, 5, 6, 7], [8]]
    assert len(data) == 3


@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("rows", [3, 8, 9])
def test_batches_of_any_size_are_of_one_kind(rows, shuffle):
    """Else a network would be traced for each number of rows."""
    x = {"a": np.zeros((rows, 2)), "b": np.zeros(rows)}
    of_x, of_y = batches(x, np.zeros(rows), 4, shuffle).element_spec
    assert of_x["a"].shape.as_list() == [None, 2]
    assert of_x["b"].shape.as_list() == of_y.shape.as_list() == [None]


def test_nothing_tunes_the_pipeline_while_it_runs():
    # The tuner's thread sleeps, and the end of an epoch may wait for it.
    assert batches(np.arange(9)).options().autotune.enabled is False


def small_network():
    model = Model(inputs := keras.Input((3,)), keras.layers.Dense(1)(inputs))
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [("x", np.nan, "`x` must be finite"), ("y", 1e300, "`y` must be from")],
)
def test_arrays_are_looked_at_before_anything_is_learnt(place, value, said):
    arrays = {"x": np.ones((1000, 3)), "y": np.ones((1000, 1))}
    arrays[place][990] = value
    model = small_network()
    before = model.get_weights()
    with pytest.raises(UsageError, match=said) as error:
        model.fit(batches(**arrays), shuffle=False, verbose=0)
    assert str(error.value).count("'") == 0
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_arrays_are_looked_at_once(monkeypatch):
    looked_at = []
    demand = input_validation.demand

    def counted(name, values, *limits):
        looked_at.append(values.shape[0])
        demand(name, values, *limits)

    monkeypatch.setattr(input_validation, "demand", counted)
    data = batches(np.ones((300, 3)), np.ones((300, 1)))
    model = small_network()
    for _ in range(3):
        model.fit(data, shuffle=False, verbose=0)
    assert looked_at == [256, 256, 44, 44]


def test_a_rest_too_small_joins_the_batch_before():
    data = batches(np.arange(9), batch_size=4, replicas=2)
    assert rows_of(data) == [[0, 1, 2, 3], [4, 5, 6, 7, 8]]


@pytest.mark.parametrize("replicas", [2, 3, 4])
@pytest.mark.parametrize("rows", [22, 23, 24, 25, 57])
def test_every_replica_gets_a_row_and_every_row_is_there_once(replicas, rows):
    found = rows_of(batches(np.arange(rows), None, 11, replicas=replicas))
    assert min(min(shares(len(part), replicas)) for part in found) >= 1
    assert np.concatenate(found).tolist() == list(range(rows))


def test_each_epoch_has_its_own_order_and_the_seed_repeats_it():
    def epochs(seed):
        data = batches(np.arange(50), batch_size=8, shuffle=True, seed=seed)
        return [np.concatenate(rows_of(data)).tolist() for _ in range(2)]

    first, second = epochs(1)
    assert first != second
    assert sorted(first) == sorted(second) == list(range(50))
    assert epochs(1) == [first, second] and epochs(2) != [first, second]


def test_answers_stay_with_their_examples():
    data = batches(np.arange(20), np.arange(20) * 3, 8, shuffle=True)
    for x, y in data:
        np.testing.assert_array_equal(y, x * 3)


@pytest.mark.parametrize(
    ("rows", "batch_size", "replicas", "said"),
    [
        (9, 0, 1, "`batch_size` must .* Received: 0"),
        (9, 4, 3, "batch_size must give each of 3 replicas .* Received: 4"),
        (1, 4, 2, "x must have enough examples for 2 replicas. Received: 1"),
        (0, 4, 1, "x must have enough examples for 1 replicas. Received: 0"),
    ],
)
def test_what_cannot_be_shared_is_refused(rows, batch_size, replicas, said):
    with pytest.raises(UsageError, match=said):
        batches(np.arange(rows), batch_size=batch_size, replicas=replicas)


@pytest.mark.parametrize(
    "x, y, said",
    [
        (np.arange(9), np.arange(8), "one length"),
        (np.arange(9), np.array([None] * 9), "`y` must be numbers or text"),
        ([[1], [1, 2]], None, "equal rows"),
        (None, None, "`x` must be an array"),
    ],
)
def test_x_and_y_belong_together(x, y, said):
    with pytest.raises(UsageError, match=said):
        batches(x, y, batch_size=4)


@pytest.mark.parametrize("setting", ["batch_size", "seed", "replicas"])
def test_sizes_are_whole_numbers(setting):
    with pytest.raises(UsageError, match=f"`{setting}` must be a whole"):
        batches(np.arange(9), **{setting: 2.5})


def test_a_dictionary_is_cut_as_one():
    x = {"b": np.arange(10).reshape(5, 2), "a": np.arange(5.0)}
    found = list(batches(x, np.arange(5), batch_size=2, shuffle=True))
    assert [len(y) for _, y in found] == [2, 2, 1]
    for rows, y in found:
        np.testing.assert_array_equal(rows["a"], y)
        np.testing.assert_array_equal(rows["b"][:, 0], 2 * y)
    alone = next(iter(batches(x, batch_size=5)))
    assert sorted(alone) == ["a", "b"]


def test_parts_of_a_dictionary_must_be_alike():
    with pytest.raises(UsageError, match="b"):
        batches({"a": [1, 2], "b": [1]}, [1, 2], batch_size=1)
    with pytest.raises(UsageError, match="must hold an array"):
        batches({}, batch_size=1)
