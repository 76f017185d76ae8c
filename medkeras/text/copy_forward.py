"""How much of a note was taken over from the patient's earlier ones."""

from collections.abc import Hashable, Sequence

import numpy as np

from medkeras.text.tokens import shingles
from medkeras.utils.arrays import check_one_length
from medkeras.utils.texts import texts_of


def copied_share(
    texts: Sequence[str], patients: Sequence[Hashable], size: int = 4
) -> np.ndarray:
    """Share of each note's runs of words that stood in an earlier note.

    A note that repeats an old finding looks like a new examination. The share
    says how much of it is new; it does not say that copying was wrong.

    Args:
        texts: notes, each patient's in the order of time.
        patients: of each note.
        size: words of a run; shorter runs are shared by chance.

    Returns:
        (notes,), 0 to 1; 0 for a patient's first note and for empty ones.

    Raises:
        UsageError: no list of texts, or another number of patients.

    Example:
        >>> from medkeras.text.copy_forward import copied_share
        >>> notes = ["lungs are clear today", "Lungs are clear today!", "new"]
        >>> copied_share(notes, [1, 1, 1]).tolist()
        [0.0, 1.0, 0.0]

    Reference: Wrenn et al. 2010, doi:10.1197/jamia.M3390, on how much of notes
        is copied.
    Chapter: 3.3.2
    """
    texts, patients = texts_of("texts", texts), list(patients)
    check_one_length(texts=texts, patients=patients)
    before, shares = {}, np.zeros(len(texts))
    for number, (text, patient) in enumerate(zip(texts, patients, strict=True)):
        own = shingles(text, size)
        known = before.setdefault(patient, set())
        if own and known:
            shares[number] = len(own & known) / len(own)
        known |= own
    return shares
