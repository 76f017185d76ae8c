"""Tables of motifs: which n-grams a Deepr lives on, and which filter reads."""

import keras
import numpy as np
import pandas as pd

from medkeras.models.deepr import explain_motifs
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

COLUMNS = ["motif", "sentences", "filters", "contribution"]


def motif_table(
    model: keras.Model,
    sentences: np.ndarray,
    words: np.ndarray,
    least: int = 5,
    top: int = 5,
) -> pd.DataFrame:
    """The n-grams that raise the log odds most where they stand.

    In each sentence, the contributions of all filters that chose the same
    n-gram are summed; the table has the means of these sums.

    Args:
        model: from `medkeras.models.deepr.deepr`.
        sentences: whole numbers, (sentences, max_words).
        words: text of each number, as `Vocabulary.words`.
        least: in how many sentences an n-gram must have been chosen.
        top: rows of the table.

    Returns:
        A row a motif, the largest mean contribution first: `motif` (its
        words), `sentences` (in how many it was chosen), `filters` (mean
        number that chose it there), `contribution` (mean, in log odds).

    Raises:
        UsageError: as `explain_motifs`; words that are fewer than the
            numbers.

    Example:
        >>> import numpy as np
        >>> from medkeras.explain import motif_table
        >>> from medkeras.models.deepr import deepr
        >>> model = deepr(4, 3, embedding=4, filters=2, widths=(2,))
        >>> table = motif_table(model, np.array([[1, 3, 0]]),
        ...                     ["", "428", "250", "401"], least=1)
        >>> list(table)
        ['motif', 'sentences', 'filters', 'contribution']

    Reference: Nguyen et al. 2017, doi:10.1109/JBHI.2016.2633963.
    Chapter: 3.3.1
    """
    check_whole("least", least)
    check_whole("top", top)
    chosen = _chosen(model, sentences, words)
    if chosen.empty:
        return pd.DataFrame(columns=COLUMNS)
    inside = chosen.groupby(["motif", "sentence"])["contribution"]
    sums = inside.agg(["sum", "size"]).reset_index()
    table = sums.groupby("motif").agg(
        sentences=("sentence", "size"),
        filters=("size", "mean"),
        contribution=("sum", "mean"),
    )
    table = table[table["sentences"] >= least].reset_index()
    table = table.sort_values(
        ["contribution", "motif"], ascending=[False, True], ignore_index=True
    )
    return table.head(top)


def filter_table(
    model: keras.Model, sentences: np.ndarray, words: np.ndarray, top: int = 3
) -> pd.DataFrame:
    """For each filter the n-grams to which it answers most strongly.

    Args:
        model: from `medkeras.models.deepr.deepr`.
        sentences: whole numbers, (sentences, max_words).
        words: text of each number, as `Vocabulary.words`.
        top: motifs of a filter.

    Returns:
        Rows by filter, those that move the log odds most first: `filter`,
        `width`, `motif`, `sentences` (in how many it is the filter's
        strongest), `contribution` (its largest, in log odds).

    Raises:
        UsageError: as `motif_table`.

    Example:
        >>> import numpy as np
        >>> from medkeras.explain import filter_table
        >>> from medkeras.models.deepr import deepr
        >>> model = deepr(4, 3, embedding=4, filters=2, widths=(2,))
        >>> table = filter_table(model, np.array([[1, 3, 0]]),
        ...                      ["", "428", "250", "401"])
        >>> list(table)[:3]
        ['filter', 'width', 'motif']

    Reference: Nguyen et al. 2017, doi:10.1109/JBHI.2016.2633963.
    Chapter: 3.3.1
    """
    check_whole("top", top)
    chosen = _chosen(model, sentences, words)
    columns = ["filter", "width", "motif", "sentences", "contribution"]
    if chosen.empty:
        return pd.DataFrame(columns=columns)
    chosen["size"] = chosen["contribution"].abs()
    table = chosen.groupby(["filter", "width", "motif"], as_index=False).agg(
        sentences=("sentence", "size"),
        size=("size", "max"),
        low=("contribution", "min"),
        high=("contribution", "max"),
    )
    # All contributions of a filter have the sign of its outer weight.
    table["contribution"] = np.where(
        table["high"] > 0, table["high"], table["low"]
    )
    table["strength"] = table.groupby("filter")["size"].transform("max")
    table = table.sort_values(
        ["strength", "filter", "size", "motif"],
        ascending=[False, True, False, True],
    )
    return (
        table.groupby("filter", sort=False)
        .head(top)[columns]
        .reset_index(drop=True)
    )


def _chosen(model, sentences, words):
    """A row for each filter that answers in a sentence, and to what."""
    found = explain_motifs(model, sentences)
    numbers = real_array("sentences", sentences).astype(np.int64)
    words = np.asarray(words, str)
    if numbers.size and numbers.max() >= len(words):
        raise UsageError(
            f"`words` must name the numbers up to {numbers.max()}. Received: "
            f"{len(words)}"
        )
    sentence, filters = np.nonzero(found.start >= 0)
    width = found.width[filters]
    grams = np.zeros((len(sentence), max(found.width)), np.int64)
    padded = np.pad(numbers, ((0, 0), (0, max(found.width))))
    for place in range(grams.shape[1]):
        inside = place < width
        at = found.start[sentence[inside], filters[inside]] + place
        grams[inside, place] = padded[sentence[inside], at]
    return pd.DataFrame(
        {
            "sentence": sentence,
            "filter": filters,
            "width": width,
            "motif": _joined(grams, words),
            "contribution": found.contribution[sentence, filters],
        }
    )


def _joined(grams, words):
    """Words of each row with arrows between; each different row once."""
    if not len(grams):
        return np.zeros(0, str)
    different, which = np.unique(grams, axis=0, return_inverse=True)
    texts = [" → ".join(words[row[row > 0]]) for row in different]
    return np.array(texts, object)[which.ravel()]
