import re

import numpy as np
import pytest
import tensorflow as tf

from medkeras.models.dbn import DBN, GaussianHiddenRBM
from medkeras.models.rbm import RBM
from medkeras.models.rbm.arguments import (
    check_options,
    check_rows,
    checked_sizes,
)
from medkeras.utils.errors import UsageError


def test_good_ones_pass():
    check_options(visible="gaussian", sampler="pcd", k=3)
    check_rows(np.array([[0.0, 1.0]]), 2, "bernoulli")
    check_rows(np.array([[-3.0, 5.0]]), 2, "gaussian")
    check_rows(np.zeros((0, 2)), 2, "bernoulli")


NO_SIZES = [0, -1, 1.5, 2.0, "a", None, True, np.nan, np.inf, [1]]


@pytest.mark.parametrize("k", NO_SIZES)
def test_sizes_are_whole_and_positive(k):
    message = re.escape(f"whole number of 1 or more. Received: {k!r}")
    for call in (
        lambda: check_options(k=k),
        lambda: checked_sizes("k", (3, k)),
        lambda: RBM(6, 4, k=k),
        lambda: RBM(6, k),
        lambda: GaussianHiddenRBM(6, 4, k=k),
        lambda: DBN((4, k), 6),
        lambda: DBN((4, 3), 6, k=k),
        lambda: RBM(6, 4).sample(k),
        lambda: DBN((4, 3), 6).sample(2, steps=k),
    ):
        with pytest.raises(UsageError, match=message) as caught:
            call()
        assert "\n" not in str(caught.value)


def test_numbers_of_numpy_are_whole_numbers():
    check_options(k=np.int64(3))


@pytest.mark.parametrize("sizes", [5, [5], np.array([5]), np.int64(5)])
def test_one_size_is_a_stack_of_one(sizes):
    found = checked_sizes("hidden_units", sizes)
    assert found == (5,)
    assert type(found[0]) is int


def test_a_word_is_no_list_of_sizes():
    with pytest.raises(UsageError, match="Received: '12'"):
        checked_sizes("hidden_units", "12")
    with pytest.raises(UsageError, match="one layer or more"):
        checked_sizes("hidden_units", ())


def test_a_symbolic_row_is_checked_for_its_width():
    @tf.function(input_signature=[tf.TensorSpec((None, 3))])
    def step(v):
        check_rows(v, 3, "bernoulli")
        with pytest.raises(UsageError, match=r"\(rows, 4\)"):
            check_rows(v, 4, "bernoulli")
        return v

    step(tf.zeros((2, 3)))


def test_the_number_of_bad_rows_is_told():
    rows = np.array([[0.0, np.nan], [1.0, 1.0], [np.inf, 0.0]])
    with pytest.raises(UsageError, match="2 of 6 values"):
        check_rows(rows, 2, "gaussian")
