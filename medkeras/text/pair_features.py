"""Two texts as one row of weights."""

from scipy import sparse

from medkeras.text.tf_idf import TfIdf
from medkeras.utils.errors import UsageError
from medkeras.utils.texts import texts_of


def pair_features(words_of: TfIdf, first, second) -> sparse.csr_matrix:
    """Weights of both texts, their product word by word, and their cosine.

    Args:
        words_of: fitted on training texts.
        first: a list of texts, such as claims.
        second: as many texts, such as pieces of evidence.

    Returns:
        (pairs, 3 words + 1).

    Raises:
        UsageError: lists of unlike length, or no lists of texts.

    Example:
        >>> from medkeras.text.pair_features import pair_features
        >>> from medkeras.text.tf_idf import TfIdf
        >>> words_of = TfIdf().fit(["no fever", "fever"])
        >>> pair_features(words_of, ["fever"], ["fever"]).toarray().tolist()
        [[1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]]

    Chapter: 3.3.2
    """
    first, second = texts_of("first", first), texts_of("second", second)
    if len(first) != len(second):
        raise UsageError(
            "`first` and `second` must be as many. Received: "
            f"{len(first)} and {len(second)}"
        )
    one, other = words_of.transform(first), words_of.transform(second)
    both = one.multiply(other).tocsr()
    cosine = sparse.csr_matrix(both.sum(axis=1))
    return sparse.hstack([one, other, both, cosine]).tocsr()
