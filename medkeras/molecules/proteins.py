"""Proteins as rows of numbers, and how alike two of them are."""

from collections.abc import Iterable, Sequence

import numpy as np

from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole
from medkeras.utils.texts import texts_of

NUM_LETTERS = 26  # A to Z; B, J, O, U, X and Z are rare or stand for doubt


def encode_proteins(
    sequences: Iterable[str], length: int | None = None
) -> np.ndarray:
    """Number the letters of proteins: A is 1, Z is 26.

    Args:
        sequences: texts of amino acids.
        length: columns; longer proteins lose their end, shorter ones are
            filled with 0. The longest decides if None.

    Returns:
        (proteins, length), whole numbers.

    Raises:
        UsageError: no texts, empty ones, or signs that are no letters.

    Example:
        >>> from medkeras.molecules import encode_proteins
        >>> encode_proteins(["MAC", "ac"])
        array([[13,  1,  3],
               [ 1,  3,  0]], dtype=int32)

    Chapter: 3.4.3
    """
    rows = _letters(sequences)
    longest = max((len(row) for row in rows), default=1)
    length = longest if length is None else length
    check_whole("length", length)
    encoded = np.zeros((len(rows), length), np.int32)
    for place, row in enumerate(rows):
        encoded[place, : len(row)] = row[:length]
    return encoded


def spectrum_kernel(
    first: Sequence[str], second: Sequence[str] | None = None, k: int = 3
) -> np.ndarray:
    """Compare proteins by their runs of k letters: the cosine of the counts.

    Args:
        first: texts of amino acids, of `k` letters or more.
        second: others; `first` again if None.
        k: letters of a run, from 1 to 4.

    Returns:
        (first, second), from 0 to 1; 1 for the same counts.

    Raises:
        UsageError: no texts, signs that are no letters, proteins too short.

    Example:
        >>> from medkeras.molecules import spectrum_kernel
        >>> spectrum_kernel(["MKV", "MKVA"], k=3).round(2)
        array([[1.  , 0.71],
               [0.71, 1.  ]])

    Reference: Leslie et al. 2002, doi:10.1142/9789812799623_0053.
    Chapter: 3.4.3
    """
    check_whole("k", k, 1, 4)
    rows = _kmers(first, k)
    others = rows if second is None else _kmers(second, k)
    # Only the runs that occur get a column.
    seen, place = np.unique(
        np.concatenate([*rows, *others]), return_inverse=True
    )
    sizes = [len(row) for row in (*rows, *others)]
    counts = np.zeros((len(sizes), len(seen)))
    np.add.at(counts, (np.repeat(np.arange(len(sizes)), sizes), place), 1)
    counts /= np.linalg.norm(counts, axis=1, keepdims=True)
    return counts[: len(rows)] @ counts[len(rows) :].T


def _kmers(sequences, k):
    """Each run of k letters as one number, protein by protein."""
    found = []
    for row in _letters(sequences):
        if len(row) < k:
            raise UsageError(
                f"`sequences` must have {k} letters or more each. Received: "
                f"one of {len(row)}"
            )
        runs = np.lib.stride_tricks.sliding_window_view(row, k)
        found.append(runs @ (NUM_LETTERS + 1) ** np.arange(k))
    if not found:
        raise UsageError("`sequences` must hold a protein. Received: none")
    return found


def _letters(sequences):
    """Numbers of the letters of each text."""
    texts = texts_of("sequences", sequences)
    rows = []
    wrong = [text for text in texts if not (text.isascii() and text.isalpha())]
    if wrong:
        raise UsageError(
            "`sequences` must be letters of amino acids. Received: "
            f"{len(wrong)} of {len(texts)} others, first {wrong[0][:30]!r}"
        )
    for text in texts:
        codes = np.frombuffer(text.upper().encode("ascii"), np.uint8)
        rows.append(codes.astype(np.int64) - ord("A") + 1)
    return rows
