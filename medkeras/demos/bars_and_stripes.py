"""Small pictures whose whole distribution can be written down."""

import numpy as np

from medkeras.utils.sizes import check_whole


def bars_and_stripes(size: int = 3) -> np.ndarray:
    """Every picture made of full columns, and every one of full rows.

    2 (2^size - 1) pictures: each row on or off, or each column; the empty
    and the full picture belong to both and are listed once. A model of them
    must learn that a pixel depends on its whole row or column.

    Args:
        size: pixels on a side, 2 to 8.

    Returns:
        (pictures, size * size), float32 of 0 and 1, each picture once.

    Raises:
        UsageError: another size.

    Example:
        >>> from medkeras.demos.bars_and_stripes import bars_and_stripes
        >>> bars_and_stripes(3).shape
        (14, 9)

    Reference: MacKay 2003, Information Theory, Inference, and Learning
        Algorithms, chapter 43; Fischer and Igel 2010,
        doi:10.1007/978-3-642-15825-4_26.
    Chapter: 2.2.2
    """
    check_whole("size", size, least=2, most=8)
    bits = np.arange(2**size)[:, None] >> np.arange(size) & 1
    rows = np.repeat(bits[:, :, None], size, axis=2)
    columns = rows.transpose(0, 2, 1)[1:-1]
    both = np.concatenate([rows, columns])
    return both.reshape(len(both), -1).astype("float32")
