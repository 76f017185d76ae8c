"""A right answer passes in whatever form a reader may return it."""

import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from exercise_sources import EXERCISES, answer_of

from medkeras.exercises import checking


def as_lists(array):
    return array.tolist()


def as_single(array):
    return array.astype("float32")


def as_tensor(array):
    return tf.constant(array)


def as_nullable(array):
    """A pandas column or table whose missing values are `pd.NA`."""
    if array.dtype.kind != "f" or array.ndim not in (1, 2):
        return array
    table = pd.Series if array.ndim == 1 else pd.DataFrame
    return table(array).astype("Float64")


def in_form(result, form):
    """The result with each of its arrays of numbers in another form."""
    if isinstance(result, tuple):
        return [in_form(part, form) for part in result]
    if isinstance(result, list):
        return tuple(in_form(part, form) for part in result)
    if isinstance(result, np.ndarray) and result.dtype.kind in "fi":
        return form(result)
    return result


@pytest.mark.parametrize("form", [as_lists, as_single, as_tensor, as_nullable])
@pytest.mark.parametrize("number", EXERCISES)
def test_any_form_of_the_right_answer_is_accepted(number, form):
    answer = answer_of(number)

    def in_another_form(*arguments):
        return in_form(answer(*arguments), form)

    checking._examine(EXERCISES[number], in_another_form)
