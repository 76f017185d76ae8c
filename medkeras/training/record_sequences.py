"""Long records cut into windows that a recurrent network can learn from."""

import numpy as np

from medkeras.utils.arrays import finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.patients import patient_codes
from medkeras.utils.sizes import check_whole


def window_indices(
    num_steps: int, size: int = 64, step: int | None = None
) -> np.ndarray:
    """Row numbers of overlapping windows that cover a record to its end.

    Args:
        num_steps: length of the record, at least `size`.
        size: steps in a window.
        step: from one window to the next; half a window if None. The last
            window ends where the record does.

    Returns:
        (windows, size), whole numbers from 0 to num_steps - 1.

    Raises:
        UsageError: a record shorter than a window, or a step that is not
            between 1 and `size`.

    Example:
        >>> from medkeras.training.record_sequences import window_indices
        >>> window_indices(5, size=3, step=2).tolist()
        [[0, 1, 2], [2, 3, 4]]

    Chapter: 2.1.2
    """
    check_whole("num_steps", num_steps)
    check_whole("size", size)
    step = max(1, size // 2) if step is None else step
    check_whole("step", step)
    if num_steps < size or step > size:
        raise UsageError(
            "a window must fit into the record, and `step` be 1 to `size`. "
            f"Received: num_steps={num_steps}, size={size}, step={step}"
        )
    starts = np.arange(0, num_steps - size, step)
    starts = np.append(starts, num_steps - size)
    return starts[:, None] + np.arange(size)


def windows_of_records(records: np.ndarray, size: int = 64) -> np.ndarray:
    """Row numbers of the windows of many records; none spans two records.

    Args:
        records: record of each row, (rows,), rows in the order of time.
        size: steps in a window. A record shorter than this has no window.

    Returns:
        (windows, size), row numbers.

    Raises:
        UsageError: no record is as long as a window.

    Example:
        >>> from medkeras.training.record_sequences import windows_of_records
        >>> windows_of_records(["a", "a", "b", "b", "b"], size=2).tolist()
        [[0, 1], [2, 3], [3, 4]]

    Chapter: 2.1.2
    """
    check_whole("size", size)
    codes, names = patient_codes("records", records)
    found = []
    for code in range(len(names)):
        rows = np.flatnonzero(codes == code)
        if len(rows) >= size:
            found.append(rows[window_indices(len(rows), size)])
    if not found:
        raise UsageError(
            f"expected a record of {size} rows or more. Received: "
            f"{len(names)} shorter records"
        )
    return np.concatenate(found)


def predict_windows(
    model, features: np.ndarray, windows: np.ndarray
) -> np.ndarray:
    """Probabilities of each row, averaged over the windows that hold it.

    Args:
        model: Keras model from (windows, size, features) to
            (windows, size, classes).
        features: (rows, features).
        windows: (windows, size), row numbers, as `windows_of_records` gives.

    Returns:
        (rows, classes); NaN for a row that is in no window.

    Raises:
        UsageError: features that are not finite, or windows that are no row
            numbers.

    Example:
        >>> import keras, numpy as np
        >>> from medkeras.training.record_sequences import predict_windows
        >>> model = keras.Sequential([keras.Input((2, 3)),
        ...                           keras.layers.Softmax()])
        >>> x = np.zeros((3, 3), "float32")
        >>> predict_windows(model, x, np.array([[0, 1], [1, 2]])).shape
        (3, 3)

    Chapter: 2.1.2
    """
    features = finite_numbers("features", features, ndim=2)
    windows = finite_numbers("windows", windows, ndim=2)
    whole = windows == np.round(windows)
    if not (whole & (windows >= 0) & (windows < len(features))).all():
        raise UsageError(
            f"`windows` must be row numbers from 0 to {len(features) - 1}. "
            f"Received: {windows.min():g} to {windows.max():g}"
        )
    windows = windows.astype(int)
    answers = model.predict(features[windows], batch_size=256, verbose=0)
    total = np.zeros((len(features), answers.shape[-1]))
    count = np.zeros((len(features), 1))
    np.add.at(total, windows, answers)
    np.add.at(count, windows, 1)
    return np.divide(
        total, count, out=np.full_like(total, np.nan), where=count > 0
    )
