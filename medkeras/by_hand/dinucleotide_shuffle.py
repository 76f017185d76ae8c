"""Shuffle a sequence and keep the count of every pair of neighbours."""

import itertools

import numpy as np

from medkeras.utils.errors import UsageError


def dinucleotide_counts(sequence: str) -> dict[str, int]:
    """How often each pair of neighbouring letters stands in a sequence.

    Args:
        sequence: text.

    Returns:
        Counts by pair, in alphabetical order.

    Raises:
        UsageError: no text.

    Example:
        >>> from medkeras.by_hand.dinucleotide_shuffle import (
        ...     dinucleotide_counts,
        ... )
        >>> dinucleotide_counts("AACAA")
        {'AA': 2, 'AC': 1, 'CA': 1}

    Chapter: 3.4.4
    """
    _check(sequence)
    counts = {}
    for first, second in itertools.pairwise(sequence):
        pair = first + second
        counts[pair] = counts.get(pair, 0) + 1
    return dict(sorted(counts.items()))


def dinucleotide_shuffle(sequence: str, rng: np.random.Generator) -> str:
    """Draw one of all sequences with the same pairs, each equally likely.

    Letters are the stations of a map, pairs its one-way tracks, and the
    sequence is a journey over every track once (an Euler path). Any other
    such journey has the same pairs. To draw one:

    1. From the last letter, walk the tracks backwards at random until each
       letter has a last exit on a way to the end: a random tree.
    2. Shuffle the other exits of each letter, its last exit behind them.
    3. Travel from the first letter, always by the next exit.

    The tree is what makes step 3 use every track. It is drawn by loop-erased
    walks (Wilson 1996), uniformly with the tracks' counts as weights.

    Args:
        sequence: text of any letters.
        rng: makes the draws.

    Returns:
        A text of the same length, with the same first and last letter.

    Raises:
        UsageError: no text, or no generator.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.dinucleotide_shuffle import (
        ...     dinucleotide_counts, dinucleotide_shuffle,
        ... )
        >>> text = "GATTACAGATTTACACCA"
        >>> other = dinucleotide_shuffle(text, np.random.default_rng(0))
        >>> dinucleotide_counts(other) == dinucleotide_counts(text)
        True

    Reference: Altschul and Erickson 1985,
        doi:10.1093/oxfordjournals.molbev.a040370; Wilson 1996,
        doi:10.1145/237814.237880 (the tree).
    Chapter: 3.4.4
    """
    _check(sequence)
    if not isinstance(rng, np.random.Generator):
        raise UsageError(
            "`rng` must be a generator, numpy.random.default_rng(seed). "
            f"Received: {type(rng).__name__}"
        )
    if len(sequence) < 4:
        return sequence  # there is no other
    exits = _exits(sequence)
    last_exit = _random_tree(exits, sequence[-1], rng)
    for letter, others in exits.items():
        if letter in last_exit:
            others.remove(last_exit[letter])
        others[:] = [others[place] for place in rng.permutation(len(others))]
        if letter in last_exit:
            others.append(last_exit[letter])
    return _travel(sequence[0], exits)


def _exits(sequence):
    """Letters that follow each letter, once for each time."""
    exits = {letter: [] for letter in dict.fromkeys(sequence)}
    for first, second in itertools.pairwise(sequence):
        exits[first].append(second)
    return exits


def _random_tree(exits, end, rng):
    """A last exit of each letter but the end, all leading to the end."""
    last_exit, reached = {}, {end}
    for start in exits:
        letter = start
        while letter not in reached:  # a new exit at a letter erases loops
            last_exit[letter] = exits[letter][rng.integers(len(exits[letter]))]
            letter = last_exit[letter]
        letter = start
        while letter not in reached:
            reached.add(letter)
            letter = last_exit[letter]
    return last_exit


def _travel(letter, exits):
    """Take the exits in their order until there is none."""
    used = dict.fromkeys(exits, 0)
    path = [letter]
    while used[letter] < len(exits[letter]):
        following = exits[letter][used[letter]]
        used[letter] += 1
        letter = following
        path.append(letter)
    return "".join(path)


def _check(sequence):
    if not isinstance(sequence, str) or not sequence:
        raise UsageError(
            "`sequence` must be a text of one letter or more. Received: "
            f"{sequence!r:.40}"
        )
