"""Columns of a loaded set as the readers of tasks want them."""

from collections.abc import Sequence

import numpy as np

from medkeras.utils.errors import UsageError, nearest

SPLITS = ("train", "validation", "test")


def columns_of(
    dataset, splits: Sequence[str] = SPLITS
) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
    """All rows of a set, and which of them it gives as a test.

    Args:
        dataset: as `medkeras.data.load` returns it.
        splits: that are read, where the set has them.

    Returns:
        Arrays (rows, ...) by name, texts as `str`; and (rows,), True in the
        split "test", or None where the set has none.

    Raises:
        UsageError: none of the splits is there.

    Example:
        >>> from medkeras.data import load
        >>> from medkeras.tasks.reading import columns_of
        >>> columns, is_test = columns_of(load("vein_reflux", quiet=True))
        >>> len(columns["label"]), int(is_test.sum())
        (1000, 200)

    Chapter: 3.4.1
    """
    there = [split for split in splits if split in dataset.splits]
    if not there:
        raise UsageError(
            f"{dataset.name} must have one of the splits {', '.join(splits)}. "
            f"Received: {', '.join(dataset.splits)}"
        )
    parts = [dataset.arrays(split) for split in there]
    columns = {
        name: _decoded(_joined([part[name] for part in parts]))
        for name in parts[0]
    }
    if "test" not in there:
        return columns, None
    counts = [len(next(iter(part.values()))) for part in parts]
    return columns, np.repeat(np.array(there) == "test", counts)


def table_of(columns, names: Sequence[str]) -> np.ndarray:
    """Some columns side by side, missing values as NaN.

    Args:
        columns: as from `columns_of`.
        names: of columns of numbers, one a row.

    Returns:
        (rows, names), floats.

    Raises:
        UsageError: a name that is not there, or a column of another kind.

    Example:
        >>> import numpy as np
        >>> from medkeras.tasks.reading import table_of
        >>> table_of({"age": np.array([50, 61])}, ["age"]).tolist()
        [[50.0], [61.0]]

    Chapter: 3.4.1
    """
    for name in names:
        if name not in columns:
            raise UsageError(
                f"no column {name!r}. There are {', '.join(columns)}"
                f"{nearest(str(name), columns)}"
            )
        if columns[name].dtype.kind not in "biuf" or columns[name].ndim != 1:
            raise UsageError(
                f"column {name!r} must hold one number a row. Received: "
                f"{columns[name].dtype} of shape {columns[name].shape}"
            )
    return np.stack([columns[name].astype(float) for name in names], axis=1)


def shrunk(images: np.ndarray, side: int) -> np.ndarray:
    """Pictures made smaller by the mean of their fields.

    Args:
        images: (rows, height, width) or (rows, height, width, channels),
            at least `side` pixels each way; what does not divide is cut
            off at the end.
        side: pixels of a side afterwards.

    Returns:
        (rows, side, side, ...), floats.

    Raises:
        UsageError: pictures smaller than that.

    Example:
        >>> import numpy as np
        >>> from medkeras.tasks.reading import shrunk
        >>> shrunk(np.arange(16.0).reshape(1, 4, 4), 2).tolist()
        [[[2.5, 4.5], [10.5, 12.5]]]

    Chapter: 3.4.1
    """
    rows, height, width, *channels = images.shape
    if min(height, width) < side:
        raise UsageError(
            f"`side` must be at most {min(height, width)}. Received: {side}"
        )
    down, across = height // side, width // side
    cut = images[:, : down * side, : across * side].astype("float32")
    fields = cut.reshape(rows, side, down, side, across, *channels)
    return fields.mean(axis=(2, 4))


def _joined(parts):
    """Rows of all parts; shorter ones end as `arrays` ends them."""
    widest = np.max([part.shape[1:] for part in parts], axis=0)
    longer = []
    for part in parts:
        missing = [(0, int(n)) for n in widest - part.shape[1:]]
        if np.any(missing):
            end = {"f": np.nan, "O": b"", "S": b""}.get(part.dtype.kind, 0)
            part = np.pad(part, [(0, 0), *missing], constant_values=end)
        longer.append(part)
    return np.concatenate(longer)


def _decoded(values):
    """Bytes as text, in arrays of any shape."""
    if values.dtype.kind not in "OS":
        return values
    return np.char.decode(values.astype("S"), "utf-8").astype(object)
