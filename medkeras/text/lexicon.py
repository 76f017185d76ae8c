"""Names found by a list of those that training texts have."""

from collections import Counter, defaultdict

from medkeras.text.iob import Span, token_places
from medkeras.text.tokens import texts_of
from medkeras.utils.errors import UsageError


class Lexicon:
    """The names of the training texts, looked up in others: a plain baseline.

    Words are compared without regard to capitals; of names that begin at the
    same word the longest counts, and it has the kind it most often had. A name
    that the training texts have more often unmarked than marked is left out.

    Attributes:
        names: kind of each name, a tuple of words, after `fit`.

    Raises:
        UsageError: from `fit`, lists of unlike length or no mention; from
            `find`, before `fit`.

    Example:
        >>> from medkeras.text.iob import Span
        >>> from medkeras.text.lexicon import Lexicon
        >>> marked = [[Span(3, 8, "Disease")]]
        >>> lexicon = Lexicon().fit(["No cough."], marked)
        >>> lexicon.find(["Cough and fever."])
        [[Span(start=0, end=5, kind='Disease')]]

    Chapter: 3.3.2
    """

    def __init__(self):
        self.names, self._longest = None, 0

    def fit(self, texts, mentions) -> "Lexicon":
        """Learn the names that are marked in the texts: start, end, kind."""
        texts = texts_of("texts", texts)
        if len(texts) != len(mentions):
            raise UsageError(
                f"`mentions` must be as many as the texts, {len(texts)}. "
                f"Received: {len(mentions)}"
            )
        kinds = defaultdict(Counter)
        for text, marked in zip(texts, mentions, strict=True):
            for start, end, kind, *_ in marked:
                kinds[name_words(text[start:end])][kind] += 1
        kinds.pop((), None)
        if not kinds:
            raise UsageError(
                "`mentions` must hold a name of one word or more. Received: "
                "none"
            )
        self.names = {name: c.most_common(1)[0][0] for name, c in kinds.items()}
        self._longest = max(map(len, self.names))
        times = Counter()
        for found in self._written(texts):
            times.update(found)
        for name, count in kinds.items():
            if times[name] > 2 * count.total():
                del self.names[name]
        return self

    def find(self, texts) -> list[list[Span]]:
        """Names in each text, from left to right, none across another."""
        if self.names is None:
            raise UsageError("call `fit` before names are looked for")
        return [self._found(text) for text in texts_of("texts", texts)]

    def _found(self, text):
        places = token_places(text)
        words = [text[start:end].lower() for start, end in places]
        spans, number = [], 0
        while number < len(words):
            size = self._size_at(words, number)
            if size:
                name = tuple(words[number : number + size])
                ends = places[number][0], places[number + size - 1][1]
                spans.append(Span(*ends, self.names[name]))
            number += max(size, 1)
        return spans

    def _size_at(self, words, number):
        """Words of the longest name that begins here; 0 if none does."""
        for size in range(min(self._longest, len(words) - number), 0, -1):
            if tuple(words[number : number + size]) in self.names:
                return size
        return 0

    def _written(self, texts):
        """How often each name is written in a text, marked or not."""
        for text in texts:
            words = name_words(text)
            sizes = range(1, self._longest + 1)
            starts = range(len(words))
            found = Counter()
            for size in sizes:
                found.update(words[start : start + size] for start in starts)
            yield {name: n for name, n in found.items() if name in self.names}


def name_words(name: str) -> tuple[str, ...]:
    """Words and signs of a name, without capitals: what names are known by.

    Args:
        name: any text.

    Returns:
        Its words.

    Example:
        >>> from medkeras.text.lexicon import name_words
        >>> name_words("Type-2 Diabetes")
        ('type', '-', '2', 'diabetes')

    Chapter: 3.3.2
    """
    return tuple(name[s:e].lower() for s, e in token_places(name))
