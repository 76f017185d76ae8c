"""Names found by a list of those that training texts have."""

from collections import Counter, defaultdict

from medkeras.text.iob import Span, check_marked, token_places
from medkeras.utils.errors import UsageError
from medkeras.utils.texts import texts_of


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
        self.names, self._sizes = None, {}

    def fit(self, texts, mentions) -> "Lexicon":
        """Learn the names that are marked in the texts: start, end, kind."""
        texts = texts_of("texts", texts)
        check_marked(texts, mentions)
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
        self._learn_sizes()
        times = Counter()
        for text in texts:
            times.update(self._written(name_words(text)))
        for name, count in kinds.items():
            if times[name] > 2 * count.total():
                del self.names[name]
        self._learn_sizes()
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

    def _learn_sizes(self):
        """Lengths of the names that begin with a word, longest first."""
        sizes = defaultdict(set)
        for name in self.names:
            sizes[name[0]].add(len(name))
        self._sizes = {w: sorted(s, reverse=True) for w, s in sizes.items()}

    def _size_at(self, words, number):
        """Words of the longest name that begins here; 0 if none does."""
        for size in self._sizes.get(words[number], ()):
            name = tuple(words[number : number + size])
            if len(name) == size and name in self.names:
                return size
        return 0

    def _written(self, words):
        """Every name that is written in a text, marked or not."""
        for number, word in enumerate(words):
            for size in self._sizes.get(word, ()):
                name = tuple(words[number : number + size])
                if len(name) == size and name in self.names:
                    yield name


def names_of(texts, mentions) -> set[tuple[str, ...]]:
    """All names that are marked in some texts.

    Args:
        texts: a list of them.
        mentions: start and end, maybe more, of the names of each.

    Returns:
        Names as in `name_words`.

    Example:
        >>> from medkeras.text.lexicon import names_of
        >>> names_of(["No Cough."], [[(3, 8)]])
        {('cough',)}

    Chapter: 3.3.2
    """
    found = set()
    for text, marked in zip(texts, mentions, strict=True):
        found |= {name_words(text[m[0] : m[1]]) for m in marked}
    return found


def never_named(texts, mentions, names) -> list[list]:
    """Of the marked names of some texts those that are not among `names`.

    Args:
        texts: a list of them.
        mentions: start and end, maybe more, of the names of each.
        names: of training, from `names_of`.

    Returns:
        For each text what is left of its mentions.

    Example:
        >>> from medkeras.text.lexicon import never_named
        >>> never_named(["No Cough."], [[(3, 8)]], {("cough",)})
        [[]]

    Chapter: 3.3.2
    """
    left = []
    for text, marked in zip(texts, mentions, strict=True):
        spelt = [name_words(text[m[0] : m[1]]) for m in marked]
        pairs = zip(marked, spelt, strict=True)
        left.append([m for m, name in pairs if name not in names])
    return left


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
