"""Made-up peaks in the layout of the real ones, by the book's simulator."""

import numpy as np

from medkeras.genome.motif_simulator import planted_motifs

# Probabilities of A, C, G, T at each place of two made-up motifs.
SHARP, SOFT = 0.91, 0.75  # of the letter that is meant
MOTIFS = {"PLANTED1": ("GGATAACGT", SHARP), "PLANTED2": ("TTCCATGA", SOFT)}
LENGTH, GC = 101, 0.55
GENOMIC_GC = 0.42  # of made-up sequences from elsewhere
PEAKS = {"train": 400, "test": 100}  # of each factor
DREAM5_PEAKS = 150


def motif_of(factor: str) -> np.ndarray:
    """The planted probabilities (width, 4) of a factor.

    Example:
        >>> from medkeras_datasets.chipseq.drawn import motif_of
        >>> motif_of("PLANTED1").shape
        (9, 4)
    """
    word, right = MOTIFS[factor]
    motif = np.full((len(word), 4), (1 - right) / 3)
    for place, letter in enumerate(word):
        motif[place, "ACGT".index(letter)] = right
    return motif


def splits(seed: int) -> dict[str, dict[str, np.ndarray]]:
    """Draw train (peaks alone), test (and shuffles), dream5 (three kinds).

    Example:
        >>> from medkeras_datasets.chipseq.drawn import splits
        >>> {name: len(part["label"]) for name, part in splits(0).items()}
        {'train': 800, 'test': 400, 'dream5': 900}
    """
    rows = {"train": [], "test": [], "dream5": []}
    for place, factor in enumerate(MOTIFS):
        motif = motif_of(factor)
        pairs = sum(PEAKS.values())
        drawn = planted_motifs([motif], pairs, LENGTH, GC, seed + place)
        for number, text in enumerate(drawn.sequences):
            pair, label = number // 2, int(drawn.labels[number])
            split = "train" if pair < PEAKS["train"] else "test"
            if split == "test" or label:
                kind = "AC" if split == "train" else "B"
                name = f"drawn_{pair:05d}_" + ("peak" if label else "shuf")
                rows[split].append((text, label, name, factor, kind))
    rows["dream5"] = _dream5(seed + 100)
    drawn = {split: _columns(found) for split, found in rows.items()}
    number_sequences(drawn)
    return drawn


def number_sequences(splits: dict[str, dict[str, np.ndarray]]) -> None:
    """Set `number`: the same for the same letters, in all splits."""
    texts = [part["sequence"] for part in splits.values()]
    number = np.unique(np.concatenate(texts), return_inverse=True)[1]
    ends = np.cumsum([len(each) for each in texts])[:-1]
    for part, own in zip(splits.values(), np.split(number, ends), strict=True):
        part["number"] = own


def _dream5(seed):
    """The same peaks against shuffles, and against letters from elsewhere."""
    factor = next(iter(MOTIFS))
    drawn = planted_motifs([motif_of(factor)], DREAM5_PEAKS, LENGTH, GC, seed)
    peaks, shuffles = drawn.sequences[::2], drawn.sequences[1::2]
    rng, negatives = np.random.default_rng(seed), {"dinuc": shuffles}
    for kind, gc in (("genomic", GENOMIC_GC + 0.05),
                     ("full_genomic", GENOMIC_GC)):  # fmt: skip
        share = [(1 - gc) / 2, gc / 2, gc / 2, (1 - gc) / 2]
        letters = rng.choice(list("ACGT"), (DREAM5_PEAKS, LENGTH), p=share)
        negatives[kind] = ["".join(row) for row in letters]
    found = []
    for kind, others in negatives.items():
        for label, texts in ((1, peaks), (0, others)):
            start = 1 if label else DREAM5_PEAKS + 1
            found += [
                (text, label, f"line_{line}", factor, kind)
                for line, text in enumerate(texts, start=start)
            ]
    return found


def _columns(rows):
    sequence, label, name, factor, kind = (
        np.array(column) for column in zip(*rows, strict=True)
    )
    return {
        "sequence": sequence,
        "label": label,
        "name": name,
        "experiment": np.char.add(factor, "_drawn"),
        "factor": factor,
        "kind": kind,
    }
