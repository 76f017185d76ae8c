"""Signatures of sets, and texts that share most of what they say."""

import hashlib

import numpy as np

from medkeras.text.tokens import shingles
from medkeras.utils.arrays import as_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_seed, check_whole
from medkeras.utils.texts import texts_of

EMPTY = np.uint64(1 << 32)  # above every hash


class MinHash:
    """Short signatures by which the overlap of two sets can be estimated.

    A random permutation of all that a set may hold has its smallest member of
    A ∪ B in A ∩ B with probability J = |A ∩ B| / |A ∪ B|, the Jaccard
    similarity. So the share of k permutations for which two sets have the same
    smallest member is an unbiased estimate of J, with a standard error of
    √(J (1 - J) / k), at most 1 / (2 √k). In place of permutations stand
    random lines: the upper half of a x + b in 64 bits, for x of 32 bits.

    Args:
        length: k, numbers of a signature.
        seed: of the lines.

    Raises:
        UsageError: a length below 1 or no seed; from the methods: what is no
            set of strings, signatures of another length.

    Example:
        >>> from medkeras.text.minhash import MinHash
        >>> sets = [{"a", "b"}, {"b", "a"}, {"c"}]
        >>> signatures = MinHash(256).signatures(sets)
        >>> MinHash.similarity(signatures[0], signatures[1:]).tolist()
        [1.0, 0.0]

    Reference: Broder 1997, doi:10.1109/SEQUEN.1997.666900; the lines:
        Dietzfelbinger 1996, doi:10.1007/3-540-60922-9_46.
    Chapter: 3.3.2
    """

    def __init__(self, length: int = 128, seed: int = 0):
        check_whole("length", length)
        check_seed(seed)
        self.length = length
        rng = np.random.default_rng(seed)
        lines = rng.integers(0, 1 << 63, (2, length), dtype=np.uint64)
        self._slope, self._start = 2 * lines[0] + 1, lines[1]

    def signatures(self, sets) -> np.ndarray:
        """Signature of each set of strings, (sets, length)."""
        found = [self._signature(each) for each in sets]
        return np.array(found, np.uint64).reshape(-1, self.length)

    @staticmethod
    def similarity(signature, others) -> np.ndarray:
        """Estimated Jaccard similarity to each of the others, (others,)."""
        signature = as_array("signature", signature)
        others = as_array("others", others)
        if others.ndim != 2 or others.shape[1:] != signature.shape:
            raise UsageError(
                f"`others` must be of shape (others, {len(signature)}). "
                f"Received: {others.shape}"
            )
        return (others == signature).mean(axis=1)

    def _signature(self, members):
        if isinstance(members, str):
            raise UsageError(f"a set of strings is needed. Received: {members}")
        if not members:  # nothing is like nothing but itself
            return np.full(self.length, EMPTY)
        hashes = np.array([_hash(str(member)) for member in members], np.uint64)
        moved = hashes[:, None] * self._slope + self._start  # modulo 2^64
        return (moved >> np.uint64(32)).min(axis=0)


def near_copies(
    texts, threshold: float = 0.8, size: int = 5, length: int = 128
) -> np.ndarray:
    """Pairs of texts that share most of their runs of words.

    Signatures are cut into bands; two texts that agree in a whole band are
    compared by their shingles themselves, so that no pair is named wrongly.
    A pair at the threshold is missed with a probability below 1 % at the
    lengths and thresholds of the book.

    Args:
        texts: any number.
        threshold: Jaccard similarity of shingles from which on two texts
            count as copies.
        size: words of a shingle.
        length: numbers of a signature.

    Returns:
        (pairs, 2) places of texts, the earlier one first; as
        `medkeras.data.near_duplicates.joined_groups` reads them.

    Raises:
        UsageError: no list of texts; a threshold outside (0, 1].

    Example:
        >>> from medkeras.text.minhash import near_copies
        >>> near_copies(["no pain today", "No pain, today.", "fever"]).tolist()
        [[0, 1]]

    Reference: Leskovec, Rajaraman and Ullman 2014, Mining of Massive
        Datasets, section 3.4 (bands).
    Chapter: 3.3.2
    """
    check_number("threshold", threshold, 0.05, 1)
    check_whole("length", length, 2)
    sets = [shingles(text, size) for text in texts_of("texts", texts)]
    signatures = MinHash(length).signatures(sets)
    rows = _rows_of_a_band(threshold, length)
    candidates = set()
    for first in range(0, length - rows + 1, rows):
        candidates |= _agreeing(signatures[:, first : first + rows])
    found = [
        pair
        for pair in sorted(candidates)
        if _jaccard(sets[pair[0]], sets[pair[1]]) >= threshold
    ]
    return np.array(found, int).reshape(-1, 2)


def _rows_of_a_band(threshold, length):
    """The longest bands that miss a pair at the threshold in 1 % of cases."""
    fitting = [
        rows
        for rows in range(1, length + 1)
        if (1 - threshold**rows) ** (length // rows) <= 0.01
    ]
    return max(fitting, default=1)


def _agreeing(band):
    """Pairs of rows that are equal in a band."""
    together = {}
    for row, numbers in enumerate(band):
        if numbers[0] == EMPTY:
            continue
        together.setdefault(numbers.tobytes(), []).append(row)
    return {
        (rows[first], later)
        for rows in together.values()
        for first in range(len(rows) - 1)
        for later in rows[first + 1 :]
    }


def _jaccard(one, other):
    if not one or not other:
        return 0.0
    return len(one & other) / len(one | other)


def _hash(text):
    """32 bits of a string, the same in every process."""
    digest = hashlib.blake2b(text.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big")
