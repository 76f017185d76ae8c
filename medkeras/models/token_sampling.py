"""Strings written letter by letter, and how likely given ones are.

One graph writes for every model of the same sizes: the weights are arguments
of it, so that a network that learns while it writes is not traced anew.
"""

import functools
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_seed, check_whole

SMALLEST = 1e-38  # a probability below it has no finite logarithm


class _Weights(NamedTuple):
    """Of recurrent layers, (kernel, recurrent kernel, bias) each; letters."""

    recurrent: list
    letters: tuple


def sample_tokens(
    model: keras.Model,
    n: int,
    end: int,
    temperature: float = 1.0,
    seed: int = 0,
) -> np.ndarray:
    """Write strings: draw a letter, put it behind the others, go on.

        s_t drawn from softmax(log p(. | s_1 ... s_{t-1}) / temperature)

    All strings are written at once, in one compiled loop that stops when the
    last has ended. A temperature below 1 prefers the likely: strings get more
    alike; 0 takes the likeliest letter.

    Args:
        model: of `smiles_lstm`.
        n: how many strings.
        end: number of the letter after which a string is over.
        temperature: 0 or more.
        seed: of the draws.

    Returns:
        Whole numbers (n, max_tokens), zeros behind the end. A string that
        has not ended when the places are full has no end in it.

    Raises:
        UsageError: no count, end, temperature or seed; another model.

    Example:
        >>> from medkeras.models.smiles_lstm import smiles_lstm
        >>> from medkeras.models.token_sampling import sample_tokens
        >>> sample_tokens(smiles_lstm(9, 6, units=(4,)), 3, end=1).shape
        (3, 6)

    Reference: Segler, Kogej, Tyrchan and Waller 2018,
        doi:10.1021/acscentsci.7b00512.
    Chapter: 3.4.3
    """
    check_whole("n", n)
    return _written(model, np.zeros((n, 0)), end, temperature, seed)


def decode_codes(
    model: keras.Model, codes, end: int, temperature: float = 1.0, seed: int = 0
) -> np.ndarray:
    """Write the strings of given codes, as `sample_tokens` does.

    Args:
        model: of `smiles_vae`.
        codes: (strings, code_size).
        end: number of the letter after which a string is over.
        temperature: 0 or more.
        seed: of the draws.

    Returns:
        Whole numbers (strings, max_tokens), zeros behind the end.

    Raises:
        UsageError: as `sample_tokens`; codes of another size.

    Example:
        >>> from medkeras.models.smiles_vae import smiles_vae
        >>> from medkeras.models.token_sampling import decode_codes
        >>> model = smiles_vae(9, 8, (2,), (3,), 4, code_size=2, units=(5,))
        >>> decode_codes(model, [[0.0, 1.0]], end=1).shape
        (1, 8)

    Reference: Gomez-Bombarelli et al. 2018, doi:10.1021/acscentsci.7b00572.
    Chapter: 3.4.3
    """
    codes = real_array("codes", codes, ("strings", "numbers"))
    return _written(model, codes, end, temperature, seed)


def log_likelihoods(model: keras.Model, tokens, rows: int = 1024) -> np.ndarray:
    """Log probability of each string, its end included, padding left out.

    The perplexity of strings is exp(-sum of these / number of letters).

    Args:
        model: of `smiles_lstm`.
        tokens: whole numbers (strings, max_tokens).
        rows: strings in a call.

    Returns:
        In nats, (strings,).

    Raises:
        UsageError: strings of another length, or numbers that are no letter.

    Example:
        >>> from medkeras.models.smiles_lstm import smiles_lstm
        >>> from medkeras.models.token_sampling import log_likelihoods
        >>> model = smiles_lstm(9, 6, units=(4,))
        >>> log_likelihoods(model, [[3, 8, 1, 0, 0, 0]]).shape
        (1,)

    Reference: Segler, Kogej, Tyrchan and Waller 2018,
        doi:10.1021/acscentsci.7b00512.
    Chapter: 3.4.3
    """
    check_whole("rows", rows)
    tokens = checked_tokens(model, tokens)
    parts = []
    for first in range(0, len(tokens), rows):
        part = tf.constant(tokens[first : first + rows])
        parts.append(likelihoods_of(model, part).numpy())
    return np.concatenate(parts)


def likelihoods_of(model, tokens):
    """As `log_likelihoods`, of a tensor, with a gradient."""
    p = model(tokens, training=False)
    chosen = tf.gather(p, tokens, axis=2, batch_dims=2)
    log_p = tf.math.log(tf.maximum(chosen, SMALLEST))
    return tf.reduce_sum(log_p * tf.cast(tokens > 0, log_p.dtype), axis=1)


def checked_tokens(model, tokens) -> np.ndarray:
    """Letters (strings, max_tokens) as whole numbers."""
    size = _letters(model).units
    tokens = real_array(
        "tokens", tokens, ("strings", model.input_shape[1]), 0, size - 1
    )
    if (tokens % 1).any():
        raise UsageError(
            "`tokens` must be whole numbers, one a letter. Received: fractions"
        )
    return tokens.astype("int32")


