"""Files of motifs as counts, in the format of JASPAR."""

import re
from typing import NamedTuple

import numpy as np

from medkeras.utils.errors import DataError

LETTERS = "ACGT"
ROW = re.compile(r"^\s*([ACGT])?\s*\[?([^\[\]]*)\]?\s*$")


class Motif(NamedTuple):
    """A motif as it was counted.

    Attributes:
        identifier: such as MA0004.1.
        name: of the protein that binds, such as Arnt.
        counts: (width, 4), how often A, C, G, T stood at each place.

    Example:
        >>> from medkeras.genome.jaspar import Motif
        >>> Motif._fields
        ('identifier', 'name', 'counts')

    Chapter: 3.4.4
    """

    identifier: str
    name: str
    counts: np.ndarray


def read_jaspar(text: str, source: str = "text") -> list[Motif]:
    """Read count matrices: a line with ">", then the lines of A, C, G, T.

    Letters and brackets may be left out, as in JASPAR's older files.

    Args:
        text: of the file, whole or some of its matrices.
        source: its name, for messages.

    Returns:
        The motifs in the order of the file.

    Raises:
        DataError: no matrix, one with other lines than A, C, G, T, with rows
            of several lengths, or with entries that are no counts.

    Example:
        >>> from medkeras.genome import read_jaspar
        >>> motif, = read_jaspar(">MA1 TATA\\nA [0 9]\\nC [1 0]\\n"
        ...                      "G [0 0]\\nT [8 0]")
        >>> motif.name, motif.counts.tolist()
        ('TATA', [[0.0, 1.0, 0.0, 8.0], [9.0, 0.0, 0.0, 0.0]])

    Reference: Rauluseviciute et al. 2024, doi:10.1093/nar/gkad1059.
    Chapter: 3.4.4
    """
    before, *blocks = re.split(r"^>", text, flags=re.MULTILINE)
    if before.strip() or not blocks:
        raise DataError(
            f"{source}: expected a matrix that begins with >; found "
            f"{before.strip()[:40]!r}"
        )
    motifs = [_motif(block, source) for block in blocks]
    seen = set()
    for motif in motifs:
        if motif.identifier in seen:
            raise DataError(
                f"{source}: expected each matrix once; found "
                f"{motif.identifier} again"
            )
        seen.add(motif.identifier)
    return motifs


def _motif(block, source):
    header, *lines = block.splitlines()
    words = header.split(None, 1)
    if not words:
        raise DataError(
            f"{source}: expected an identifier behind >; found nothing"
        )
    identifier, name = words[0], words[-1].strip()
    place = f"{source}, {identifier}"
    lines = [line for line in lines if line.strip()]
    if len(lines) != 4:
        raise DataError(
            f"{place}: expected the four lines of A, C, G, T; found "
            f"{len(lines)} (cut off?)"
        )
    rows = [
        _counts(line, letter, place)
        for line, letter in zip(lines, LETTERS, strict=True)
    ]
    if len({len(row) for row in rows}) > 1 or not rows[0]:
        raise DataError(
            f"{place}: expected four rows of one length; found "
            f"{', '.join(str(len(row)) for row in rows)} counts (cut off?)"
        )
    counts = np.array(rows).T
    if (counts.sum(axis=1) == 0).any():
        raise DataError(f"{place}: expected counts; found a place without any")
    return Motif(identifier, name, counts)


def _counts(line, letter, place):
    found = ROW.match(line)
    if not found or found[1] not in (None, letter):
        raise DataError(
            f"{place}: expected the line of {letter}; found {line[:40]!r}"
        )
    try:
        counts = [float(word) for word in found[2].split()]
    except ValueError:
        counts = [-1.0]
    if not all(0 <= count < np.inf for count in counts):
        raise DataError(
            f"{place}, {letter}: expected counts of 0 or more; found "
            f"{line[:40]!r}"
        )
    return counts
