"""Classes told apart by how often each uses a word."""

import numpy as np
from scipy import sparse
from scipy.special import logsumexp

from medkeras.utils.arrays import as_array, check_one_length
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive


class MultinomialNaiveBayes:
    """Naive Bayes on counts of words.

        log P(c | d) = log P(c) + Σ_t n(t, d) log θ_ct - log Σ_c' (...)
        θ_ct = (N_ct + α) / (Σ_t' N_ct' + α T)

    with N_ct how often the training texts of class c use word t, T words in
    all, and P(c) the class's share. It is naive in that words are taken to
    come one by one, whatever stands beside them; its probabilities are
    therefore too sure of themselves. α > 0 keeps a word that a class never
    used from ruling the class out.

    Args:
        smoothing: α.

    Attributes:
        classes: (classes,), sorted, after `fit`.
        log_prior: (classes,).
        log_likelihood: (classes, words), log θ.

    Raises:
        UsageError: α that is not above 0; from the methods: negative counts,
            another number of words, or classes of another number.

    Example:
        >>> import numpy as np
        >>> from medkeras.text.naive_bayes import MultinomialNaiveBayes
        >>> bayes = MultinomialNaiveBayes().fit([[2, 0], [0, 1]], ["no", "yes"])
        >>> np.round(bayes.probabilities([[1, 0]]), 3).tolist()
        [[0.692, 0.308]]

    Reference: Maron 1961, doi:10.1145/321075.321084; the equations as in
        Manning, Raghavan and Schuetze 2008, Introduction to Information
        Retrieval, section 13.2.
    Chapter: 3.3.2
    """

    def __init__(self, smoothing: float = 1.0):
        check_positive("smoothing", smoothing)
        self.smoothing = smoothing
        self.classes = None

    def fit(self, counts, labels) -> "MultinomialNaiveBayes":
        """Learn from counts, (texts, words), sparse or not, and labels."""
        counts = _counts(counts)
        labels = as_array("labels", labels)
        check_one_length(counts=range(counts.shape[0]), labels=labels)
        self.classes, owner = np.unique(labels, return_inverse=True)
        texts = np.bincount(owner)
        is_of = sparse.csr_matrix(
            (np.ones(len(owner)), (owner, np.arange(len(owner))))
        )
        used = (is_of @ counts).toarray() + self.smoothing
        self.log_likelihood = np.log(used) - np.log(
            used.sum(axis=1, keepdims=True)
        )
        self.log_prior = np.log(texts) - np.log(len(labels))
        return self

    def log_probabilities(self, counts) -> np.ndarray:
        """log P(c | d) of each text and class, (texts, classes)."""
        if self.classes is None:
            raise UsageError("call `fit` before texts are classified")
        counts = _counts(counts, self.log_likelihood.shape[1])
        joint = counts @ self.log_likelihood.T + self.log_prior
        return joint - logsumexp(joint, axis=1, keepdims=True)

    def probabilities(self, counts) -> np.ndarray:
        """P(c | d) of each text and class, (texts, classes)."""
        return np.exp(self.log_probabilities(counts))


def _counts(counts, width=None):
    if not sparse.issparse(counts):
        counts = as_array("counts", counts)
        if counts.ndim != 2 or counts.dtype.kind not in "biuf":
            raise UsageError(
                "`counts` must be numbers, (texts, words). Received: "
                f"{counts.dtype} of shape {counts.shape}"
            )
    counts = sparse.csr_matrix(counts, dtype=float)
    if width is not None and counts.shape[1] != width:
        raise UsageError(
            f"`counts` must have {width} words. Received: {counts.shape[1]}"
        )
    if not np.isfinite(counts.data).all() or (counts.data < 0).any():
        raise UsageError("`counts` must not be negative, NaN or infinite")
    return counts
