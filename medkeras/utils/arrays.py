"""Arrays that a function is given: numbers without gaps, labels, rows."""

import numbers

import numpy as np

from medkeras.utils.errors import UndefinedMetricError, UsageError


def as_array(name: str, values) -> np.ndarray:
    """Make an array of anything list-like; refuse ragged and masked ones."""
    if np.ma.is_masked(values):
        raise UsageError(
            f"`{name}` must have no masked values. Received: "
            f"{int(np.ma.getmaskarray(values).sum())} masked"
        )
    try:
        array = np.asarray(values)
    except (ValueError, TypeError):
        array = None
    if array is None or array.ndim == 0:
        raise UsageError(
            f"`{name}` must be an array of equal rows. Received: "
            f"{_shown(values)}"
        )
    return array


def finite_numbers(
    name: str, values, ndim: int | None = None, rows: int = 1
) -> np.ndarray:
    """Check for real numbers without NaN or infinity; floats keep theirs."""
    array = _numbers(name, as_array(name, values))
    if ndim is not None and array.ndim != ndim:
        raise UsageError(
            f"`{name}` must have {ndim} dimension{'s' * (ndim > 1)}. "
            f"Received: shape {array.shape}"
        )
    if len(array) < rows:
        raise UsageError(
            f"`{name}` must hold {rows} or more. Received: {len(array)}"
        )
    if not np.isfinite(array).all():
        raise UsageError(
            f"`{name}` must be finite numbers. Received: "
            f"{int((~np.isfinite(array)).sum())} NaN or infinite of "
            f"{array.size}"
        )
    return array


def binary_labels(name: str, values, both: bool = False) -> np.ndarray:
    """Check for 0 and 1, or False and True: whole numbers (rows,)."""
    array = finite_numbers(name, values, ndim=1)
    if not ((array == 0) | (array == 1)).all():
        raise UsageError(f"`{name}` must be 0 or 1. Received: {_shown(values)}")
    if both and array.min() == array.max():
        raise UndefinedMetricError(
            f"`{name}` must be 0 and 1, both. Received: only {array[0]:g}"
        )
    return array.astype(int)


def class_labels(name: str, values, num_classes: int) -> np.ndarray:
    """Check for classes 0 to `num_classes` - 1: whole numbers (rows,)."""
    array = as_array(name, values)
    if array.ndim == 1 and array.dtype.kind in "iu" and len(array):
        # what a bootstrap asks of many beats, many times
        if array.min() >= 0 and array.max() < num_classes:
            return array.astype(int, copy=False)
    array = finite_numbers(name, array, ndim=1, rows=0)
    known = (array == np.floor(array)) & (array >= 0) & (array < num_classes)
    if not known.all():
        raise UsageError(
            f"`{name}` must be classes from 0 to {num_classes - 1}. "
            f"Received: {_shown(values)}"
        )
    return array.astype(int)


def probabilities_of(name: str, values) -> np.ndarray:
    """Check for fractions between 0 and 1: floats (rows,)."""
    array = finite_numbers(name, values, ndim=1)
    if array.min() < 0 or array.max() > 1:
        raise UsageError(
            f"`{name}` must lie in [0, 1]. Received: from {array.min():.3g} "
            f"to {array.max():.3g}"
        )
    return array


def labels_and_probabilities(
    labels, probabilities, both: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Check (labels, probabilities) of the same rows; `both` labels occur."""
    probabilities = probabilities_of("probabilities", probabilities)
    labels = binary_labels("labels", labels, both)
    check_one_length(labels=labels, probabilities=probabilities)
    return labels, probabilities


def check_one_length(**arrays) -> None:
    """Refuse arrays whose numbers of rows differ."""
    lengths = [len(array) for array in arrays.values()]
    if len(set(lengths)) > 1:
        names = ", ".join(f"`{name}`" for name in arrays)
        raise UsageError(
            f"{names} must be of one length. Received: "
            f"{', '.join(map(str, lengths))}"
        )


def _numbers(name, array):
    """As floating point; what already is keeps its precision."""
    if array.dtype.kind == "f":
        return array
    if array.dtype.kind in "biu":
        return array.astype(float)
    real = array.dtype.kind == "O" and all(
        isinstance(value, numbers.Real | np.bool_) for value in array.ravel()
    )
    if not real:
        raise UsageError(f"`{name}` must be numbers. Received: {_shown(array)}")
    return array.astype(float)


def _shown(values):
    """A few of the different values, on one short line."""
    try:
        different = dict.fromkeys(np.asarray(values).ravel()[:1000].tolist())
        text = ", ".join(map(repr, different))
    except (ValueError, TypeError):
        text = repr(values)
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:57]}..."
