"""DeepDTA: how strongly does a drug bind to a protein?"""

from collections.abc import Sequence

import keras
from keras import layers

from medkeras.layers.words import Words
from medkeras.models.base import Model
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole, checked_sizes


def deep_dta(
    drug_letters: int = 65,
    protein_letters: int = 26,
    max_drug: int = 85,
    max_protein: int = 1200,
    drug_width: int = 8,
    protein_width: int = 12,
    filters: Sequence[int] = (32, 64, 96),
    embedding: int = 128,
    units: Sequence[int] = (1024, 1024, 512),
    dropout: float = 0.1,
):
    """Two towers of convolutions, over a SMILES and over a protein's letters.

    Each tower: vectors of letters, convolutions without padding, the largest
    answer of each filter. Behind both together: dense layers, dropout behind
    all but the last, one number. The towers are layers, `drug` and `protein`,
    and what follows is the layer `affinity`, so that a molecule that stands
    in many pairs need be read but once (`training.pair_grid`).

    Args:
        drug_letters: numbers of letters of a SMILES, 0 (padding) included.
        protein_letters: numbers of amino acids, 0 included.
        max_drug: places of a SMILES; shorter ones end in zeros.
        max_protein: places of a protein.
        drug_width: letters that a filter sees, in each convolution.
        protein_width: the same for the protein.
        filters: of each convolution, in both towers.
        embedding: width of a letter's vector.
        units: of the dense layers.
        dropout: share of their answers hidden in training.

    Returns:
        A model from two arrays of whole numbers, drugs (pairs, max_drug) and
        proteins (pairs, max_protein), to (pairs, 1). The defaults are the
        published sizes; with them it has 2,030,337 parameters.

    Raises:
        UsageError: sizes out of range, strings too short for the filters.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.deep_dta import deep_dta
        >>> model = deep_dta(9, 7, 12, 20, 3, 4, (2, 3), 4, (5,))
        >>> model([np.ones((2, 12)), np.ones((2, 20))]).shape
        TensorShape([2, 1])

    Reference: Ozturk, Ozgur and Ozkirimli 2018,
        doi:10.1093/bioinformatics/bty593. Widths were chosen there among 4,
        6, 8 (drug) and 4, 8, 12 (protein); unverified.
    Chapter: 3.4.3
    """
    filters = checked_sizes("filters", filters)
    units = checked_sizes("units", units)
    check_whole("embedding", embedding)
    check_number("dropout", dropout, 0, 1)
    towers = {
        "drug": (drug_letters, max_drug, drug_width),
        "protein": (protein_letters, max_protein, protein_width),
    }
    inputs, features = [], []
    for name, sizes in towers.items():
        tower = _tower(name, *sizes, filters, embedding)
        inputs.append(keras.Input(tower.input_shape[1:], name=f"{name}s"))
        features.append(tower(inputs[-1]))
    head = _head(filters[-1], units, dropout)
    return Model(inputs, head(features), name="deep_dta")


def _tower(name, num_letters, places, width, filters, embedding):
    """Letters of one molecule to the largest answer of each filter."""
    check_whole(f"{name}_letters", num_letters, 2)
    check_whole(f"{name}_width", width)
    check_whole(f"max_{name}", places)
    least = len(filters) * (width - 1) + 1
    if places < least:
        raise UsageError(
            f"`max_{name}` must be {least} or more, for {len(filters)} filters "
            f"of width {width} one upon the other. Received: {places}"
        )
    letters = keras.Input((places,), name=f"{name}_letters")
    states = Words(num_letters, embedding, name=f"{name}_vectors")(letters)
    for number, count in enumerate(filters, 1):
        see = layers.Conv1D(
            count, width, activation="relu", name=f"{name}_conv_{number}"
        )
        states = see(states)
    strongest = layers.GlobalMaxPooling1D(name=f"{name}_strongest")(states)
    return Model(letters, strongest, name=name)


def _head(size, units, dropout):
    """Features of both molecules to one number."""
    inputs = [keras.Input((size,), name=f"{n}_features") for n in ("d", "p")]
    hidden = layers.Concatenate()(inputs)
    for number, count in enumerate(units, 1):
        hidden = layers.Dense(count, "relu", name=f"dense_{number}")(hidden)
        if number < len(units) or len(units) == 1:
            hidden = layers.Dropout(dropout)(hidden)
    answer = layers.Dense(1, name="answer")(hidden)
    return Model(inputs, answer, name="affinity")
