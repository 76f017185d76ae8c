"""Numbers that cannot be learnt from end a graph with one line."""

from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from medkeras.models.demands import demand, demand_labels, demand_size

OF_FOUR = SimpleNamespace(batch_size=4)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: demand("x", [0.5, np.nan], 0, 1), "`x` must be finite"),
        (lambda: demand("y", [0.5, 2.0], 0, 1), "`y` must be from 0 to 1"),
        (lambda: demand_size(OF_FOUR, tf.zeros((3, 2))), "must be 4"),
        (lambda: demand_labels([0, 3], 3), "whole numbers from 0 to 2"),
        (lambda: demand_labels([0.5], 3), "whole numbers from 0 to 2"),
    ],
)
def test_what_is_refused(ask, said):
    with pytest.raises(tf.errors.InvalidArgumentError, match=said):
        tf.function(ask)()


def test_what_is_taken():
    demand("x", [0.0, 1.0], 0, 1)
    demand_size(OF_FOUR, tf.zeros((4, 2)))
    demand_size(SimpleNamespace(batch_size=None), tf.zeros((3, 2)))
    demand_labels([0, 2, 1.0], 3)
