"""Texts as weighted counts of their words."""

import numpy as np
from scipy import sparse

from medkeras.text.tokens import n_grams, words
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole, checked_sizes
from medkeras.utils.texts import texts_of


class TfIdf:
    """Counts of words, weighed by how few texts use them.

        w(t, d) = (1 + ln n(t, d)) (1 + ln((1 + N) / (1 + N_t)))

    for a word t that stands n(t, d) > 0 times in text d and in N_t of the N
    texts that `fit` saw; then each text is divided by its length
    √(Σ_t w(t, d)²). A word that every text has counts little, a rare one much.
    Vocabulary and N_t come from the training texts alone: a text that comes
    later changes neither, and words that training never saw are left out.

    Args:
        sizes: of the runs of words that count as a word; (1, 2) for words and
            pairs.
        min_count: a word that fewer training texts use is left out.
        sublinear: whether to use 1 + ln n in place of n.

    Attributes:
        vocabulary: (words,), in the order of the alphabet, after `fit`.
        inverse_frequency: (words,), the second factor.

    Raises:
        UsageError: sizes or a count below 1; from the methods: no list of
            texts, none with a word, or texts before `fit`.

    Example:
        >>> from medkeras.text.tf_idf import TfIdf
        >>> weights = TfIdf().fit(["fever and cough", "fever"])
        >>> weights.vocabulary.tolist()
        ['and', 'cough', 'fever']
        >>> weights.transform(["fever"]).toarray().tolist()
        [[0.0, 0.0, 1.0]]

    Reference: Sparck Jones 1972, doi:10.1108/eb026526; smoothed as in
        scikit-learn's TfidfVectorizer.
    Chapter: 3.3.2
    """

    def __init__(
        self,
        sizes: tuple[int, ...] = (1,),
        min_count: int = 1,
        sublinear: bool = True,
    ):
        check_whole("min_count", min_count)
        self.sizes, self.min_count = checked_sizes("sizes", sizes), min_count
        self.sublinear = sublinear
        self.vocabulary = self.inverse_frequency = None

    def fit(self, texts) -> "TfIdf":
        """Learn vocabulary and weights from the training texts."""
        self._learn(self._terms(texts))
        return self

    def counts(self, texts) -> sparse.csr_matrix:
        """How often each word stands in each text, (texts, words)."""
        if self.vocabulary is None:
            raise UsageError("call `fit` before texts are counted")
        return self._counted(self._terms(texts))

    def transform(self, texts) -> sparse.csr_matrix:
        """Weights of the words of each text, (texts, words), rows of length 1.

        The row of a text without any known word is 0.
        """
        return self._weighed(self.counts(texts))

    def fit_transform(self, texts) -> sparse.csr_matrix:
        """`fit`, then `transform` of the same texts."""
        terms = self._terms(texts)
        self._learn(terms)
        return self._weighed(self._counted(terms))

    def _learn(self, terms):
        names, used_by = np.unique(
            np.array([term for text in terms for term in set(text)], str),
            return_counts=True,
        )
        kept = used_by >= self.min_count
        if not kept.any():
            raise UsageError(
                "`texts` must have a word that stands in at least "
                f"{self.min_count} of them. Received: {len(terms)} texts, "
                "none with such a word"
            )
        self.vocabulary, used_by = names[kept], used_by[kept]
        rarity = (1 + len(terms)) / (1 + used_by)
        self.inverse_frequency = 1 + np.log(rarity)
        self._places = {name: k for k, name in enumerate(self.vocabulary)}

    def _counted(self, terms):
        places = self._places
        columns = [[places[t] for t in text if t in places] for text in terms]
        ends = np.cumsum([0] + [len(row) for row in columns])
        flat = np.array([c for row in columns for c in row], np.int32)
        table = sparse.csr_matrix(
            (np.ones(len(flat)), flat, ends),
            shape=(len(terms), len(self.vocabulary)),
        )
        table.sum_duplicates()
        return table

    def _weighed(self, weights):
        if self.sublinear:
            weights.data = 1 + np.log(weights.data)
        weights.data *= self.inverse_frequency[weights.indices]
        squares = weights.multiply(weights).sum(axis=1)
        lengths = np.sqrt(np.asarray(squares)).ravel()
        lengths[lengths == 0] = 1
        weights.data /= np.repeat(lengths, np.diff(weights.indptr))
        return weights

    def _terms(self, texts):
        return [
            n_grams(words(text), self.sizes)
            for text in texts_of("texts", texts)
        ]
