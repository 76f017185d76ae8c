import numpy as np
import pytest
import tensorflow as tf

from medkeras.models.rbm.inputs import check_options, check_visible
from medkeras.utils.errors import DataError, UsageError


def test_good_ones_pass():
    check_options(visible="gaussian", sampler="pcd", k=3)
    check_visible(np.array([[0.0, 1.0]]), 2, "bernoulli")
    check_visible(np.array([[-3.0, 5.0]]), 2, "gaussian")
    check_visible(np.zeros((0, 2)), 2, "bernoulli")


@pytest.mark.parametrize("k", [0, -1, 1.5])
def test_sizes_are_whole_and_positive(k):
    with pytest.raises(UsageError, match=f"whole number.*Received: {k}"):
        check_options(k=k)


def test_a_symbolic_row_is_checked_for_its_width():
    @tf.function(input_signature=[tf.TensorSpec((None, 3))])
    def step(v):
        check_visible(v, 3, "bernoulli")
        with pytest.raises(DataError, match=r"\(rows, 4\)"):
            check_visible(v, 4, "bernoulli")
        return v

    step(tf.zeros((2, 3)))


def test_the_number_of_bad_rows_is_told():
    rows = np.array([[0.0, np.nan], [1.0, 1.0], [np.inf, 0.0]])
    with pytest.raises(DataError, match="2 of 3 rows"):
        check_visible(rows, 2, "gaussian")
