"""Windows and their errors: places by hand, nothing of the future."""

import numpy as np
import pytest

from medkeras.models.autoencoder import dense_autoencoder
from medkeras.training.reconstruction import (
    reconstruction_scores,
    sliding_windows,
)
from medkeras.utils.errors import UsageError


def test_windows_are_the_last_steps():
    values = np.arange(12.0).reshape(1, 6, 2)
    found = sliding_windows(values, 3, 2)
    assert found.shape == (1, 2, 6)
    assert found[0, 1].tolist() == [4, 6, 8, 5, 7, 9]


def test_scores_are_errors_of_the_window_that_ends_there():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(3, 17, 2))
    model = dense_autoencoder((8,), (3,))
    scores = reconstruction_scores(model, values, 4, stride=3)
    windows = sliding_windows(values, 4)
    for step in range(17):
        if step < 3:
            assert (scores[:, step] == 0).all()
            continue
        begun = (step - 3) // 3 * 3  # held since then
        window = windows[:, begun]
        error = ((np.array(model(window)) - window) ** 2).mean(axis=1)
        np.testing.assert_allclose(scores[:, step], error, rtol=1e-5)
    values[:, 10:] = 9
    again = reconstruction_scores(model, values, 4, stride=3)
    np.testing.assert_array_equal(scores[:, :10], again[:, :10])


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: sliding_windows(np.ones((1, 3, 1)), 4), "width"),
        (lambda: sliding_windows(np.ones((1, 3)), 2), "values"),
        (lambda: sliding_windows(np.full((1, 3, 1), np.nan), 2), "values"),
        (lambda: sliding_windows(np.ones((1, 3, 1)), 2, 0), "stride"),
        (
            lambda: reconstruction_scores(
                dense_autoencoder((5,), (2,)), np.ones((1, 3, 1)), 2
            ),
            "model",
        ),
    ],
)
def test_bad_input_is_one_clear_line(call, named):
    with pytest.raises(UsageError, match=named):
        call()
