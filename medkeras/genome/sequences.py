"""DNA as text and as one-hot arrays, and its other strand.

Columns are A, C, G, T. In this order the complement of a letter is the
column read from behind, so that the reverse complement of an array is the
array with both axes turned round.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError

LETTERS = "ACGT"
# What each code of IUPAC stands for.
IUPAC = {
    "A": "A", "C": "C", "G": "G", "T": "T", "U": "T", "R": "AG", "Y": "CT",
    "S": "CG", "W": "AT", "K": "GT", "M": "AC", "B": "CGT", "D": "AGT",
    "H": "ACT", "V": "ACG", "N": "ACGT",
}  # fmt: skip
_PLACES = np.array([1, 2, 4, 8])  # a set of letters as a number


def _tables():
    """Row of each byte; code of each set of letters; complement of a code."""
    rows = np.zeros((256, 4), np.float32)
    code_of = {}
    for code, letters in IUPAC.items():
        row = np.array([letter in letters for letter in LETTERS], float)
        for text in (code, code.lower()):
            rows[ord(text)] = row / row.sum()
        code_of.setdefault(int(row @ _PLACES), code)
    other = {}
    for code, letters in IUPAC.items():
        places = [LETTERS[3 - LETTERS.index(each)] for each in letters]
        bits = sum(_PLACES[LETTERS.index(each)] for each in places)
        other[code] = code_of[int(bits)]
        other[code.lower()] = code_of[int(bits)].lower()
    codes = np.zeros(16, np.uint8)
    for bits, code in code_of.items():
        codes[bits] = ord(code)
    return rows, codes, str.maketrans(other)


ROWS, CODES, COMPLEMENT = _tables()
KNOWN = ROWS.any(axis=1)


def letter_bytes(name: str, sequences: str | Sequence[str]) -> np.ndarray:
    """Bytes of one sequence, or of several behind one another, checked.

    All letters outside the codes of IUPAC are counted in one message.
    """
    texts = [sequences] if isinstance(sequences, str) else as_texts(sequences)
    whole = "".join(texts)
    data = np.frombuffer(whole.encode("latin-1", "replace"), np.uint8)
    unknown = ~KNOWN[data]
    if unknown.any():
        found = Counter(whole[place] for place in np.flatnonzero(unknown))
        shown = ", ".join(f"{a!r} {n}" for a, n in found.most_common(4))
        more = ", ..." if len(found) > 4 else ""
        raise UsageError(
            f"`{name}` must be letters of DNA (A, C, G, T, or a code of IUPAC "
            f"such as N). Received: {unknown.sum()} of {len(data)} letters "
            f"unknown: {shown}{more}"
        )
    empty = sum(not text for text in texts)
    if empty or not texts:
        raise UsageError(
            f"`{name}` must have one letter or more each. Received: "
            f"{empty} of {len(texts)} empty"
        )
    return data


def as_texts(sequences) -> list[str]:
    """Refuse what is no list of texts."""
    try:
        texts = list(sequences)
    except TypeError:
        texts = None
    wrong = None
    if texts is not None:
        wrong = [each for each in texts if not isinstance(each, str)]
    if wrong is None or wrong:
        first = sequences if wrong is None else wrong[0]
        raise UsageError(
            "`sequences` must be a text, or a list of texts. Received: "
            f"{type(first).__name__}"
        )
    return texts


def one_hot(sequences: str | Sequence[str]) -> np.ndarray:
    """Encode DNA: a row a letter, the columns A, C, G, T.

    A code that stands for several letters shares the 1 among them: N is
    0.25 four times. Small letters (repeats, in many files) count as large
    ones, U as T.

    Args:
        sequences: a text; or a list of texts of one length.

    Returns:
        (length, 4), or (sequences, length, 4); float32.

    Raises:
        UsageError: letters that are no code of IUPAC, counted; an empty text,
            or several lengths.

    Example:
        >>> from medkeras.genome import one_hot
        >>> one_hot("GAR").tolist()
        [[0.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.5, 0.0, 0.5, 0.0]]

    Reference: IUPAC-IUB 1970; Cornish-Bowden 1985, doi:10.1093/nar/13.9.3021.
    Chapter: 3.4.4
    """
    encoded = ROWS[letter_bytes("sequences", sequences)]
    if isinstance(sequences, str):
        return encoded
    lengths = {len(text) for text in sequences}
    if len(lengths) > 1:
        raise UsageError(
            "`sequences` must be of one length. Received: from "
            f"{min(lengths)} to {max(lengths)} letters"
        )
    return encoded.reshape(len(sequences), *lengths, 4)


def letters_of(encoded: np.ndarray) -> str | list[str]:
    """Read one-hot rows back as text, with codes of IUPAC where shared.

    Args:
        encoded: (length, 4) or (sequences, length, 4), from `one_hot`.

    Returns:
        A text, or a list of texts; large letters.

    Raises:
        UsageError: another shape, or a row that is no code's.

    Example:
        >>> from medkeras.genome import letters_of, one_hot
        >>> letters_of(one_hot(["GATTACA", "acgtnry"]))
        ['GATTACA', 'ACGTNRY']

    Chapter: 3.4.4
    """
    encoded = as_encoded("encoded", encoded)
    codes = CODES[(encoded > 0) @ _PLACES]
    same = np.isclose(encoded, ROWS[codes], atol=1e-6).all(axis=-1)
    wrong = ~same | (codes == 0)
    if wrong.any():
        row = encoded[wrong][0]
        raise UsageError(
            "`encoded` must have rows that `one_hot` makes. Received: "
            f"{wrong.sum()} others, such as {np.round(row, 3).tolist()}"
        )
    if encoded.ndim == 2:
        return codes.tobytes().decode("ascii")
    return [row.tobytes().decode("ascii") for row in codes]


def reverse_complement(
    sequences: str | Sequence[str] | np.ndarray,
) -> str | list[str] | np.ndarray:
    """The other strand, read in its own direction.

    Args:
        sequences: a text, a list of texts, or an array (..., length, 4).

    Returns:
        The same kind. Texts keep small letters small; U becomes A, and A
        becomes T.

    Raises:
        UsageError: unknown letters, or an array without four columns.

    Example:
        >>> from medkeras.genome import one_hot, reverse_complement
        >>> reverse_complement("GATTACAN")
        'NTGTAATC'
        >>> bool((reverse_complement(one_hot("AC")) == one_hot("GT")).all())
        True

    Chapter: 3.4.4
    """
    if isinstance(sequences, np.ndarray) and sequences.dtype.kind in "biuf":
        return as_encoded("sequences", sequences)[..., ::-1, ::-1]
    letter_bytes("sequences", sequences)
    if isinstance(sequences, str):
        return sequences.translate(COMPLEMENT)[::-1]
    return [text.translate(COMPLEMENT)[::-1] for text in sequences]


def gc_content(sequences: Sequence[str]) -> np.ndarray:
    """Share of G and C in each sequence; codes count in parts.

    Args:
        sequences: texts, of any lengths.

    Returns:
        (sequences,), from 0 to 1.

    Raises:
        UsageError: unknown letters, or an empty text.

    Example:
        >>> from medkeras.genome import gc_content
        >>> gc_content(["GATC", "NN"])
        array([0.5, 0.5])

    Chapter: 3.4.4
    """
    sequences = as_texts(
        [sequences] if isinstance(sequences, str) else sequences
    )
    data = letter_bytes("sequences", sequences)
    share = ROWS[:, 1:3].sum(axis=1).astype(float)[data]
    lengths = np.array([len(text) for text in sequences])
    starts = np.cumsum(lengths) - lengths
    return np.add.reduceat(share, starts) / lengths


def as_encoded(name: str, encoded) -> np.ndarray:
    """Refuse what is not (length, 4) or (sequences, length, 4)."""
    encoded = real_array(name, encoded)
    if encoded.ndim not in (2, 3) or encoded.shape[-1] != 4:
        raise UsageError(
            f"`{name}` must be (length, 4) or (sequences, length, 4). "
            f"Received: shape {encoded.shape}"
        )
    return encoded
