"""Batches of tensors in order, by a pipeline without a function."""

import numpy as np
import pytest
import tensorflow as tf

from medkeras.models.sliced import packed, sliced

X = tf.random.stateless_normal((37, 3), seed=(0, 0))


@pytest.mark.parametrize(
    ("rows", "sizes"), [(37, [16, 16, 5]), (32, [16, 16]), (5, [5])]
)
def test_rows_stay_in_order_and_the_last_batch_may_be_smaller(rows, sizes):
    data = sliced(({"a": X[:rows]}, X[:rows, 0]), 16)
    found = list(data.as_numpy_iterator())
    assert len(data) == len(sizes)
    assert [len(y) for _, y in found] == sizes
    shown = np.concatenate([x["a"] for x, _ in found])
    np.testing.assert_array_equal(shown, X[:rows])
    x_spec, y_spec = data.element_spec
    assert x_spec["a"].shape[0] is None and y_spec.shape[0] is None


def test_nothing_is_traced_for_the_pipeline(monkeypatch):
    """That is what makes it quick where a network has a few batches."""

    def refuse(*args, **kwargs):
        raise AssertionError("a function in the pipeline")

    for name in ("map", "flat_map", "interleave"):
        monkeypatch.setattr(tf.data.Dataset, name, refuse)
    assert len(list(sliced(X, 16))) == 3


def test_one_part_is_no_tuple():
    assert packed([X]) is X
    assert packed([X, X]) == (X, X)
