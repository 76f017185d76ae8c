"""Comparisons that a check needs, and the mistakes they name."""

import numpy as np

from medkeras.exercises.checking import Wrong

TOLERANCE = 1e-6


def same(received, expected, tolerance: float = TOLERANCE) -> bool:
    """Whether two arrays have one shape and nearly the same values.

    Args:
        received: from the answer; anything.
        expected: array or number; NaN is the same as NaN.
        tolerance: largest difference, relative to values above 1.

    Returns:
        False too if `received` is not made of numbers.

    Example:
        >>> from medkeras.exercises.assertions import same
        >>> same([1.0, 2.0], [1.0, 2.0]), same([1.0], 1.0), same("a", 1.0)
        (True, False, False)

    Chapter: 3.2.1
    """
    try:
        received = np.asarray(received, dtype=float)
    except (TypeError, ValueError):
        return False
    expected = np.asarray(expected, dtype=float)
    return received.shape == expected.shape and np.allclose(
        received, expected, rtol=tolerance, atol=tolerance, equal_nan=True
    )


def expect_shape(received, shape: tuple[int, ...], what: str) -> None:
    """Demand an array of a shape.

    Args:
        received: from the answer.
        shape: what it should be.
        what: what the array stands for, such as "the hidden state".

    Raises:
        Wrong: key "shape".

    Example:
        >>> import numpy as np
        >>> from medkeras.exercises.assertions import expect_shape
        >>> expect_shape(np.zeros((2, 3)), (3, 2), "the kernel")
        Traceback (most recent call last):
        ...
        medkeras.exercises.checking.Wrong: the kernel has shape (2, 3).

    Chapter: 3.2.1
    """
    if np.shape(received) != shape:
        raise Wrong(
            "shape",
            f"{what} has shape {np.shape(received)}.",
            f"{what} should have shape {shape}.",
            f"Print the shapes on the way to {what}, until one is not what "
            f"you expect; the last one must be {shape}.",
        )


def expect_close(
    received, expected, what: str, tolerance: float = TOLERANCE
) -> None:
    """Demand values, and say where the first other one is.

    For the end of a check, after the mistakes that have names.

    Args:
        received: from the answer.
        expected: array or number.
        what: what it stands for, such as "the hidden state".
        tolerance: largest difference, relative to values above 1.

    Raises:
        Wrong: key "shape" or "values".

    Example:
        >>> from medkeras.exercises.assertions import expect_close
        >>> expect_close([1.0, 3.0], [1.0, 2.0], "the sum")
        Traceback (most recent call last):
        ...
        medkeras.exercises.checking.Wrong: the sum differs in 1 of 2 values.

    Chapter: 3.2.1
    """
    received, expected = np.asarray(received), np.asarray(expected)
    expect_shape(received, expected.shape, what)
    near = np.isclose(
        received, expected, rtol=tolerance, atol=tolerance, equal_nan=True
    )
    if near.all():
        return
    first = tuple(int(i) for i in np.argwhere(~near)[0])
    place = f" at {list(first)}" if first else ""
    raise Wrong(
        "values",
        f"{what} differs in {(~near).sum()} of {near.size} values.",
        f"{what} first differs{place}: {received[first]:.6g}.",
        f"{what} first differs{place}: {received[first]:.6g} should be "
        f"{expected[first]:.6g}. Work that one out by hand.",
    )
