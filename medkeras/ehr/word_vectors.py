"""Vectors of words from the company they keep: counts, logarithm, SVD."""

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from medkeras.ehr.ragged import Ragged
from medkeras.utils.arrays import check_places, finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_seed, check_whole


def cooccurrence(
    numbers: Ragged, size: int, window: int = 5
) -> sparse.csr_matrix:
    """How often two words stand near each other in a sentence.

    Args:
        numbers: of the words of each sentence, as from `Vocabulary.encode`.
        size: of the vocabulary; numbers are below it.
        window: words at most so many places apart are near.

    Returns:
        (size, size) counts, symmetric; number 0, no word, is near to none.

    Raises:
        UsageError: sizes below 1, or numbers out of range.

    Example:
        >>> from medkeras.ehr.ragged import Ragged
        >>> from medkeras.ehr.word_vectors import cooccurrence
        >>> cooccurrence(Ragged.from_lists([[1, 2, 2]]), 3, window=1).toarray()
        array([[0., 0., 0.],
               [0., 0., 1.],
               [0., 1., 2.]])

    Chapter: 3.3.1
    """
    check_whole("size", size)
    check_whole("window", window)
    values, rows = numbers.values, numbers.rows
    check_places("numbers", values, size)
    counts = sparse.csr_matrix((size, size))
    for apart in range(1, min(window, max(len(values) - 1, 0)) + 1):
        one, other = values[:-apart], values[apart:]
        near = (rows[:-apart] == rows[apart:]) & (one > 0) & (other > 0)
        pairs = (np.ones(near.sum()), (one[near], other[near]))
        counts = counts + sparse.csr_matrix(pairs, shape=(size, size))
    return (counts + counts.T).tocsr()


def word_vectors(
    counts: sparse.csr_matrix, width: int, seed: int = 0
) -> np.ndarray:
    """Words that keep the same company get nearly the same vector.

    From the counts C of pairs, the positive pointwise mutual information
    M_ij = max(0, log(C_ij C.. / (C_i. C_.j))) says how much oftener two words
    meet than by chance. Of its singular value decomposition M = U S V' the
    vectors are the first columns of U √S. Skip-gram with negative sampling
    (word2vec) factorises nearly the same matrix without writing it down.

    Args:
        counts: (words, words), as from `cooccurrence`.
        width: of a vector, below the number of words.
        seed: of the solver's start.

    Returns:
        (words, width); a word without company has the vector 0.

    Raises:
        UsageError: a table that is not square or has negative or missing
            counts, a width that is too large.

    Example:
        >>> import numpy as np
        >>> from medkeras.ehr.word_vectors import word_vectors
        >>> counts = np.array([[0, 0, 4, 1], [0, 0, 4, 1],
        ...                    [4, 4, 0, 0], [1, 1, 0, 0]])
        >>> vectors = word_vectors(counts, width=2)
        >>> bool(np.allclose(vectors[0], vectors[1]))  # the same company
        True

    Reference: Levy and Goldberg 2014, "Neural word embedding as implicit
        matrix factorization", NeurIPS 27; √S: Levy, Goldberg and Dagan 2015,
        doi:10.1162/tacl_a_00134.
    Chapter: 3.3.1
    """
    table = counts if sparse.issparse(counts) else np.asarray(counts)
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise UsageError(
            "`counts` must be square, a row and a column a word. Received: "
            f"shape {table.shape}"
        )
    table = sparse.coo_matrix(table).astype(float)
    if table.nnz:
        finite_numbers("counts", table.data)
    if table.nnz and table.data.min() < 0:
        raise UsageError(
            f"`counts` must be 0 or more. Received: {table.data.min():g}"
        )
    check_whole("width", width, 1, table.shape[0] - 1)
    check_seed(seed)
    total = np.asarray(table.sum(axis=1)).ravel()
    there = table.data > 0
    row, column, met = table.row[there], table.col[there], table.data[there]
    by_chance = total[row] * np.asarray(table.sum(axis=0)).ravel()[column]
    gain = np.log(met * total.sum() / by_chance).clip(0)
    information = sparse.csr_matrix((gain, (row, column)), shape=table.shape)
    if not information.nnz:
        return np.zeros((table.shape[0], width))
    start = np.random.default_rng(seed).normal(size=table.shape[0])
    left, values, _ = svds(information, k=width, v0=start)
    vectors = (left * np.sqrt(values))[:, ::-1]
    vectors[np.diff(information.indptr) == 0] = 0  # not nearly 0
    return vectors


def nearest_words(vectors: np.ndarray) -> np.ndarray:
    """For each word the other one whose vector points most the same way.

    Args:
        vectors: (words, width), two words or more.

    Returns:
        (words,), numbers of words; by the cosine of the angle, a vector of 0
        has 0 with all others.

    Raises:
        UsageError: fewer than two words, or values that are not finite.

    Example:
        >>> from medkeras.ehr.word_vectors import nearest_words
        >>> nearest_words([[1, 0], [5, 1], [-1, 9]]).tolist()
        [1, 0, 1]

    Chapter: 3.3.1
    """
    vectors = finite_numbers("vectors", vectors, ndim=2, rows=2)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.where(lengths > 0, lengths, 1)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -np.inf)
    return cosines.argmax(axis=1)
