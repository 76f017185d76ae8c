"""Sequences that are nearly the same: they belong on one side of a split."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from medkeras.genome.k_mers import PLACES
from medkeras.genome.sequences import as_texts, letter_bytes
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

LONGEST = 31  # letters of a word that fit into 64 bits


def sequence_clusters(
    sequences: Sequence[str],
    k: int = 11,
    threshold: float = 0.25,
    both_strands: bool = True,
) -> np.ndarray:
    """Group sequences that share words of k letters, for an honest split.

    Two are linked where at least `threshold` of the different words of the
    one that has fewer stand in the other, too: copies, overlapping windows of
    one region, and close relatives. A cluster is all that is linked, directly
    or through others; so repeats that stand in many places of a genome make
    large clusters. By chance, two sequences of 100 random letters share a word
    of 11 about once in 200 pairs, and never a quarter of their words.

    Args:
        sequences: texts, of any lengths.
        k: letters of a word, from 4 to 31.
        threshold: share of common words, above 0 to 1.
        both_strands: whether the other strand of a sequence is the same
            sequence.

    Returns:
        (sequences,), the cluster's number: 0, 1, ... in the order of the
        clusters' first sequences. Hand it to a split as `groups`.

    Raises:
        UsageError: unknown letters, an empty text, or other settings.

    Example:
        >>> from medkeras.genome import sequence_clusters
        >>> window = "ACGATCGATTTGCAGGCATCAGCGACTTAG"
        >>> sequence_clusters([window, "T" * 30, window[8:] + "GCTCAGAT"])
        array([0, 1, 0])

    Reference: Mash, Ondov et al. 2016, doi:10.1186/s13059-016-0997-x (shared
        words as a distance; there they are sampled).
    Chapter: 3.4.4
    """
    check_whole("k", k, 4, LONGEST)
    check_number("threshold", threshold, 0, 1)
    if threshold == 0:
        raise UsageError("`threshold` must be above 0. Received: 0")
    texts = as_texts([sequences] if isinstance(sequences, str) else sequences)
    letter_bytes("sequences", texts)
    words = [_words(text, k, both_strands) for text in texts]
    sizes = np.array([len(each) for each in words])
    _, columns = np.unique(np.concatenate(words), return_inverse=True)
    rows = np.repeat(np.arange(len(texts)), sizes)
    there = csr_matrix((np.ones(len(rows), np.int32), (rows, columns)))
    there.resize(len(texts), there.shape[1])
    shared = (there @ there.T).tocoo()
    fewer = np.minimum(sizes[shared.row], sizes[shared.col])
    linked = shared.data >= threshold * fewer
    graph = csr_matrix(
        (shared.data[linked], (shared.row[linked], shared.col[linked])),
        shape=(len(texts), len(texts)),
    )
    _, found = connected_components(graph, directed=False)
    _, first, number = np.unique(found, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[number]


def _words(text, k, both_strands):
    """The different words as numbers; of two strands the smaller number."""
    place = PLACES[np.frombuffer(text.encode("ascii"), np.uint8)]
    count = max(len(place) - k + 1, 0)
    word, other = np.zeros(count, np.int64), np.zeros(count, np.int64)
    clear = np.ones(count, bool)
    for offset in range(k):
        letter = place[offset : offset + count]
        word = 4 * word + letter
        other += (3 - letter) * 4**offset
        clear &= letter >= 0
    if both_strands:
        word = np.minimum(word, other)
    return np.unique(word[clear])
