"""Texts found by the words of a question."""

from collections import Counter

import numpy as np

from medkeras.text.tokens import words
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole
from medkeras.utils.texts import texts_of

FLOOR = 0.25  # of the mean weight, for words that most texts use


class BM25:
    """The Okapi BM25 score of texts for a question.

        s(q, d) = Σ_t idf(t) n(t, d) (k + 1)
                  / (n(t, d) + k (1 - b + b |d| / mean |d|))
        idf(t) = ln(N - N_t + 0.5) - ln(N_t + 0.5)

    over the words t of the question, for a text d of |d| words that has t
    n(t, d) times; N_t of the N texts have it. Saying a word often helps less
    and less (k), a long text must say it more often (b). A word that more than
    half of the texts have would count against them; it gets a quarter of the
    mean weight.

    Args:
        texts: among which to search.
        k: how soon repeating a word stops to help.
        b: how much length counts, 0 to 1.

    Attributes:
        texts: as given.

    Raises:
        UsageError: no list of texts, none with a word; k below 0 or b
            outside [0, 1].

    Example:
        >>> from medkeras.text.bm25 import BM25
        >>> evidence = BM25(["masks filter droplets", "zinc and colds",
        ...                  "vitamin C and colds"])
        >>> evidence.best("does vitamin C prevent colds?", count=1).tolist()
        [2]

    Reference: Robertson and Zaragoza 2009, doi:10.1561/1500000019; the
        floor as in the library rank_bm25.
    Chapter: 3.3.2
    """

    def __init__(self, texts, k: float = 1.5, b: float = 0.75):
        check_number("k", k, 0)
        check_number("b", b, 0, 1)
        self.texts, self.k, self.b = texts_of("texts", texts), k, b
        tokens = [words(text) for text in self.texts]
        self._lengths = np.array([len(each) for each in tokens], float)
        if not self._lengths.sum():
            raise UsageError(
                "`texts` must hold a word. Received: "
                f"{len(self.texts)} texts without any"
            )
        self._postings = _postings(tokens)
        self._weights = _weights(self._postings, len(tokens))

    def scores(self, question: str) -> np.ndarray:
        """Score of each text, (texts,); 0 where no word is shared."""
        total = np.zeros(len(self.texts))
        share = self._lengths / self._lengths.mean()
        longer = self.k * (1 - self.b + self.b * share)
        for word in words(question):
            if word in self._postings:
                rows, often = self._postings[word]
                gain = often * (self.k + 1) / (often + longer[rows])
                total[rows] += self._weights[word] * gain
        return total

    def best(self, question: str, count: int = 5) -> np.ndarray:
        """Places of the texts with the highest scores, best first."""
        check_whole("count", count)
        return np.argsort(-self.scores(question), kind="stable")[:count]


def _postings(tokens):
    """For each word the texts that have it, and how often."""
    found = {}
    for row, each in enumerate(tokens):
        for word, often in Counter(each).items():
            found.setdefault(word, []).append((row, often))
    return {
        word: tuple(np.array(pairs, int).T) for word, pairs in found.items()
    }


def _weights(postings, num_texts):
    used_by = np.array([len(rows) for rows, _ in postings.values()])
    weights = np.log(num_texts - used_by + 0.5) - np.log(used_by + 0.5)
    weights = np.where(weights < 0, FLOOR * weights.mean(), weights)
    return dict(zip(postings, weights.tolist(), strict=True))
