"""Training of forecasters: an error at every step whose answer is known."""

import keras
import numpy as np
from keras import ops

from medkeras.models.base import build_optimizer
from medkeras.training.batches import batches
from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive, check_seed, check_whole

UNKNOWN = 1e6  # stands for NaN, which no model may be given
LIMIT = 1e5


def fit_forecaster(
    model: keras.Model,
    sequences: np.ndarray,
    targets: np.ndarray,
    epochs: int = 10,
    length: int = 96,
    learning_rate: float = 0.005,
    batch_size: int = 16,
    seed: int = 0,
) -> list[float]:
    """Train on windows of long sequences, by squares, at all known targets.

    Windows of `length` steps begin every half of it, so that each step but
    the first ones is seen with at least half a window before it. Adam's rate
    falls to 0 along a cosine.

    Args:
        model: from (batch, steps, features) to (batch, steps, outputs), for
            windows of any length or of this one.
        sequences: (rows, steps, features), complete.
        targets: (rows, steps, outputs), of about unit size; NaN where no
            answer is known or none is asked for.
        epochs: passes.
        length: steps of a window; shorter sequences are one window.
        learning_rate: Adam's, at the start.
        batch_size: windows a step.
        seed: of their order.

    Returns:
        The loss of each epoch: mean over steps, 0 where nothing is known.

    Raises:
        UsageError: arrays that do not fit, gaps in the sequences, no known
            target, values beyond what a scaled target has.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.forecaster import lstm_forecaster
        >>> from medkeras.training.forecasting import fit_forecaster
        >>> x = np.zeros((2, 12, 3))
        >>> losses = fit_forecaster(lstm_forecaster((None, 3), units=2), x,
        ...     np.ones((2, 12, 1)), epochs=2, length=6)
        >>> len(losses)
        2

    Chapter: 3.4.5
    """
    for name, value in (
        ("epochs", epochs), ("length", length), ("batch_size", batch_size)
    ):  # fmt: skip
        check_whole(name, value)
    check_positive("learning_rate", learning_rate)
    check_seed(seed)
    x, y = _windows(*_checked(sequences, targets), length)
    steps = epochs * -(-len(x) // batch_size)
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    model.compile(
        keras.optimizers.Adam(rate), loss=_known_squares, jit_compile=False
    )
    build_optimizer(model)
    rows = batches(x, y, batch_size, shuffle=True, seed=seed)
    found = model.fit(rows, epochs=epochs, shuffle=False, verbose=0)
    return found.history["loss"]


def _known_squares(targets, answers):
    """Squared errors of each window, (batch,); unknown targets count 0."""
    known = targets < LIMIT
    errors = ops.where(known, targets - answers, 0.0)
    return ops.mean(ops.square(errors), axis=(1, 2))


def _checked(sequences, targets):
    shape = ("rows", "steps", "features")
    x = float_array("sequences", sequences, shape).astype(np.float32)
    shape = (*x.shape[:2], "outputs")
    y = float_array("targets", targets, shape, missing=True)
    known = ~np.isnan(y)
    if not known.any():
        raise UsageError("`targets` must hold a known value. Received: none")
    if np.abs(y[known]).max() >= LIMIT:
        raise UsageError(
            f"`targets` must be scaled, below {LIMIT:g}. Received: "
            f"{np.abs(y[known]).max():g}"
        )
    return x, np.where(known, y, UNKNOWN).astype(np.float32)


def _windows(x, y, length):
    """Windows in which something is known."""
    length = min(length, x.shape[1])
    starts = range(0, x.shape[1] - length + 1, max(length // 2, 1))
    parts = [
        np.concatenate([v[:, start : start + length] for start in starts])
        for v in (x, y)
    ]
    some = (parts[1] < LIMIT).any(axis=(1, 2))
    return parts[0][some], parts[1][some]