def _letters(model):
    """The last layer, if this is a model that writes."""
    recurrent = _recurrent(model)
    names = [layer.name for layer in getattr(model, "layers", [])]
    if not recurrent or "letters" not in names:
        raise UsageError(
            "`model` must be one of `smiles_lstm` or `smiles_vae`. "
            f"Received: {getattr(model, 'name', type(model).__name__)}"
        )
    return model.get_layer("letters")


def _recurrent(model):
    kinds = keras.layers.LSTM, keras.layers.GRU
    return [
        layer
        for layer in getattr(model, "layers", [])
        if isinstance(layer, kinds)
    ]


def _written(model, codes, end, temperature, seed):
    letters = _letters(model)
    check_whole("end", end, 1, letters.units - 1)
    check_number("temperature", temperature, 0)
    check_seed(seed)
    recurrent = _recurrent(model)
    read = recurrent[0].cell.kernel.shape[0]
    if codes.shape[1] not in (read, read - letters.units):
        raise UsageError(
            "`codes` must be as many numbers as the model's code has. "
            f"Received: {codes.shape[1]}"
        )
    weights = _Weights(
        [tuple(layer.cell.trainable_variables) for layer in recurrent],
        tuple(letters.trainable_variables),
    )
    weights = tf.nest.map_structure(tf.convert_to_tensor, weights)
    random = tf.constant([seed % 2**31, seed // 2**31], tf.int32)
    places = tf.constant(model.input_shape[1])
    told = tf.constant(end), tf.constant(temperature, tf.float32)
    codes = tf.constant(codes, tf.float32)
    kinds = tuple(isinstance(r, keras.layers.LSTM) for r in recurrent)
    sees_letters = read > codes.shape[1]
    write = _writer(kinds, sees_letters)
    return write(weights, codes, places, *told, random).numpy()


@functools.cache
def _writer(is_lstm, sees_letters):
    """The graph that writes with such layers, one for all sizes."""
    matrix, vector = tf.TensorSpec((None, None)), tf.TensorSpec((None,))
    # The bias of a GRU has a row for what it reads and one for its state.
    layers = [(matrix, matrix, vector if each else matrix) for each in is_lstm]
    whole = tf.TensorSpec((), tf.int32)
    signature = [
        _Weights(layers, (matrix, vector)),
        matrix,
        whole,
        whole,
        tf.TensorSpec(()),
        tf.TensorSpec((2,), tf.int32),
    ]
    write = functools.partial(
        _write, is_lstm=is_lstm, sees_letters=sees_letters
    )
    return tf.function(write, input_signature=signature)


def _write(
    weights, codes, places, end, temperature, random, is_lstm, sees_letters
):
    """Letters (strings, places); state and letter of each go round.

    No shape of a tensor is asked for: the graph serves other sizes, too.
    """
    n, size = tf.shape(codes)[0], tf.shape(weights.letters[1])[0]
    states = [
        _first_state(layer, n, kind)
        for layer, kind in zip(weights.recurrent, is_lstm, strict=True)
    ]
    before = tf.zeros((n, size if sees_letters else 0))
    written = tf.zeros((places, n), tf.int32)
    going = tf.ones(n, tf.bool)
    for place in tf.range(places):
        tf.autograph.experimental.set_loop_options(
            shape_invariants=[(before, tf.TensorShape([None, None]))]
        )
        if not tf.reduce_any(going):
            break
        inputs, after = tf.concat([before, codes], axis=1), []
        for layer, state in zip(weights.recurrent, states, strict=True):
            state = _step(layer, inputs, state)
            inputs = state[0]
            after.append(state)
        states = after
        kernel, bias = weights.letters
        letter = _drawn(inputs @ kernel + bias, temperature, random, place)
        letter = tf.where(going, letter, 0)
        written = tf.tensor_scatter_nd_update(written, [[place]], [letter])
        going = going & (letter != end) & (letter != 0)
        if sees_letters:
            before = tf.one_hot(letter, size)
    return tf.transpose(written)


def _first_state(layer, n, is_lstm):
    """An LSTM has two states, a GRU one."""
    zeros = tf.zeros((n, tf.shape(layer[1])[0]))
    return (zeros, zeros) if is_lstm else (zeros,)


def _step(layer, x, state):
    kernel, recurrent, bias = layer
    if len(state) == 2:
        h, c = state
        i, f, g, o = tf.split(x @ kernel + h @ recurrent + bias, 4, axis=1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        return tf.sigmoid(o) * tf.tanh(c), c
    (h,) = state
    z, r, g = tf.split(x @ kernel + bias[0], 3, axis=1)
    z_h, r_h, g_h = tf.split(h @ recurrent + bias[1], 3, axis=1)
    z, r = tf.sigmoid(z + z_h), tf.sigmoid(r + r_h)
    return (z * h + (1 - z) * tf.tanh(g + r * g_h),)


def _drawn(logits, temperature, random, place):
    """One letter a row: the Gumbel trick, so that 0 is the likeliest."""
    seed = random + tf.stack([place * 65_537, place])
    uniform = tf.random.stateless_uniform(
        tf.shape(logits), seed, minval=1e-30, maxval=1.0
    )
    noise = -tf.math.log(-tf.math.log(uniform))
    noisy = logits + temperature * noise
    return tf.argmax(noisy, axis=1, output_type=tf.int32)
