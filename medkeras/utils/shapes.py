"""Arrays that a function is given: real, finite, in range, of a shape."""

import numbers

import numpy as np

from medkeras.utils.errors import UsageError


def real_array(
    name: str,
    values,
    shape: tuple | None = None,
    low: float = -np.inf,
    high: float = np.inf,
    empty: bool = False,
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

    Returns:
        The values; an array that was given is not copied.

    Raises:
        UsageError: text or other objects, masked values, another shape,
            nothing, NaN or infinite values, or values out of range.

    Example:
        >>> from medkeras.utils.shapes import real_array
        >>> real_array("rows", [[1, 0]], shape=("rows", 2), high=1)
        array([[1, 0]])
    """
    try:
        array = np.asarray(values)
    except (TypeError, ValueError):
        raise UsageError(
            f"`{name}` must be an array of numbers. Received: "
            f"{type(values).__name__} that NumPy cannot make one of"
        ) from None
    if np.ma.is_masked(values):
        raise UsageError(
            f"`{name}` must have no masked values. Received: "
            f"{int(np.ma.getmaskarray(values).sum())} masked"
        )
    if array.dtype.kind == "O" and all(map(_is_real, array.ravel())):
        array = array.astype(float)
    if array.dtype.kind not in "biuf":
        raise UsageError(
            f"`{name}` must be real numbers. Received: {array.dtype}"
        )
    if shape is not None:
        check_shape(name, array.shape, shape)
    if not (array.size or empty):
        raise UsageError(
            f"`{name}` must hold one row or more. Received: shape {array.shape}"
        )
    _check_values(name, array, low, high)
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
            >>> import numbers

    import numpy as np
            >>> from medkeras.utils.shapes import float_array
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
        >>> from medkeras.utils.shapes import float_arrays
        >>> x, bias = float_arrays(x=[[1, 2]], bias=[0.5])
        >>> (x + bias).tolist()
        [[1.5, 2.5]]
    """
    return [float_array(name, v, empty=True) for name, v in named.items()]


def unpacked(name: str, values, fields: tuple[str, ...]) -> list:
    """Return the parts of a tuple, such as weights; refuse another number."""
    try:
        parts = None if isinstance(values, str | dict) else list(values)
    except TypeError:
        parts = None
    if parts is None or len(parts) != len(fields):
        raise UsageError(
            f"`{name}` must be ({', '.join(fields)}). Received: "
            f"{type(values).__name__ if parts is None else len(parts)}"
            f"{'' if parts is None else ' parts'}"
        )
    return parts


def check_shape(name: str, received: tuple, expected: tuple) -> None:
    """Refuse a shape that is not the one expected.

    Args:
        name: of the argument.
        received: its shape; None where a size is not known yet.
        expected: sizes; a word stands for any size, "..." in front for any
            sizes before.

    Raises:
        UsageError: names both shapes.

    Example:
        >>> from medkeras.utils.shapes import check_shape
        >>> check_shape("rows", (None, 6), ("rows", 6))
    """
    received, sizes = tuple(received), tuple(expected)
    compared = received
    if sizes[:1] == ("...",):
        sizes = sizes[1:]
        compared = received[max(len(received) - len(sizes), 0) :]
    fits = len(compared) == len(sizes) and all(
        isinstance(size, str) or found in (None, size)
        for found, size in zip(compared, sizes, strict=True)
    )
    if not fits:
        wanted = ", ".join(map(str, expected)) + "," * (len(expected) == 1)
        raise UsageError(
            f"`{name}` must have the shape ({wanted}). Received: {received}"
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
