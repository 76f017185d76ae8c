"""How long a million bases take to be encoded, as one-hot and as words."""

import numpy as np

TITLE = "a million bases encoded"
EQUAL = (
    "seconds of 10,000 sequences of 100 letters: one-hot, and counts of all "
    "words of six letters on both strands"
)
BUDGET = {"seconds": 0.2}
SEQUENCES, LENGTH, WORD = 10_000, 100, 6


def ours():
    import time

    from medkeras.genome.k_mers import kmer_counts
    from medkeras.genome.sequences import one_hot

    letters = np.random.default_rng(0).choice(list("ACGT"), (SEQUENCES, LENGTH))
    sequences = ["".join(row) for row in letters]

    def timed(act):
        start = time.perf_counter()
        act()
        return {"seconds": time.perf_counter() - start}

    def run():
        return {
            f"{TITLE}, one-hot": timed(lambda: one_hot(sequences)),
            f"{TITLE}, words of six": timed(
                lambda: kmer_counts(sequences, WORD)
            ),
        }

    return run
