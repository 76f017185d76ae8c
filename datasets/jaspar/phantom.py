"""Made-up count matrices: a firm core between places that tell little."""

import numpy as np

WIDTHS = (6, 16)  # fewest and most places
SITES = (20, 2000)  # fewest and most binding sites counted


def motifs(num_motifs: int, seed: int) -> dict[str, list]:
    """Draw count matrices.

    Args:
        num_motifs: how many.
        seed: seed of all draws; the same seed gives the same bytes.

    Returns:
        Columns by name: `identifier`, `name`, `counts` ((width, 4) each),
        `number` (0, 1, ...).

    Raises:
        ValueError: a number that is not positive.

    Example:
        >>> from medkeras_datasets.jaspar import phantom
        >>> phantom.motifs(2, seed=0)["identifier"]
        ['DR0000.1', 'DR0001.1']
    """
    if not isinstance(num_motifs, int | np.integer) or num_motifs < 1:
        raise ValueError(
            "`num_motifs` must be a whole number of at least 1. Received: "
            f"{num_motifs!r}"
        )
    rng = np.random.default_rng(seed)
    counts = [_counts(rng) for _ in range(num_motifs)]
    return {
        "identifier": [f"DR{number:04d}.1" for number in range(num_motifs)],
        "name": [f"DRAWN{number}" for number in range(num_motifs)],
        "counts": counts,
        "number": list(range(num_motifs)),
    }


def _counts(rng):
    width = rng.integers(WIDTHS[0], WIDTHS[1] + 1)
    low, high = np.log(SITES)
    sites = int(np.exp(rng.uniform(low, high)))
    place = np.abs(np.arange(width) - (width - 1) / 2) / (width / 2)
    firm = np.where(place < rng.uniform(0.5, 0.9), 0.15, 2.0)
    rows = [rng.multinomial(sites, rng.dirichlet([a] * 4)) for a in firm]
    return np.array(rows, np.float32)
