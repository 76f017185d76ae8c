"""Weights of keras.applications: from a file, or one line on why not."""

import keras
import numpy as np
import pytest

from medkeras.models.cnn import inception_v3
from medkeras.utils.errors import UsageError


def test_weights_of_a_file_are_taken_over(tmp_path):
    keras.utils.set_random_seed(0)
    theirs = keras.applications.InceptionV3(
        weights=None, include_top=False, input_shape=(75, 75, 3)
    )
    path = tmp_path / "own_notop.weights.h5"
    theirs.save_weights(path)
    loaded = inception_v3((75, 75, 3), 2, weights=str(path))
    for ours, their in zip(
        loaded.get_weights()[:-2], theirs.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(ours, their)


def test_without_weights_on_this_computer_one_line_says_so(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    with pytest.raises(UsageError, match="has fetched before") as error:
        inception_v3((75, 75, 3), 2, weights="imagenet")
    assert "\n" not in str(error.value)
    with pytest.raises(UsageError, match="is not there"):
        inception_v3((75, 75, 3), 2, weights=str(tmp_path / "lost.h5"))
    other = tmp_path / "other_notop.h5"
    other.write_bytes(b"no weights")
    with pytest.raises(UsageError, match="must be a file of keras"):
        inception_v3((75, 75, 3), 2, weights=str(other))
