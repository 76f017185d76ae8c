"""Which thing is meant: a name to the identifier of a thesaurus."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from medkeras.text.lexicon import name_words
from medkeras.text.tf_idf import TfIdf
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole
from medkeras.utils.texts import texts_of


class MentionLinker:
    """Identifiers of names by the names that training has.

    A name that training has, capitals apart, gets the identifier it most often
    had there. For another, the most similar name of training answers, where
    similar is the cosine of TF-IDF weights of runs of letters ("tumours" is
    near "tumour"). A thing that training never named cannot be told.

    Args:
        size: letters of a run, 2 or more.

    Attributes:
        identifiers: those of training, a set, after `fit`.

    Raises:
        UsageError: a size below 2; from `fit`, no names or lists of unlike
            length; from `link`, before `fit`.

    Example:
        >>> from medkeras.text.linking import MentionLinker
        >>> linker = MentionLinker().fit(["colon tumour", "cough"], ["A", "B"])
        >>> linker.link(["Cough", "tumours"])
        ['B', 'A']

    Reference: as a plain baseline for Leaman, Doğan and Lu 2013,
        doi:10.1093/bioinformatics/btt474, who learn the similarity.
    Chapter: 3.3.2
    """

    def __init__(self, size: int = 3):
        check_whole("size", size, 2)
        self.size = size
        self.identifiers = None

    def fit(self, names: Sequence[str], identifiers: Sequence[str]):
        """Learn from names and the identifiers of what they name."""
        names = texts_of("names", names)
        identifiers = texts_of("identifiers", identifiers)
        if len(names) != len(identifiers) or not names:
            raise UsageError(
                "`names` and `identifiers` must be as many, one or more. "
                f"Received: {len(names)} and {len(identifiers)}"
            )
        votes = defaultdict(Counter)
        for name, identifier in zip(names, identifiers, strict=True):
            votes[name_words(name)][identifier] += 1
        self._known = {n: v.most_common(1)[0][0] for n, v in votes.items()}
        self.identifiers = set(identifiers)
        self._weights = TfIdf()
        runs = [self._runs(name) for name in self._known]
        self._table = self._weights.fit_transform(runs)
        return self

    def link(self, names: Sequence[str]) -> list[str]:
        """The identifier of each name."""
        if self.identifiers is None:
            raise UsageError("call `fit` before names are linked")
        names = [name_words(name) for name in texts_of("names", names)]
        asked = [
            name for name in dict.fromkeys(names) if name not in self._known
        ]
        answers = dict(self._known)
        if asked:
            rows = self._weights.transform([self._runs(name) for name in asked])
            nearest = np.asarray((rows @ self._table.T).argmax(axis=1)).ravel()
            of_known = list(self._known.values())
            for name, place in zip(asked, nearest, strict=True):
                answers[name] = of_known[place]
        return [answers[name] for name in names]

    def _runs(self, name):
        """Runs of letters of a name, as words that TF-IDF can weigh."""
        # a mark at both ends: how a name begins and ends counts, too
        letters = "_" * (self.size - 1) + "_".join(name) + "_" * (self.size - 1)
        starts = range(max(len(letters) - self.size + 1, 1))
        return " ".join(letters[s : s + self.size] for s in starts)
