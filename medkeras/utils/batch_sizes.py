"""Sizes of batches of which every replica gets at least one row."""

import math

from medkeras.utils.errors import UsageError


def batch_sizes(
    rows: int, batch_size: int, replicas: int, name: str = "x"
) -> list[int]:
    """Sizes of all batches; a last one that is too small joins the one before.

    TensorFlow hands each replica ceil(n / R) rows of a batch until there are
    none left: with too few rows the last replicas get none.

    Args:
        rows: how many there are.
        batch_size: rows of a batch over all replicas together.
        replicas: how many replicas share a batch.
        name: of what holds the rows, for the message.

    Returns:
        Rows of each batch, in order; together all of them.

    Raises:
        UsageError: fewer rows, or smaller batches, than replicas.

    Example:
        >>> from medkeras.utils.batch_sizes import batch_sizes
        >>> batch_sizes(5, 2, replicas=1), batch_sizes(5, 2, replicas=2)
        ([2, 2, 1], [2, 3])

    Chapter: 2.1.1
    """
    if _leaves_one_empty(batch_size, replicas):
        raise UsageError(
            f"batch_size must give each of {replicas} replicas a row. "
            f"Received: {batch_size}"
        )
    whole, rest = divmod(rows, batch_size)
    sizes = [batch_size] * whole + [rest] * (rest > 0)
    while len(sizes) > 1 and _leaves_one_empty(sizes[-1], replicas):
        last = sizes.pop()
        sizes[-1] += last
    if not sizes or _leaves_one_empty(sizes[-1], replicas):
        raise UsageError(
            f"{name} must have enough examples for {replicas} replicas. "
            f"Received: {rows}"
        )
    return sizes


def _leaves_one_empty(rows: int, replicas: int) -> bool:
    """Whether shares of ceil(rows / replicas) run out before the last."""
    return math.ceil(rows / replicas) * (replicas - 1) >= rows
