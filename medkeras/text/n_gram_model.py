"""A language model that counts: the next token after the last few."""

import numpy as np

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

PAD, START, END = 0, 1, 2


class NGramModel:
    """Interpolated n-grams, smoothed by Witten and Bell's rule.

    The chance of a token after its last n - 1 ones is a mixture of what was
    counted after them, and of the same after one fewer:

        p_n(x | h) = (c(h x) + d(h) p_{n-1}(x | h')) / (c(h) + d(h))

    c are counts, h' is h without its first token, d(h) how many different
    tokens followed h: the more there were, the more likely is a new one.
    Below the single token stand equal chances of all tokens, so that none is
    impossible. Nothing is tuned.

    Args:
        order: n, tokens that are looked at, the new one included.
        num_tokens: numbers that occur, with 0 (filling), 1 (start), 2 (end).

    Raises:
        UsageError: sizes below 1 or 3, or so large that counts cannot be
            numbered.

    Example:
        >>> from medkeras.text.n_gram_model import NGramModel
        >>> rows = [[1, 3, 4, 2], [1, 3, 3, 2]]
        >>> model = NGramModel(order=2, num_tokens=5).fit(rows)
        >>> round(model.perplexity(rows), 2)
        1.99

    Reference: Witten and Bell 1991, doi:10.1109/18.87000; Chen and Goodman
        1999, doi:10.1006/csla.1999.0128.
    Chapter: 3.4.3
    """

    def __init__(self, order: int, num_tokens: int):
        check_whole("order", order)
        check_whole("num_tokens", num_tokens, 3)
        if num_tokens ** (order + 1) >= 2**62:
            raise UsageError(
                "`order` must be smaller for so many tokens. Received: "
                f"order={order}, num_tokens={num_tokens}"
            )
        self.order, self.num_tokens = order, num_tokens
        self.tables = []

    def fit(self, rows: np.ndarray) -> "NGramModel":
        """Count what follows what.

        Args:
            rows: (texts, length) numbers: start, tokens, end, filling.

        Returns:
            The model itself.

        Raises:
            UsageError: numbers out of range, or rows without a start or end.
        """
        words, _ = self._words(rows)
        self.tables = [
            self._table(words, size) for size in range(1, self.order + 1)
        ]
        return self

    def log_probabilities(self, rows: np.ndarray) -> np.ndarray:
        """Logarithm of each token's chance, (texts, length - 1).

        The first column belongs to the token after the start; NaN stands at
        filling.
        """
        words, inside = self._words(rows)
        found = np.full(inside.shape, np.nan)
        found[inside] = np.log(self._chances(words))
        return found

    def perplexity(self, rows: np.ndarray) -> float:
        """Exponent of the mean negative logarithm, ends included.

        As many tokens, equally likely, would be as hard to guess.
        """
        return float(np.exp(-np.nanmean(self.log_probabilities(rows))))

    def sample(
        self, num_texts: int, max_length: int, rng: np.random.Generator
    ) -> np.ndarray:
        """Draw texts token by token.

        Returns:
            (num_texts, max_length + 1) numbers, from the start's mark on; a
            text that was not ended by then has no end.
        """
        check_whole("num_texts", num_texts)
        check_whole("max_length", max_length)
        # Left of the start stands filling, as in training.
        width = self.order - 1
        drawn = np.full((num_texts, width + 1 + max_length), PAD, np.int32)
        drawn[:, width] = START
        going = np.arange(num_texts)
        for place in range(width + 1, drawn.shape[1]):
            history = drawn[going, place - width : place]
            chances = self._next_chances(history)
            edges = np.cumsum(chances, axis=1)
            edges /= edges[:, -1:]
            token = (rng.random(len(going))[:, None] >= edges).sum(axis=1)
            drawn[going, place] = token
            going = going[token != END]
            if not len(going):
                break
        return drawn[:, width:]

    def _next_chances(self, history):
        """Chance of each token after each history, (rows, tokens)."""
        rows = len(history)
        words = np.empty((rows, self.num_tokens, self.order), np.int64)
        words[..., :-1] = history[:, None]
        words[..., -1] = np.arange(self.num_tokens)
        words = words.reshape(-1, self.order)
        chances = self._chances(words).reshape(rows, self.num_tokens)
        chances[:, [PAD, START]] = 0
        return chances

    def _chances(self, words):
        """Mix the chances from the shortest history to the longest."""
        if not self.tables:
            raise UsageError(
                "the model must be fitted first. Received: no rows"
            )
        chances = np.full(len(words), 1 / (self.num_tokens - 2))
        for size, table in enumerate(self.tables, start=1):
            keys = _keys(words[:, -size:], self.num_tokens)
            count = _look_up(table["grams"], table["counts"], keys)
            history = keys // self.num_tokens
            total = _look_up(table["histories"], table["totals"], history)
            kinds = _look_up(table["histories"], table["kinds"], history)
            mixed = (count + kinds * chances) / np.maximum(total + kinds, 1)
            chances = np.where(total > 0, mixed, chances)
        return chances

    def _table(self, words, size):
        """Counts of grams and of their histories, both sorted."""
        keys = _keys(words[:, -size:], self.num_tokens)
        grams, counts = np.unique(keys, return_counts=True)
        histories, place = np.unique(
            grams // self.num_tokens, return_inverse=True
        )
        return {
            "grams": grams,
            "counts": counts,
            "histories": histories,
            "totals": np.bincount(place, counts),
            "kinds": np.bincount(place),
        }

    def _words(self, rows):
        """Each token with those before it, (tokens, order); where they are."""
        rows = real_array(
            "rows", rows, ("texts", "length"), 0, self.num_tokens - 1
        )
        if rows.dtype.kind not in "iu":
            raise UsageError(f"`rows` must be whole. Received: {rows.dtype}")
        if not (rows[:, 0] == START).all() or rows.shape[1] < 2:
            raise UsageError(
                f"`rows` must begin with {START}, the start's mark, and go on. "
                f"Received: {(rows[:, 0] != START).sum()} of {len(rows)} that "
                "do not"
            )
        before = np.zeros((len(rows), self.order - 1), rows.dtype)
        padded = np.concatenate([before, rows], axis=1).astype(np.int64)
        windows = np.lib.stride_tricks.sliding_window_view(
            padded[:, 1:], self.order, axis=1
        )
        inside = rows[:, 1:] != PAD
        return windows[inside], inside


def _keys(words, num_tokens):
    """Each row of numbers as one number."""
    powers = num_tokens ** np.arange(words.shape[1])[::-1]
    return words @ powers


def _look_up(sorted_keys, values, keys):
    """Value of each key; 0 for one that is not there."""
    place = np.searchsorted(sorted_keys, keys)
    place[place == len(sorted_keys)] = 0
    return np.where(sorted_keys[place] == keys, values[place], 0)
