"""How strange the last hours are to an autoencoder, at every step."""

import keras
import numpy as np

from medkeras.training.in_parts import predict_in_parts
from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole


def sliding_windows(
    values: np.ndarray, width: int, stride: int = 1
) -> np.ndarray:
    """Flat windows of each row, the first ending at step `width` - 1.

    Args:
        values: (rows, steps, columns), finite.
        width: steps of a window.
        stride: steps from window to window.

    Returns:
        (rows, windows, width * columns), single precision.

    Raises:
        UsageError: another shape, windows wider than a row.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.reconstruction import sliding_windows
        >>> sliding_windows(np.zeros((2, 10, 3)), 4, stride=3).shape
        (2, 3, 12)

    Chapter: 3.4.5
    """
    check_whole("width", width)
    check_whole("stride", stride)
    shape = ("rows", "steps", "columns")
    values = float_array("values", values, shape).astype(np.float32)
    if width > values.shape[1]:
        raise UsageError(
            f"`width` must be at most {values.shape[1]}, the steps of a row. "
            f"Received: {width}"
        )
    view = np.lib.stride_tricks.sliding_window_view(values, width, axis=1)
    some = view[:, ::stride]  # (rows, windows, columns, width)
    return some.reshape(*some.shape[:2], -1)


def reconstruction_scores(
    model: keras.Model, values: np.ndarray, width: int, stride: int = 1
) -> np.ndarray:
    """Mean squared error of the window up to each step, given back.

    Args:
        model: an autoencoder of `width` * columns values.
        values: (rows, steps, columns), scaled and finite; what a gap is to be
            worth, the caller says.
        width: steps of a window.
        stride: steps for which a score is held.

    Returns:
        (rows, steps); 0 before the first window is full.

    Raises:
        UsageError: another shape, a model of other windows.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.autoencoder import dense_autoencoder
        >>> from medkeras.training.reconstruction import reconstruction_scores
        >>> model = dense_autoencoder((6,), (2,))
        >>> reconstruction_scores(model, np.zeros((1, 9, 3)), 2).shape
        (1, 9)

    Chapter: 3.4.5
    """
    windows = sliding_windows(values, width, stride)
    if model.input_shape[1:] != windows.shape[2:]:
        raise UsageError(
            f"`model` must read windows of {windows.shape[2]} values. "
            f"Received: one of {model.input_shape[1:]}"
        )
    flat = windows.reshape(-1, windows.shape[2])
    errors = np.mean((predict_in_parts(model, flat) - flat) ** 2, axis=1)
    held = np.repeat(errors.reshape(windows.shape[:2]), stride, axis=1)
    scores = np.zeros(np.shape(values)[:2])
    scores[:, width - 1 :] = held[:, : scores.shape[1] - width + 1]
    return scores
