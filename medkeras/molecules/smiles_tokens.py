"""SMILES cut into tokens, tokens as whole numbers, and back.

A token is what cannot be cut further: an atom (Cl is one, not C and a lone
letter), everything in one pair of brackets, a bond, a branch's parenthesis,
the number of a ring's bond. SELFIES consist of brackets only, so that the
same functions serve them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import check_whole
from medkeras.utils.texts import texts_of

TOKEN = re.compile(
    r"\[[^\[\]\s]+\]"  # an atom with charge, hydrogens or handedness
    r"|Br|Cl|%\d\d|%\(\d+\)|@@|>>"  # two signs or more that are one
    r"|[BCNOSPFIbcnosp0-9()=#$:/\\.\-+~@?*>]"
)
PAD, START, END = 0, 1, 2
MARKS = ("<pad>", "<start>", "<end>")


def tokenize_smiles(smiles: str) -> list[str]:
    """Cut a SMILES into its tokens; none is lost.

    Args:
        smiles: a text; it need not be a molecule.

    Returns:
        Tokens in their order: joined they are the text.

    Raises:
        UsageError: no text, an empty one, or a sign that no SMILES has.

    Example:
        >>> from medkeras.molecules import tokenize_smiles
        >>> tokenize_smiles("Clc1cc[nH]c1")
        ['Cl', 'c', '1', 'c', 'c', '[nH]', 'c', '1']

    Reference: Schwaller et al. 2019, doi:10.1021/acscentsci.9b00576.
    Chapter: 3.4.3
    """
    return tokenize_many([smiles])[0]


def tokenize_many(smiles: Iterable[str]) -> list[list[str]]:
    """Cut many SMILES into tokens.

    Args:
        smiles: texts.

    Returns:
        A list of tokens for each.

    Raises:
        UsageError: no list of texts, empty texts, or signs that no SMILES
            has; they are counted.

    Example:
        >>> from medkeras.molecules.smiles_tokens import tokenize_many
        >>> tokenize_many(["CO", "BrC=O"])
        [['C', 'O'], ['Br', 'C', '=', 'O']]

    Chapter: 3.4.3
    """
    smiles = texts_of("smiles", smiles)
    # What fits no pattern is skipped here, and missed below.
    tokens = [TOKEN.findall(text) for text in smiles]
    wrong = [
        place
        for place, found in enumerate(tokens)
        if not found or "".join(found) != smiles[place]
    ]
    if wrong:
        text = smiles[wrong[0]]
        what = "an empty text"
        if text:
            what = f"{_unknown(text)} of {one_line(text)}"
        raise UsageError(
            "`smiles` must consist of the signs of SMILES. Received: "
            f"{len(wrong)} of {len(smiles)} that do not, first {what} at "
            f"place {wrong[0]}"
        )
    return tokens


def detokenize_smiles(tokens: Sequence[str]) -> str:
    """Join tokens to a SMILES.

    Args:
        tokens: as `tokenize_smiles` returns them.

    Returns:
        The text.

    Raises:
        UsageError: one text instead of a list, or what is no text.

    Example:
        >>> from medkeras.molecules import detokenize_smiles
        >>> detokenize_smiles(["C", "=", "O"])
        'C=O'

    Chapter: 3.4.3
    """
    return "".join(texts_of("tokens", tokens))


class SmilesVocabulary:
    """Tokens of a set of SMILES, numbered; three marks come first.

    Number 0 fills short rows, 1 begins a text, 2 ends it.

    Args:
        tokens: different tokens; `SmilesVocabulary.of` finds those of a set.

    Raises:
        UsageError: no tokens, repeated ones, or a mark among them.

    Example:
        >>> from medkeras.molecules import SmilesVocabulary
        >>> vocabulary = SmilesVocabulary.of(["CCO", "CCl"])
        >>> vocabulary.tokens
        ('<pad>', '<start>', '<end>', 'C', 'Cl', 'O')
        >>> vocabulary.encode(["CCO", "CCl"])
        array([[1, 3, 3, 5, 2],
               [1, 3, 4, 2, 0]], dtype=int32)
        >>> vocabulary.decode([[1, 3, 4, 2, 0]])
        ['CCl']

    Chapter: 3.4.3
    """

    def __init__(self, tokens: Iterable[str]):
        tokens = texts_of("tokens", tokens)
        if (
            not tokens
            or len(set(tokens)) < len(tokens)
            or set(tokens)
            & {
                *MARKS,
                "",
            }
        ):
            raise UsageError(
                "`tokens` must be different, and none of the marks "
                f"{', '.join(MARKS)}. Received: {one_line(tokens)}"
            )
        self.tokens = (*MARKS, *tokens)
        self._number = {token: n for n, token in enumerate(self.tokens)}

    @classmethod
    def of(cls, smiles: Iterable[str]) -> "SmilesVocabulary":
        """Return the vocabulary of some SMILES, in alphabetical order."""
        tokens = tokenize_many(smiles)
        return cls(sorted(set(chain.from_iterable(tokens))))

    def __len__(self):
        return len(self.tokens)

    def knows(self, smiles: Iterable[str]) -> np.ndarray:
        """Say which SMILES consist of known tokens, (texts,)."""
        known = set(self.tokens)
        return np.array([known.issuperset(t) for t in tokenize_many(smiles)])

    def encode(
        self,
        smiles: Iterable[str],
        length: int | None = None,
        marks: bool = True,
    ) -> np.ndarray:
        """Return the numbers of the tokens.

        Args:
            smiles: texts.
            length: columns; as many as the longest needs if None.
            marks: whether each row begins with the start's mark and ends
                with the end's.

        Returns:
            (texts, length) whole numbers, filled with 0 at the end.

        Raises:
            UsageError: tokens that are not known, or texts too long; they are
                counted.
        """
        rows = tokenize_many(smiles)
        more = 2 if marks else 0
        sizes = np.array([len(row) for row in rows], int) + more
        longest = int(sizes.max(initial=1))
        length = longest if length is None else length
        check_whole("length", length)
        if longest > length:
            raise UsageError(
                f"`smiles` must have at most {length - more} tokens for "
                f"length={length}. Received: {(sizes > length).sum()} of "
                f"{len(rows)} longer, up to {longest - more}"
            )
        try:
            numbers = np.fromiter(
                map(self._number.__getitem__, chain.from_iterable(rows)),
                np.int32,
                int(sizes.sum()) - more * len(rows),
            )
        except KeyError:
            raise self._not_known(rows) from None
        encoded = np.full((len(rows), length), PAD, np.int32)
        places = np.arange(length)
        inside = places < sizes[:, None]
        if marks:
            inside &= (places > 0) & (places < sizes[:, None] - 1)
            encoded[:, 0] = START
            encoded[np.arange(len(rows)), sizes - 1] = END
        encoded[inside] = numbers
        return encoded

    def decode(self, numbers: np.ndarray) -> list[str]:
        """Return texts of (texts, length) numbers, each up to its end's mark.

        Raises:
            UsageError: another shape, or numbers of no token.
        """
        numbers = real_array("numbers", numbers, ("texts", "length"), 0)
        if numbers.dtype.kind not in "iu" or numbers.max() >= len(self):
            raise UsageError(
                f"`numbers` must be whole, from 0 to {len(self) - 1}. "
                f"Received: {numbers.dtype}, up to {numbers.max()}"
            )
        over = np.isin(numbers, (END, PAD)).cumsum(axis=1) > 0
        texts = np.array(["", "", "", *self.tokens[3:]], object)
        kept = np.where(over, PAD, numbers)
        return ["".join(row) for row in texts[kept]]

    def _not_known(self, rows):
        counts = Counter(chain.from_iterable(rows))
        missing = {t: n for t, n in counts.items() if t not in self._number}
        shown = ", ".join(f"{t} {n}" for t, n in list(missing.items())[:4])
        bad = sum(not missing.keys().isdisjoint(row) for row in rows)
        return UsageError(
            f"`smiles` must consist of the {len(self) - 3} known tokens. "
            f"Received: {bad} of {len(rows)} texts with others: {shown}"
        )


def _unknown(text):
    """The first sign that belongs to no token, and its place."""
    place = 0
    while found := TOKEN.match(text, place):
        place = found.end()
    return f"{text[place]!r} at sign {place}"
