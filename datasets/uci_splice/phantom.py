"""Made-up splice junctions: where a gene's message is cut and joined.

Between letter 30 and 31 lies the border. After an exon the intron begins with
GT, before an exon it ends with AG; the letters around lean to the known
patterns. A few letters of the others are not known: N.
"""

import numpy as np

LENGTH, BORDER = 60, 30
# Pattern, where it begins, and the chance of each of its letters.
PATTERNS = {
    1: ("CAGGTAAGT", BORDER - 3, (0.4, 0.6, 0.8, 1, 1, 0.6, 0.7, 0.8, 0.5)),
    2: ("TTTTTTTTTTCAGG", BORDER - 13,
        (*[0.5] * 10, 0.7, 1, 1, 0.5)),
}  # fmt: skip
PER_ENTRY = 4  # sequences of one made-up entry
UNKNOWN = 0.002  # share of letters


def sequences(num_entries: int, seed: int) -> dict[str, np.ndarray]:
    """Draw four sequences an entry: a donor, an acceptor, two without.

    Args:
        num_entries: made-up genes.
        seed: seed of all draws; the same seed gives the same bytes.

    Returns:
        Columns by name: `sequence` (60 letters), `label` (0 none, 1 exon to
        intron, 2 intron to exon), `name`, `entry`.

    Raises:
        ValueError: fewer than two entries.

    Example:
        >>> from medkeras_datasets.uci_splice import phantom
        >>> phantom.sequences(2, seed=0)["label"].tolist()
        [1, 2, 0, 0, 1, 2, 0, 0]
    """
    if not isinstance(num_entries, int | np.integer) or num_entries < 2:
        raise ValueError(
            "`num_entries` must be a whole number of at least 2. Received: "
            f"{num_entries!r}"
        )
    rng = np.random.default_rng(seed)
    label = np.tile([1, 2, 0, 0], num_entries)
    entry = np.repeat(np.arange(num_entries), PER_ENTRY)
    gc = rng.uniform(0.4, 0.6, num_entries)
    texts = [
        _sequence(rng, kind, gc[who])
        for kind, who in zip(label, entry, strict=True)
    ]
    words = np.array(["NEG", "DONOR", "ACCEPTOR"])[label]
    names = [
        f"DRAWN{who:03d}-{word}-{place}"
        for place, (who, word) in enumerate(zip(entry, words, strict=True))
    ]
    return {
        "sequence": np.array(texts),
        "label": label.astype(np.int64),
        "name": np.array(names),
        "entry": entry.astype(np.int64),
    }


def _sequence(rng, kind, gc):
    share = [(1 - gc) / 2, gc / 2, gc / 2, (1 - gc) / 2]
    letters = rng.choice(list("ACGT"), LENGTH, p=share)
    if kind in PATTERNS:
        pattern, start, chance = PATTERNS[kind]
        right = rng.random(len(pattern)) < chance
        there = letters[start : start + len(pattern)]
        there[right] = np.array(list(pattern))[right]
    else:
        letters[rng.random(LENGTH) < UNKNOWN] = "N"
    return "".join(letters)
