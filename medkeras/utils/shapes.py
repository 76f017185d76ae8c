"""Shapes that a function is given: sizes, and the parts of a tuple."""

from medkeras.utils.errors import UsageError


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
