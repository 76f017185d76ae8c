"""Made-up DNA with planted motifs: the truth is known, letter by letter."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from medkeras.by_hand.dinucleotide_shuffle import dinucleotide_shuffle
from medkeras.genome.sequences import LETTERS, reverse_complement
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_seed, check_whole

CODES = np.frombuffer(LETTERS.encode(), np.uint8)


class PlantedMotifs(NamedTuple):
    """Sequences with a motif, and as many without.

    Attributes:
        sequences: texts of one length.
        labels: (sequences,), 1 with a motif.
        source: (sequences,), the same number for a sequence and the negative
            shuffled from it: keep both on one side of a split.
        motif: (sequences,), number of the planted motif; -1 for none.
        start: (sequences,), place of its first letter; -1 for none.
        reverse: (sequences,), whether it stands on the other strand.

    Example:
        >>> from medkeras.genome.motif_simulator import PlantedMotifs
        >>> PlantedMotifs._fields[:3]
        ('sequences', 'labels', 'source')

    Chapter: 3.4.4
    """

    sequences: list[str]
    labels: np.ndarray
    source: np.ndarray
    motif: np.ndarray
    start: np.ndarray
    reverse: np.ndarray


class Variant(NamedTuple):
    """One letter replaced by another.

    Attributes:
        position: of the letter, from 0.
        reference: the letter that stood there.
        alternative: the letter that stands there now.
        sequence: the text with it.

    Example:
        >>> from medkeras.genome.motif_simulator import Variant
        >>> Variant(1, "A", "C", "GCT").alternative
        'C'

    Chapter: 3.4.4
    """

    position: int
    reference: str
    alternative: str
    sequence: str


def planted_motifs(
    motifs: Sequence[np.ndarray],
    num_pairs: int = 500,
    length: int = 101,
    gc: float = 0.5,
    seed: int = 0,
) -> PlantedMotifs:
    """Draw sequences with one motif each, and their dinucleotide shuffles.

    Letters are drawn alone; then one of the motifs, drawn letter by letter
    from its probabilities, is written at a random place of a random strand.
    The negatives are shuffles that keep every pair of neighbours: what tells
    them apart is the order of the letters, not how many there are.

    Args:
        motifs: (width, 4) each, probabilities of A, C, G, T.
        num_pairs: sequences with a motif, and as many without.
        length: letters of a sequence.
        gc: share of G and C outside the motifs.
        seed: of all draws.

    Returns:
        Sequences, labels and the truth; a pair's two are neighbours.

    Raises:
        UsageError: probabilities that do not sum to 1, a motif longer than
            a sequence, or sizes that make no sense.

    Example:
        >>> from medkeras.genome import one_hot, planted_motifs
        >>> drawn = planted_motifs([one_hot("GATTACA")], num_pairs=1, length=20)
        >>> place = drawn.start[0]
        >>> drawn.labels.tolist(), len(drawn.sequences[0]), place >= 0
        ([1, 0], 20, np.True_)

    Chapter: 3.4.4
    """
    motifs = _checked(motifs, length)
    check_whole("num_pairs", num_pairs)
    check_number("gc", gc, 0, 1)
    check_seed(seed)
    rng = np.random.default_rng(seed)
    share = [(1 - gc) / 2, gc / 2, gc / 2, (1 - gc) / 2]
    letters = rng.choice(4, size=(num_pairs, length), p=share)
    which = rng.integers(len(motifs), size=num_pairs)
    reverse = rng.random(num_pairs) < 0.5
    widths = np.array([len(motif) for motif in motifs])[which]
    start = rng.integers(length - widths + 1)
    for row, number in enumerate(which):
        word = _draw(rng, motifs[number])
        word = 3 - word[::-1] if reverse[row] else word
        letters[row, start[row] : start[row] + len(word)] = word
    positives = [CODES[row].tobytes().decode() for row in letters]
    sequences = []
    for text in positives:
        sequences += [text, dinucleotide_shuffle(text, rng)]
    none = np.full(num_pairs, -1)
    return PlantedMotifs(
        sequences,
        np.tile([1, 0], num_pairs),
        np.repeat(np.arange(num_pairs), 2),
        np.stack([which, none], axis=1).ravel(),
        np.stack([start, none], axis=1).ravel(),
        np.stack([reverse, none > 0], axis=1).ravel(),
    )


def planted_variant(
    sequence: str, start: int, motif: np.ndarray, reverse: bool = False
) -> Variant:
    """The single letter whose replacement hurts a planted motif most.

    Of all substitutions in the motif it is the one with the largest fall of
    log p, the letter's probability at its place: the causal variant that
    in-silico mutagenesis ought to find.

    Args:
        sequence: text with the motif.
        start: place of the motif's first letter.
        motif: (width, 4), probabilities of A, C, G, T.
        reverse: whether it stands on the other strand.

    Returns:
        Place, letters, and the text with the variant.

    Raises:
        UsageError: a motif that does not fit there, or a letter of it that is
            not A, C, G or T.

    Example:
        >>> from medkeras.genome import one_hot, planted_variant
        >>> motif = 0.9 * one_hot("AC") + 0.025
        >>> motif[1] = [0.0, 1.0, 0.0, 0.0]
        >>> planted_variant("TTACTT", 2, motif)
        Variant(position=3, reference='C', alternative='A', sequence='TTAATT')

    Chapter: 3.4.4
    """
    reverse_complement(sequence)  # refuses unknown letters
    (motif,) = _checked([motif], len(sequence))
    check_whole("start", start, 0, len(sequence) - len(motif))
    motif = motif[::-1, ::-1] if reverse else motif
    found = sequence[start : start + len(motif)].upper()
    if set(found) - set(LETTERS):
        raise UsageError(
            f"`sequence` must have A, C, G or T in its motif. Received: {found}"
        )
    logs = np.log(np.maximum(motif, 1e-6))
    stood = [LETTERS.index(letter) for letter in found]
    fall = logs[np.arange(len(motif)), stood][:, None] - logs
    place, letter = np.unravel_index(fall.argmax(), fall.shape)
    position, new = start + int(place), LETTERS[letter]
    changed = sequence[:position] + new + sequence[position + 1 :]
    return Variant(position, sequence[position], new, changed)


def _draw(rng, motif):
    """A letter at each place, by its probabilities."""
    below = np.cumsum(motif, axis=1)[:, :3]
    return (rng.random(len(motif))[:, None] >= below).sum(axis=1)


def _checked(motifs, length):
    check_whole("length", length)
    try:
        motifs = list(motifs)
    except TypeError:
        motifs = []
    if not motifs:
        raise UsageError("`motifs` must be one motif or more. Received: none")
    checked = [
        real_array("motifs", motif, ("width", 4), low=0, high=1)
        for motif in motifs
    ]
    for motif in checked:
        if not np.allclose(motif.sum(axis=1), 1, atol=1e-4):
            raise UsageError(
                "`motifs` must be probabilities that sum to 1 at each place. "
                f"Received: sums from {motif.sum(axis=1).min():.3g} to "
                f"{motif.sum(axis=1).max():.3g}"
            )
        if len(motif) > length:
            raise UsageError(
                f"`motifs` must be no longer than the {length} letters of a "
                f"sequence. Received: {len(motif)}"
            )
    return checked
