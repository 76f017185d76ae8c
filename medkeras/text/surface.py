"""Counts of a text that read no word of it."""

import numpy as np

from medkeras.utils.texts import texts_of


def surface_counts(texts) -> np.ndarray:
    """Five counts of each text: what a classifier can know without a word.

    Args:
        texts: a list of texts.

    Returns:
        (texts, 5), floats: whether there is a link, hash marks, `&amp;` (a
        sign of how the text was copied), letters and digits.

    Raises:
        UsageError: no list of texts.

    Example:
        >>> from medkeras.text.surface import surface_counts
        >>> surface_counts(["#flu 12", "see http://a"]).tolist()
        [[0.0, 1.0, 0.0, 7.0, 2.0], [1.0, 0.0, 0.0, 12.0, 0.0]]

    Chapter: 3.3.2
    """
    rows = []
    for text in texts_of("texts", texts):
        digits = sum(letter.isdigit() for letter in text)
        signs = text.count("#"), text.count("&amp;")
        rows.append(("http" in text, *signs, len(text), digits))
    return np.array(rows, float).reshape(-1, 5)
