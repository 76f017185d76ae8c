"""In-silico mutagenesis: replace each letter of DNA and see what changes."""

from collections.abc import Callable

import numpy as np

from medkeras.explain.outputs import target_outputs
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

BATCH = 4096  # sequences a call: every substitution of one of 1,000 letters
LEAST = 1e-7  # a probability nearer to 0 or 1 is taken for this one


def in_silico_mutagenesis(
    model: Callable, sequences: np.ndarray, target: int = 0
) -> np.ndarray:
    """Change of the output for every single substitution.

        Δ[t, j] = f(x with letter j at place t) - f(x)

    All substitutions of a sequence go through the model in one batch. Letters
    change alone: where either of two motifs is enough, neither seems to
    matter.

    Args:
        model: from (batch, length, 4) to (batch, outputs) or (batch,); a
            Keras model or any function of an array.
        sequences: one-hot, (sequences, length, 4).
        target: number of the output to explain.

    Returns:
        (sequences, length, 4), in units of the output; 0 for the letter that
        stands there.

    Raises:
        UsageError: another shape, NaN, rows that do not sum to 1, or a target
            that the model does not have.

    Example:
        >>> import numpy as np
        >>> from medkeras.explain import in_silico_mutagenesis
        >>> weights = np.array([[0.0, 1, 2, 3], [5, 0, 0, 0]])
        >>> sequence = np.eye(4)[None, [1, 0]]  # CA
        >>> in_silico_mutagenesis(
        ...     lambda x: (x * weights).sum((1, 2)), sequence
        ... )[0].tolist()
        [[-1.0, 0.0, 1.0, 2.0], [0.0, -5.0, -5.0, -5.0]]

    Reference: Zhou and Troyanskaya 2015, doi:10.1038/nmeth.3547.
    Chapter: 3.4.4
    """
    sequences = _one_hot("sequences", sequences)
    check_whole("target", target, 0)
    whole = target_outputs(model, sequences, target, BATCH)
    length = sequences.shape[1]
    letters = np.eye(4, dtype=sequences.dtype)
    changes = np.zeros((len(sequences), length, 4))
    for number, sequence in enumerate(sequences):
        other = (sequence[:, None] != letters).any(axis=-1)  # (length, 4)
        place, letter = np.nonzero(other)
        mutants = np.repeat(sequence[None], len(place), axis=0)
        mutants[np.arange(len(place)), place] = letters[letter]
        found = target_outputs(model, mutants, target, BATCH)
        changes[number, place, letter] = found - whole[number]
    return changes


def variant_effects(
    model: Callable,
    references: np.ndarray,
    alternatives: np.ndarray,
    target: int = 0,
    both_strands: bool = True,
) -> np.ndarray:
    """By how much variants change the log odds of a prediction.

        log(p_alt / (1 - p_alt)) - log(p_ref / (1 - p_ref))

    A difference of probabilities would call a strong variant weak where the
    prediction is near 0 or 1 anyway.

    Args:
        model: as for `in_silico_mutagenesis`, with probabilities as outputs.
        references: one-hot, (variants, length, 4).
        alternatives: the same with the variant; a deletion or an insertion
            shifts what is behind it, so that the window keeps its length.
        target: number of the output.
        both_strands: whether to average the effects on both strands, as the
            published models do that read one strand.

    Returns:
        (variants,), natural logarithm; above 0 where the variant raises the
        probability.

    Raises:
        UsageError: other shapes, or outputs outside of 0 to 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.explain import variant_effects
        >>> share_of_a = lambda x: 0.2 + 0.6 * x[:, :, 0].mean(axis=1)
        >>> c, a = np.eye(4)[None, [1, 1]], np.eye(4)[None, [0, 1]]
        >>> variant_effects(share_of_a, c, a, both_strands=False).round(3)
        array([1.386])

    Reference: Zhou and Troyanskaya 2015, doi:10.1038/nmeth.3547.
    Chapter: 3.4.4
    """
    references = _one_hot("references", references)
    alternatives = _one_hot("alternatives", alternatives)
    check_whole("target", target, 0)
    if references.shape != alternatives.shape:
        raise UsageError(
            "`alternatives` must have the shape of `references`, "
            f"{references.shape}. Received: {alternatives.shape}"
        )

    def log_odds(x):
        found = target_outputs(model, x, target, BATCH)
        p = real_array("model(inputs)", found, low=0, high=1, empty=True)
        p = np.clip(p, LEAST, 1 - LEAST)
        return np.log(p / (1 - p))

    effects = log_odds(alternatives) - log_odds(references)
    if both_strands:
        other = [np.ascontiguousarray(a[:, ::-1, ::-1])
                 for a in (alternatives, references)]  # fmt: skip
        effects = (effects + log_odds(other[0]) - log_odds(other[1])) / 2
    return effects


def _one_hot(name, values):
    values = real_array(name, values, (name, "length", 4), low=0, high=1)
    values = values if values.dtype.kind == "f" else values.astype("float32")
    if not np.allclose(values.sum(axis=-1), 1, atol=1e-4):
        raise UsageError(
            f"`{name}` must be one-hot: each row sums to 1. Received: sums "
            f"from {values.sum(axis=-1).min():.3g} to "
            f"{values.sum(axis=-1).max():.3g}"
        )
    return values
