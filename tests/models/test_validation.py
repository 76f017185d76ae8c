import keras
import numpy as np
import pytest

from medkeras.models.gan import dcgan_discriminator, dcgan_generator
from medkeras.models.gan.validation import (
    check_examples,
    check_labels,
    check_networks,
    first_shape,
)
from medkeras.utils.errors import UsageError


def dense(entries, outputs):
    return keras.Sequential(
        [keras.Input((entries,)), keras.layers.Dense(outputs)]
    )


def pair(num_classes=None):
    return (
        dcgan_generator(4, (8, 8, 1), 4, num_classes=num_classes),
        dcgan_discriminator((8, 8, 1), 4, num_classes=num_classes),
    )


def test_good_ones_pass():
    check_networks(dense(3, 2), dense(2, 1), num_inputs=1)
    check_networks(*pair(num_classes=3), num_inputs=2)
    check_examples(np.ones((2, 8, 8, 1), "uint8"), (None, 8, 8, 1))
    check_labels(np.array([0.0, 2.0]), num_rows=2, num_classes=3)
    assert first_shape((None, 4)) == first_shape([(None, 4), (None,)])


@pytest.mark.parametrize(
    ("networks", "num_inputs", "message"),
    [
        ((dense(4, 3), dense(2, 1)), 1, r"\(None, 3\) made, \(None, 2\) read"),
        ((dense(4, 2), dense(2, 5)), 1, r"one number.*\(None, 5\) given"),
        ((dense(4, 2), dense(2, 1)), 2, "and labels. Received: 1 and 1"),
        (pair(num_classes=3), 1, "alone. Received: 2 and 2"),
        ((pair()[0], pair(3)[1]), 2, "Received: 1 and 2"),
    ],
)
def test_networks_that_do_not_fit_are_refused(networks, num_inputs, message):
    with pytest.raises(UsageError, match=message) as error:
        check_networks(*networks, num_inputs)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.ones((4, 3)), r"\(rows, \*\(2,\)\). Received: \(4, 3\)"),
        (np.ones((0, 2)), r"Received: \(0, 2\)"),
        (np.array([[1, np.nan], [np.inf, 2]]), "Received: 2 values"),
        (np.array([["a", "b"]]), "real numbers"),
        (np.ones((1, 2), object), "real numbers"),
        (np.ones((1, 2), complex), "real numbers"),
    ],
)
def test_bad_examples_are_one_clear_line(x, message):
    with pytest.raises(UsageError, match=message) as error:
        check_examples(x, (None, 2))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (None, r"shape \(2,\), one an example. Received: None"),
        ([0], r"Received: \(1,\)"),
        ([[0, 1]], r"Received: \(1, 2\)"),
        ([0, 3], r"from 0 to 2. Received: \[3\]"),
        ([-1, 0.5], r"Received: \[-1.0, 0.5\]"),
        ([0, np.nan], r"Received: \[nan\]"),
        (["a", "b"], "whole numbers"),
    ],
)
def test_bad_labels_are_one_clear_line(labels, message):
    with pytest.raises(UsageError, match=message) as error:
        check_labels(labels, num_rows=2, num_classes=3)
    assert "\n" not in str(error.value)
