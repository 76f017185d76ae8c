"""How often each word of k letters stands in sequences."""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from medkeras.genome.sequences import LETTERS, as_texts, letter_bytes
from medkeras.utils.sizes import check_whole

LARGEST_K = 8  # 65,536 words
CELLS = 2**18  # counted at a time: what a processor keeps near
# Place of each letter; codes of several letters have none.
PLACES = np.full(256, -1)
for _place, _letter in enumerate("ACGT"):
    PLACES[[ord(_letter), ord(_letter.lower())]] = _place
PLACES[[ord("U"), ord("u")]] = 3


class KMerCounts(NamedTuple):
    """Counts of k-mers.

    Attributes:
        counts: (sequences, k-mers), int32.
        names: of the k-mers; of a k-mer and its reverse complement, counted
            as one, the first in the alphabet.
        skipped: windows that hold a code of several letters, not counted.

    Example:
        >>> from medkeras.genome import kmer_counts
        >>> kmer_counts(["ACNT"], k=1).skipped
        1

    Chapter: 3.4.4
    """

    counts: np.ndarray
    names: list[str]
    skipped: int


def kmer_counts(
    sequences: Sequence[str], k: int, both_strands: bool = True
) -> KMerCounts:
    """Count all words of k letters, overlapping ones too.

    A protein that binds to one strand binds to the other as well: it is the
    same molecule. So a word and its reverse complement are one feature, unless
    the direction matters, as in a promoter.

    Args:
        sequences: texts, of any lengths.
        k: letters of a word, from 1 to 8.
        both_strands: whether a word and its reverse complement are one.

    Returns:
        Counts, names, and how many windows could not be counted.

    Raises:
        UsageError: another `k`, unknown letters, or an empty text.

    Example:
        >>> from medkeras.genome import kmer_counts
        >>> found = kmer_counts(["ACGT", "TTTT"], k=2)
        >>> found.names[:3], found.counts[:, :3].tolist()
        (['AA', 'AC', 'AG'], [[0, 2, 0], [3, 0, 0]])

    Chapter: 3.4.4
    """
    check_whole("k", k, 1, LARGEST_K)
    texts = as_texts([sequences] if isinstance(sequences, str) else sequences)
    letter_bytes("sequences", texts)
    column, names = _columns(k, both_strands)
    counts, skipped = np.zeros((len(texts), len(names)), np.int32), 0
    part = max(CELLS // len(names), 1)
    for start in range(0, len(texts), part):
        few = texts[start : start + part]
        word, row, left_out = _words(few, k)
        cell = row * len(names) + column[word]
        found = np.bincount(cell, minlength=len(few) * len(names))
        counts[start : start + part] = found.reshape(len(few), -1)
        skipped += left_out
    return KMerCounts(counts, names, skipped)


def _words(texts, k):
    """Number of each word, the row it stands in, and how many were unclear."""
    lengths = np.array([len(text) for text in texts])
    data = np.frombuffer("".join(texts).encode("ascii"), np.uint8)
    place = PLACES[data]
    count = max(len(place) - k + 1, 0)
    word = np.zeros(count, np.int64)
    clear = np.ones(count, bool)
    for offset in range(k):
        letter = place[offset : offset + count]
        word = 4 * word + letter
        clear &= letter >= 0
    row = np.repeat(np.arange(len(texts)), lengths)
    inside = row[:count] == row[len(row) - count :]
    good = clear & inside
    return word[good], row[:count][good], int((inside & ~clear).sum())


def _columns(k, both_strands):
    """Column of each of the 4^k words, and the columns' names."""
    names = ["".join(word) for word in itertools.product(LETTERS, repeat=k)]
    number = np.arange(4**k)
    if not both_strands:
        return number, names
    other, rest = np.zeros_like(number), number.copy()
    for _ in range(k):
        other = 4 * other + 3 - rest % 4
        rest //= 4
    first = np.minimum(number, other)
    kept, column = np.unique(first, return_inverse=True)
    return column, [names[place] for place in kept]
