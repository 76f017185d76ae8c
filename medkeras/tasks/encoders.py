"""What networks read of raw inputs; all that is fitted, is on training."""

from collections.abc import Callable, Mapping

import numpy as np

from medkeras.ehr.hourly_grids import carry_grid
from medkeras.ehr.vocabulary import Vocabulary
from medkeras.utils.sizes import check_whole

FARTHEST = 5.0  # standard deviations: what lies beyond is drawn in


def standardized(seen, unseen) -> tuple[np.ndarray, np.ndarray]:
    """Columns of mean 0 and spread 1 in training; gaps become 0, the mean.

    Args:
        seen: training inputs, (rows, ..., columns), NaN in gaps.
        unseen: test inputs.

    Returns:
        Both, within five standard deviations.

    Example:
        >>> from medkeras.tasks.encoders import standardized
        >>> standardized([[0.0], [2.0]], [[1.0], [float("nan")]])[1].tolist()
        [[0.0], [0.0]]

    Chapter: 3.4.1
    """
    scaled = _scaled(seen, unseen)
    return tuple(np.nan_to_num(each) for each in scaled)


def as_row(seen, unseen) -> tuple[np.ndarray, np.ndarray]:
    """A table as one step of a ConvLSTM: its columns side by side.

    Args:
        seen: training inputs, (rows, columns).
        unseen: test inputs.

    Returns:
        Both, standardised, (rows, 1, columns, 1).

    Example:
        >>> from medkeras.tasks.encoders import as_row
        >>> as_row([[0.0, 1.0], [2.0, 5.0]], [[1.0, 3.0]])[1].shape
        (1, 1, 2, 1)

    Chapter: 3.4.1
    """
    return tuple(each[:, None, :, None] for each in standardized(seen, unseen))


def carried_hours(seen, unseen) -> tuple[np.ndarray, np.ndarray]:
    """Hourly values, standardised; gaps carry the last value onwards.

    Args:
        seen: training inputs, (stays, hours, columns), NaN in gaps.
        unseen: test inputs.

    Returns:
        Both without gaps; before the first value stands the mean, 0.

    Example:
        >>> import numpy as np
        >>> from medkeras.tasks.encoders import carried_hours
        >>> x = np.array([[[1.0], [np.nan]], [[3.0], [5.0]]])
        >>> carried_hours(x, x)[0][0, 1, 0] == carried_hours(x, x)[0][0, 0, 0]
        np.True_

    Chapter: 3.4.1
    """
    return tuple(carry_grid(each) for each in _scaled(seen, unseen))


class Words:
    """Texts as numbers of the words that training has seen.

    Args:
        width: words of a text; shorter ones end in zeros.
        min_count: a word that training uses less often is rare.

    Raises:
        UsageError: sizes below 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.tasks.encoders import Words
        >>> texts = np.array(["no fever", "fever"], object)
        >>> Words(3, min_count=1)(texts, np.array(["cough"], object))[1]
        array([[1, 0, 0]])

    Chapter: 3.4.1
    """

    def __init__(self, width: int, min_count: int = 2):
        check_whole("width", width)
        check_whole("min_count", min_count)
        self.width, self.min_count = width, min_count

    def __call__(self, seen, unseen) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of both, by the vocabulary of the first."""
        known = self._vocabulary(seen)
        return tuple(self._numbers(known, each) for each in (seen, unseen))

    def _vocabulary(self, texts):
        words = [word for text in texts for word in text.split()]
        return Vocabulary(words or ["-"], min_count=self.min_count)

    def _numbers(self, vocabulary, texts):
        rows = np.zeros((len(texts), self.width), int)
        for row, text in enumerate(texts):
            words = text.split()[: self.width]
            if words:
                rows[row, : len(words)] = vocabulary.numbers(words)
        return rows


def two_texts(claim: int, evidence: int) -> Callable:
    """A coding of claims and their evidence with one vocabulary.

    Args:
        claim: words of a claim.
        evidence: words of its evidence.

    Returns:
        From two dictionaries of texts, `claim` and `evidence`, to two of
        numbers.

    Raises:
        UsageError: sizes below 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.tasks.encoders import two_texts
        >>> pair = {"claim": np.array(["a cures b"], object),
        ...         "evidence": np.array(["no effect of a on b"], object)}
        >>> two_texts(4, 6)(pair, pair)[0]["evidence"].shape
        (1, 6)

    Chapter: 3.4.1
    """
    widths = {"claim": Words(claim), "evidence": Words(evidence)}

    def encode(seen: Mapping, unseen: Mapping) -> tuple[dict, dict]:
        both = np.concatenate([seen["claim"], seen["evidence"]])
        known = widths["claim"]._vocabulary(both)
        return tuple(
            {name: way._numbers(known, each[name]) for name, way in
             widths.items()}
            for each in (seen, unseen)
        )  # fmt: skip

    return encode


def _scaled(seen, unseen):
    seen, unseen = np.asarray(seen, float), np.asarray(unseen, float)
    flat = seen.reshape(-1, seen.shape[-1])
    there = np.isfinite(flat)
    count = np.maximum(there.sum(axis=0), 1)
    mean = np.where(there, flat, 0).sum(axis=0) / count
    square = np.where(there, flat - mean, 0) ** 2
    spread = np.sqrt(square.sum(axis=0) / count)
    spread = np.where(spread > 0, spread, 1)
    scaled = [(each - mean) / spread for each in (seen, unseen)]
    return [np.clip(each, -FARTHEST, FARTHEST) for each in scaled]
