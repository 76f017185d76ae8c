"""Numbers for words: codes of a training set, rare and unknown ones apart."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from medkeras.ehr.ragged import Ragged
from medkeras.utils.arrays import check_places
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

PADDING, UNKNOWN, RARE = "", "UNKNOWN", "RAREWORD"
SPECIAL = (PADDING, UNKNOWN, RARE)
PIECE = 2**16  # words taken at once, so that memory does not grow


class Vocabulary:
    """The words of a training set and their numbers.

    0 stands for no word, 1 for a word that training never saw, 2 for one that
    it saw too rarely to learn anything of. The others follow by falling
    frequency, equal ones by their letters.

    Args:
        words: of the training set, each as often as it occurs.
        min_count: a word that occurs less often is rare.
        always: words that are never rare, such as those of time gaps.

    Attributes:
        words: (words,), by number.
        counts: (words,), how often each occurs; rare ones together.

    Raises:
        UsageError: a count below 1, or no words at all.

    Example:
        >>> from medkeras.ehr.vocabulary import Vocabulary
        >>> vocabulary = Vocabulary(["428", "250", "428", "401"], min_count=2)
        >>> vocabulary.words.tolist()
        ['', 'UNKNOWN', 'RAREWORD', '428']
        >>> vocabulary.numbers(["428", "250", "999"]).tolist()
        [3, 2, 1]

    Reference: Nguyen et al. 2017, doi:10.1109/JBHI.2016.2633963, for words
        that are rare.
    Chapter: 3.2.3, 3.3.1
    """

    def __init__(
        self,
        words: Iterable[str],
        min_count: int = 1,
        always: Sequence[str] = (),
    ):
        check_whole("min_count", min_count)
        if not isinstance(words, np.ndarray):
            words = list(words)
        seen = Counter()
        for piece in _in_pieces(np.asarray(words, str)):
            seen.update(piece)
        if not seen and not len(always):
            raise UsageError("`words` must hold a word. Received: none")
        kept = {
            word: count
            for word, count in seen.items()
            if count >= min_count or word in always
        }
        kept |= {word: seen.get(word, 0) for word in always}
        kept = {w: count for w, count in kept.items() if w not in SPECIAL}
        order = sorted(kept, key=lambda word: (-kept[word], word))
        self._rare = set(seen) - set(kept) - set(SPECIAL)
        rare = sum(seen[word] for word in self._rare)
        self.words = np.array([*SPECIAL, *order])
        self.counts = np.array([0, 0, rare, *(kept[word] for word in order)])
        self._numbers = {word: k for k, word in enumerate(self.words.tolist())}
        self._numbers |= dict.fromkeys(self._rare, SPECIAL.index(RARE))

    def __len__(self) -> int:
        """How many numbers there are, the three special ones included."""
        return len(self.words)

    def __contains__(self, word: str) -> bool:
        return word in self._numbers and word not in self._rare

    def numbers(self, words) -> np.ndarray:
        """Numbers of words.

        Args:
            words: texts, of any shape.

        Returns:
            Whole numbers of the same shape.
        """
        words = np.asarray(words, str)
        unknown = SPECIAL.index(UNKNOWN)
        known = self._numbers
        found = [
            [known.get(word, unknown) for word in piece]
            for piece in _in_pieces(words)
        ]
        found = np.concatenate([np.zeros(0, np.int64), *found])
        return found.reshape(words.shape)

    def encode(self, texts: Ragged) -> Ragged:
        """Numbers of all words of rows of unlike lengths."""
        return Ragged(self.numbers(texts.values), texts.ends)

    def decode(self, numbers) -> np.ndarray:
        """Words of numbers.

        Args:
            numbers: whole numbers, of any shape.

        Returns:
            Texts of the same shape.

        Raises:
            UsageError: a number that no word has.
        """
        numbers = np.asarray(numbers, np.int64)
        check_places("numbers", numbers.ravel(), len(self))
        return self.words[numbers]


def _in_pieces(words: np.ndarray) -> Iterator[list[str]]:
    """Lists of the words, in a time that grows with their number."""
    words = words.reshape(-1)
    for start in range(0, len(words), PIECE):
        yield words[start : start + PIECE].tolist()
