"""Arrays that a function is given: real numbers, labels, rows."""

import numbers

import numpy as np

from medkeras.utils.errors import UndefinedMetricError, UsageError, one_line
from medkeras.utils.shapes import check_shape


def as_array(name: str, values) -> np.ndarray:
    """Make an array of anything list-like; refuse ragged and masked ones."""
    array = _plain_array(name, values)
    if array.ndim == 0:
        raise _no_array(name, values)
    return array


def real_array(
    name: str,
    values,
    shape: tuple | None = None,
    low: float = -np.inf,
    high: float = np.inf,
    empty: bool = False,
    missing: bool = False,
) -> np.ndarray:
    """Return values as an array of finite real numbers, or refuse them.

    Args:
        name: of the argument.
        values: an array, or what NumPy makes one of.
        shape: sizes expected; a word stands for any size, "..." in front
            for any sizes before.
        low: smallest value allowed.
        high: largest value allowed.
        empty: whether there may be no value at all.
        missing: whether NaN may stand for a value that is not known.

    Returns:
        The values; an array that was given is not copied.

    Raises:
        UsageError: text or other objects, masked values, another shape,
            nothing, NaN or infinite values, or values out of range.

    Example:
        >>> from medkeras.utils.arrays import real_array
        >>> real_array("rows", [[1, 0]], shape=("rows", 2), high=1)
        array([[1, 0]])
    """
    array = _plain_array(name, values)
    if array.dtype.kind == "O" and all(map(_is_real, array.ravel())):
        array = array.astype(float)
    if array.dtype.kind not in "biuf":
        raise UsageError(
            f"`{name}` must be real numbers. Received: {_shown(array)}"
        )
    if shape is not None:
        check_shape(name, array.shape, shape)
    if not (array.size or empty):
        raise UsageError(
            f"`{name}` must hold one row or more. Received: shape {array.shape}"
        )
    known = array
    if missing and array.dtype.kind == "f":
        known = array[~np.isnan(array)]
    _check_values(name, known, low, high)
    return array


def float_array(name: str, values, *args, **options) -> np.ndarray:
    """Return what `real_array` does, whole numbers as floats.

    Sums and products of small whole numbers, such as grey values, would
    otherwise leave their range without a word: 250 + 20 is 14 in uint8.

    Args:
        name: of the argument.
        values: an array, or what NumPy makes one of.
        *args: of `real_array`.
        **options: of `real_array`.

    Returns:
        The values; floats keep their precision.

    Raises:
        UsageError: as `real_array`.

    Example:
        >>> import numpy as np
        >>> from medkeras.utils.arrays import float_array
        >>> float_array("film", np.array([250], "uint8")) + 20
        array([270.])
    """
    array = real_array(name, values, *args, **options)
    return array if array.dtype.kind == "f" else array.astype(float)


def float_arrays(**named) -> list[np.ndarray]:
    """Return arrays by name as `float_array` does; they may be empty.

    Args:
        **named: arrays.

    Returns:
        The values in the order given.

    Raises:
        UsageError: as `real_array`.

    Example:
        >>> from medkeras.utils.arrays import float_arrays
        >>> x, bias = float_arrays(x=[[1, 2]], bias=[0.5])
        >>> (x + bias).tolist()
        [[1.5, 2.5]]
    """
    return [float_array(name, v, empty=True) for name, v in named.items()]


def finite_numbers(
    name: str, values, ndim: int | None = None, rows: int = 1
) -> np.ndarray:
    """Check for real numbers without NaN or infinity; floats keep theirs."""
    array = float_array(name, as_array(name, values), empty=True)
    if ndim is not None and array.ndim != ndim:
        raise UsageError(
            f"`{name}` must have {ndim} dimension{'s' * (ndim > 1)}. "
            f"Received: shape {array.shape}"
        )
    if len(array) < rows:
        raise UsageError(
            f"`{name}` must hold {rows} or more. Received: {len(array)}"
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


def check_places(name: str, values: np.ndarray, size: int) -> None:
    """Refuse whole numbers that are no places among `size`."""
    if len(values) and not 0 <= values.min() <= values.max() < size:
        raise UsageError(
            f"`{name}` must be from 0 to {size - 1}. Received: "
            f"{values.min()} to {values.max()}"
        )


def check_one_length(**arrays) -> None:
    """Refuse arrays whose numbers of rows differ."""
    lengths = [len(array) for array in arrays.values()]
    if len(set(lengths)) > 1:
        names = ", ".join(f"`{name}`" for name in arrays)
        raise UsageError(
            f"{names} must be of one length. Received: "
            f"{', '.join(map(str, lengths))}"
        )


def _plain_array(name, values):
    """What NumPy makes of it, if that is an array without hidden entries."""
    if np.ma.is_masked(values):
        raise UsageError(
            f"`{name}` must have no masked values. Received: "
            f"{int(np.ma.getmaskarray(values).sum())} masked"
        )
    try:
        return np.asarray(values)
    except (ValueError, TypeError):
        raise _no_array(name, values) from None


def _no_array(name, values):
    return UsageError(
        f"`{name}` must be an array of equal rows. Received: {_shown(values)}"
    )


def _is_real(value):
    return isinstance(value, numbers.Real | np.bool_)


def _check_values(name, array, low, high):
    if array.dtype.kind == "f":
        strange = array.size - int(np.isfinite(array).sum())
        if strange:
            raise UsageError(
                f"`{name}` must be finite. Received: {strange} of "
                f"{array.size} values NaN or infinite"
            )
    if not array.size or (low == -np.inf and high == np.inf):
        return
    least, most = array.min(), array.max()
    if least < low or most > high:
        wanted = f"from {low:g} to {high:g}"
        if high == np.inf:
            wanted = f"{low:g} or more"
        raise UsageError(
            f"`{name}` must be {wanted}. Received: values from "
            f"{least:g} to {most:g}"
        )


def _shown(values):
    """A few of the different values, on one short line."""
    try:
        different = dict.fromkeys(np.asarray(values).ravel()[:1000].tolist())
        text = ", ".join(map(repr, different))
    except (ValueError, TypeError):
        text = repr(values)
    return one_line(text)
