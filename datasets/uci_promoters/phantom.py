"""Made-up promoters: two boxes at their distances, in letters of the region.

A promoter of E. coli has TTGACA about 35 letters and TATAAT about 10 letters
before the first letter that is copied. Here each letter of a box is right with
a fixed chance, and the boxes' distance varies by a letter.
"""

import numpy as np

LENGTH, START = 57, 50  # letters; place of the first letter that is copied
BOXES = {"ttgaca": -36, "tataat": -12}  # where each begins, from the start
RIGHT = 0.72  # chance of a box's letter
SHARES = {True: (0.32, 0.18, 0.18, 0.32), False: (0.26, 0.24, 0.24, 0.26)}


def sequences(num_sequences: int, seed: int) -> dict[str, np.ndarray]:
    """Draw sequences, half of them promoters.

    Args:
        num_sequences: how many; half of them (rounded down) are promoters.
        seed: seed of all draws; the same seed gives the same bytes.

    Returns:
        Columns by name: `sequence` (57 small letters), `label` (1: promoter),
        `name`, `number` (0, 1, ...).

    Raises:
        ValueError: fewer than two.

    Example:
        >>> from medkeras_datasets.uci_promoters import phantom
        >>> phantom.sequences(4, seed=0)["label"].sum()
        np.int64(2)
    """
    if not isinstance(num_sequences, int | np.integer) or num_sequences < 2:
        raise ValueError(
            "`num_sequences` must be a whole number of at least 2. Received: "
            f"{num_sequences!r}"
        )
    rng = np.random.default_rng(seed)
    label = rng.permutation(np.arange(num_sequences) % 2)
    texts = [_sequence(rng, bool(promoter)) for promoter in label]
    return {
        "sequence": np.array(texts),
        "label": label.astype(np.int64),
        "name": np.array([f"drawn_{n:03d}" for n in range(num_sequences)]),
        "number": np.arange(num_sequences, dtype=np.int64),
    }


def _sequence(rng, promoter):
    letters = rng.choice(list("acgt"), LENGTH, p=SHARES[promoter])
    if promoter:
        for box, place in BOXES.items():
            start = START + place + rng.integers(-1, 2)
            right = rng.random(len(box)) < RIGHT
            there = letters[start : start + len(box)]
            there[right] = np.array(list(box))[right]
    return "".join(letters)
