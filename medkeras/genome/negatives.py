"""Negatives of the same composition: shuffles of the positives."""

from collections.abc import Sequence

import numpy as np

from medkeras.by_hand.dinucleotide_shuffle import dinucleotide_shuffle
from medkeras.genome.sequences import as_texts, letter_bytes
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_seed, check_whole


def with_shuffles(
    sequences: Sequence[str],
    groups: Sequence,
    times: int = 1,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sequences that are bound, and dinucleotide shuffles of each behind them.

    A shuffle is a relative of its sequence: it keeps the group, so that a
    split by group has both on one side.

    Args:
        sequences: texts, of any lengths.
        groups: (sequences,), such as `sequence_clusters` gives.
        times: shuffles of each.
        seed: of all draws.

    Returns:
        Texts (sequences, then all shuffles), labels (1, then 0) and groups.

    Raises:
        UsageError: unknown letters, an empty text, or other lengths.

    Example:
        >>> from medkeras.genome import with_shuffles
        >>> texts, labels, groups = with_shuffles(["ACGACTC", "TTTT"], [5, 3])
        >>> len(texts), labels.tolist(), groups.tolist()
        (4, [1, 1, 0, 0], [5, 3, 5, 3])

    Reference: Alipanahi et al. 2015, doi:10.1038/nbt.3300.
    Chapter: 3.4.4
    """
    check_whole("times", times)
    check_seed(seed)
    texts = as_texts([sequences] if isinstance(sequences, str) else sequences)
    letter_bytes("sequences", texts)
    groups = np.asarray(groups)
    if groups.shape != (len(texts),):
        raise UsageError(
            f"`groups` must be one for each of {len(texts)} sequences. "
            f"Received: shape {groups.shape}"
        )
    rng = np.random.default_rng(seed)
    shuffled = []
    for _ in range(times):
        shuffled += [dinucleotide_shuffle(text, rng) for text in texts]
    labels = np.repeat([1, 0], [len(texts), len(shuffled)])
    return np.array(texts + shuffled), labels, np.tile(groups, times + 1)
