"""SELFIES: a language of which every text is a molecule."""

import re

import numpy as np
import selfies

from medkeras.molecules.reading import read_molecule
from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import check_whole
from medkeras.utils.texts import texts_of

SYMBOLS = re.compile(r"(\[[^\[\]\s]+\]|\.)+")


def selfies_of(smiles: str) -> str:
    """Write a molecule in SELFIES.

    Args:
        smiles: a SMILES.

    Returns:
        Its SELFIES: symbols in brackets, which `tokenize_smiles` cuts apart.

    Raises:
        UsageError: no molecule, or one that the rules of SELFIES do not
            allow, such as nitrogen with five bonds.

    Example:
        >>> from medkeras.molecules import selfies_of
        >>> selfies_of("CC=O")
        '[C][C][=O]'

    Reference: Krenn et al. 2020, doi:10.1088/2632-2153/aba947.
    Chapter: 3.4.3
    """
    read_molecule(smiles)  # says what is wrong
    try:
        return selfies.encoder(smiles.strip())
    except selfies.EncoderError as error:
        lines = [line for line in str(error).split("\n") if line.strip()]
        raise UsageError(
            "`smiles` must be a molecule that SELFIES can write. Received: "
            f"{one_line(smiles)}, {lines[-1].strip()}"
        ) from None


def smiles_of_selfies(text: str) -> str:
    """Read SELFIES: what an atom has no bonds left for is left out.

    Args:
        text: symbols in brackets, in any order.

    Returns:
        A SMILES, always of a molecule; "" where no atom is written.

    Raises:
        UsageError: no text, or what is no symbol of SELFIES.

    Example:
        >>> from medkeras.molecules import smiles_of_selfies
        >>> smiles_of_selfies("[F][=C][#O][N]")  # after F, a single bond
        'FC=O'

    Chapter: 3.4.3
    """
    (text,) = texts_of("text", [text])
    wrong = UsageError(
        f"`text` must be symbols of SELFIES. Received: {one_line(text)}"
    )
    if not SYMBOLS.fullmatch(text):
        raise wrong
    try:
        return selfies.decoder(text)
    except selfies.DecoderError:
        raise wrong from None


def random_selfies(
    num_texts: int, num_symbols: int, rng: np.random.Generator
) -> list[str]:
    """Draw symbols of SELFIES at random: a test that all texts are valid.

    Args:
        num_texts: how many.
        num_symbols: of each.
        rng: of the draws.

    Returns:
        Texts.

    Raises:
        UsageError: sizes below 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.molecules import random_selfies, smiles_of_selfies
        >>> texts = random_selfies(2, 5, np.random.default_rng(0))
        >>> [bool(smiles_of_selfies(text)) for text in texts]
        [True, True]

    Chapter: 3.4.3
    """
    check_whole("num_texts", num_texts)
    check_whole("num_symbols", num_symbols)
    alphabet = sorted(selfies.get_semantic_robust_alphabet())
    drawn = rng.choice(alphabet, (num_texts, num_symbols))
    return ["".join(row) for row in drawn]
