"""Names found by a BiLSTM with a random field, from texts to places."""

from collections import Counter

import keras
import numpy as np

from medkeras.models.restarts import takes_few
from medkeras.models.text import bilstm_crf
from medkeras.text.iob import (
    Span,
    check_marked,
    num_bad_tags,
    sentence_ranges,
    spans_of_tags,
    tag_names,
    tags_of_spans,
    token_places,
)
from medkeras.training.batches import batches
from medkeras.training.strategy import strategy
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive, check_seed, check_whole
from medkeras.utils.texts import texts_of

RARE = 1  # number of a word, or letter, that training has not or hardly


class NameTagger:
    """Learns to mark names in texts; finds them in others.

    Texts are cut into sentences, those into words; a word is read as a whole,
    without capitals and with 0 for digits, and letter by letter, as it is. The
    tags of all sentences of a text are put together again before they are read
    as places.

    Args:
        epochs: passes over the training sentences.
        units: of the memory in each direction; vectors of words are as wide.
        batch_size: sentences of a step.
        learning_rate: Adam's.
        longest: words of a sentence; a longer one is cut.
        max_letters: of a word, 3 or more; of a longer one its beginning and
            end.
        min_count: a word that training has less often is "rare", so that
            the network learns what to make of words it does not know.
        seed: of weights, order and dropout.

    Attributes:
        tags: names of the tags, after `fit`.
        num_bad: tags that the last `find` had to read as a beginning.

    Raises:
        UsageError: sizes out of range; from `fit`, lists of unlike length or
            no mention; from `find`, before `fit`.

    Example:
        >>> from medkeras.text.iob import Span
        >>> from medkeras.training.name_tagger import NameTagger
        >>> tagger = NameTagger(epochs=1, units=4)
        >>> _ = tagger.fit(["No cough."], [[Span(3, 8, "Disease")]])
        >>> len(tagger.find(["A cough at night.", "No."]))
        2

    Reference: Lample et al. 2016, doi:10.18653/v1/N16-1030.
    Chapter: 3.3.2
    """

    def __init__(
        self,
        epochs: int = 6,
        units: int = 48,
        batch_size: int = 32,
        learning_rate: float = 4e-3,
        longest: int = 40,
        max_letters: int = 14,
        min_count: int = 2,
        seed: int = 0,
    ):
        sizes = dict(epochs=epochs, units=units, batch_size=batch_size)
        sizes |= dict(longest=longest, min_count=min_count)
        for name, size in sizes.items():
            check_whole(name, size)
        check_whole("max_letters", max_letters, 3)
        check_positive("learning_rate", learning_rate)
        check_seed(seed)
        self.epochs, self.units, self.batch_size = epochs, units, batch_size
        self.learning_rate, self.longest = learning_rate, longest
        self.max_letters, self.min_count = max_letters, min_count
        self.seed, self.num_bad = seed, 0
        self.tags, self.model_ = [], None

    def fit(self, texts, mentions) -> "NameTagger":
        """Train on texts and their marked places (start, end, kind)."""
        texts = texts_of("texts", texts)
        check_marked(texts, mentions)
        self.tags = tag_names(m[2] for marked in mentions for m in marked)
        if len(self.tags) == 1:
            raise UsageError("`mentions` must mark a name. Received: none")
        written = [_words(text, token_places(text)) for text in texts]
        self._learn_words(written)
        numbers = {tag: number for number, tag in enumerate(self.tags)}
        rows, tags = [], []
        for text, marked in zip(texts, mentions, strict=True):
            places = token_places(text)
            own = tags_of_spans(marked, places)
            for first, last in sentence_ranges(text, places, self.longest):
                rows.append(_words(text, places[first:last]))
                tags.append([numbers[tag] for tag in own[first:last]])
        if not any(map(any, tags)):  # all places lie outside of the words
            raise UsageError("`mentions` must mark a word. Received: none")
        self._train(self._inputs(rows), _filled(tags, self.longest))
        return self

    def find(self, texts) -> list[list[Span]]:
        """Places of names in each text, in their order."""
        if self.model_ is None:
            raise UsageError("call `fit` before names are looked for")
        texts, rows, ranges = texts_of("texts", texts), [], []
        for text in texts:
            places = token_places(text)
            cut = sentence_ranges(text, places, self.longest)
            ranges.append(cut)
            rows += [_words(text, places[first:last]) for first, last in cut]
        told = self.model_.tags_of(self._inputs(rows)) if rows else []
        found, place, self.num_bad = [], 0, 0
        for text, cut in zip(texts, ranges, strict=True):
            tags = []
            for first, last in cut:
                own = told[place][: last - first]
                tags += [self.tags[number] for number in own]
                place += 1
            self.num_bad += num_bad_tags(tags)
            found.append(spans_of_tags(tags, token_places(text)))
        return found

    def _learn_words(self, written):
        """Numbers of words and letters, from 2 on."""
        counts, letters = Counter(), Counter()
        for words in written:
            counts.update(map(_plain, words))
            letters.update("".join(words))
        kept = [w for w, n in sorted(counts.items()) if n >= self.min_count]
        self._words = {word: k for k, word in enumerate(kept, RARE + 1)}
        self._letters = {a: k for k, a in enumerate(sorted(letters), RARE + 1)}

    def _inputs(self, rows):
        """Numbers of words and letters of sentences."""
        known = {}  # a word is looked up and spelt once
        for row in rows:
            for word in row:
                if word not in known:
                    number = self._words.get(_plain(word), RARE)
                    known[word] = number, self._spelt(word)
        words = np.zeros((len(rows), self.longest), "int32")
        letters = np.zeros((*words.shape, self.max_letters), "int32")
        for place, row in enumerate(rows):
            if row:
                numbers, spelt = zip(*map(known.get, row), strict=True)
                words[place, : len(row)] = numbers
                letters[place, : len(row)] = spelt
        return {"words": words, "letters": letters}

    def _spelt(self, word):
        """Numbers of the letters of a word, zeros behind them."""
        if len(word) > self.max_letters:
            half = self.max_letters // 2
            word = word[: self.max_letters - half] + word[-half:]
        own = [self._letters.get(letter, RARE) for letter in word]
        return own + [0] * (self.max_letters - len(own))

    def _train(self, inputs, tags):
        steps = self.epochs * -(-len(tags) // self.batch_size)
        few = takes_few(steps, strategy().num_replicas_in_sync)
        keras.utils.set_random_seed(self.seed)
        with strategy().scope():
            model = bilstm_crf(
                len(self._words) + 2,
                len(self.tags),
                self.longest,
                embedding=self.units,
                units=self.units,
                alphabet=len(self._letters) + 2,
                max_letters=self.max_letters,
                dropout=0.3,
            )
            rate = keras.optimizers.Adam(self.learning_rate)
            model.compile(rate, jit_compile=False, run_eagerly=few)
        rows = batches(inputs, tags, self.batch_size, True, self.seed)
        model.fit(rows, shuffle=False, epochs=self.epochs, verbose=0)
        self.model_ = model


def _words(text, places):
    return [text[start:end] for start, end in places]


def _plain(word):
    """A word without capitals, 0 for each digit."""
    return "".join("0" if a.isdigit() else a for a in word.lower())


def _filled(rows, width):
    """Lists of numbers as an array, zeros behind them."""
    table = np.zeros((len(rows), width), "int32")
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    return table
