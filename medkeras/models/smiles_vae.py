"""The variational autoencoder of molecules: strings from points of a space."""

from collections.abc import Sequence

import keras
import numpy as np
from keras import layers, ops

from medkeras.layers.gaussian_code import GaussianCode
from medkeras.models.base import Model
from medkeras.models.smiles_lstm import letters_before, one_hot_letters
from medkeras.models.token_sampling import SMALLEST, decode_codes
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_seed, check_whole
from medkeras.utils.sizes import checked_sizes as sizes_of

ROWS_A_CALL = 4096  # of the decoder, outside of training


def smiles_vae(
    vocabulary_size: int,
    max_tokens: int = 120,
    filters: Sequence[int] = (9, 9, 10),
    widths: Sequence[int] = (9, 9, 11),
    dense: int = 435,
    code_size: int = 292,
    units: Sequence[int] = (501, 501, 501),
    kl_weight: float = 1.0,
    warm_up_steps: int = 0,
    property_units: int = 0,
    teacher_forcing: bool = True,
    seed: int = 0,
) -> keras.Model:
    """Convolutions to a Gaussian code, GRUs back to letters.

    The loss to be made small is the negative bound (ELBO) a letter,

        mean of -log p(s_t | z, s_1 ... s_{t-1}) + kl_weight KL / max_tokens,

    padding counted as a letter. With the true letters before it at hand
    (teacher forcing) a decoder may do without z: the code then says nothing
    (KL 0, posterior collapse). Against it, the weight of KL begins at 0 and
    grows over `warm_up_steps` (KL annealing).

    Args:
        vocabulary_size: numbers of letters, 0 (padding) included.
        max_tokens: places of a string; shorter ones end in zeros.
        filters: of each convolution.
        widths: letters that each convolution sees.
        dense: units of the layer behind them.
        code_size: numbers of a code.
        units: of each GRU of the decoder.
        kl_weight: 1 for the bound itself.
        warm_up_steps: until that weight is reached; 0: from the start.
        property_units: of two dense layers from the code to one number of
            the molecule; 0: there is none.
        teacher_forcing: whether the decoder sees the letters before.
        seed: of the codes drawn in training.

    Returns:
        A model from whole numbers (strings, max_tokens) to probabilities
        (strings, max_tokens, vocabulary_size), to be trained on x = y with
        `sparse_categorical_crossentropy`; with a property head to a
        dictionary of `letters` and `property` (strings, 1). `sample_codes`,
        `decode_codes` and `log_weights` use it.

    Raises:
        UsageError: sizes out of range, or strings too short for the
            convolutions.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.smiles_vae import smiles_vae
        >>> model = smiles_vae(9, 8, (2,), (3,), 4, code_size=2, units=(5,))
        >>> model(np.array([[3, 3, 8, 1, 0, 0, 0, 0]])).shape
        TensorShape([1, 8, 9])

    Reference: Gomez-Bombarelli et al. 2018, doi:10.1021/acscentsci.7b00572;
        sizes of the defaults from its first version, arXiv:1610.02415v1,
        unverified. Annealing: Bowman et al. 2016, doi:10.18653/v1/K16-1002.
    Chapter: 3.4.3
    """
    check_whole("vocabulary_size", vocabulary_size, 2)
    check_whole("max_tokens", max_tokens, 2)
    check_number("kl_weight", kl_weight, 0)
    check_whole("property_units", property_units, 0)
    tokens = keras.Input((max_tokens,), name="tokens")
    letters = one_hot_letters(tokens, vocabulary_size)
    features = _encode(letters, filters, widths, dense)
    weight = kl_weight / max_tokens
    draw = GaussianCode(code_size, weight, seed, warm_up_steps, name="code")
    code = draw(features)
    states = layers.RepeatVector(max_tokens, name="repeated")(code)
    if teacher_forcing:
        states = layers.Concatenate()([letters_before(letters), states])
    for number, size in enumerate(sizes_of("units", units), 1):
        read = layers.GRU(size, return_sequences=True, name=f"gru_{number}")
        states = read(states)
    answer = layers.Dense(vocabulary_size, "softmax", name="letters")(states)
    if property_units:
        answer = {
            "letters": answer,
            "property": _property(code, property_units),
        }
    return Model(tokens, answer, name="smiles_vae")


def sample_codes(model: keras.Model, n: int, end: int, seed: int = 0):
    """Strings from points of the prior: codes of N(0, 1), then letters.

    Args:
        model: of `smiles_vae`.
        n: how many.
        end: number of the letter after which a string is over.
        seed: of the codes and of the letters.

    Returns:
        Whole numbers (n, max_tokens), zeros behind the end.

    Raises:
        UsageError: no count or seed, a model without code, an end that is
            no letter.

    Example:
        >>> from medkeras.models.smiles_vae import sample_codes, smiles_vae
        >>> model = smiles_vae(9, 8, (2,), (3,), 4, code_size=2, units=(5,))
        >>> sample_codes(model, 3, end=1).shape
        (3, 8)

    Reference: Gomez-Bombarelli et al. 2018, doi:10.1021/acscentsci.7b00572.
    Chapter: 3.4.3
    """
    check_whole("n", n)
    check_seed(seed)
    shape = (n, _code_layer(model).units)
    codes = np.random.default_rng(seed).normal(size=shape)
    return decode_codes(model, codes, end, seed=seed)


def log_weights(model: keras.Model, tokens, draws: int = 8, seed: int = 0):
    """What importance sampling says of log p(string), draw by draw.

        log w = log p(s | z) + log p(z) - log q(z | s),  z drawn from q(z | s)

    Their mean is the ELBO; `metrics.importance_bound` tightens it.

    Args:
        model: of `smiles_vae`.
        tokens: whole numbers (strings, max_tokens).
        draws: codes for each string.
        seed: of the draws.

    Returns:
        Log weights in nats, (strings, draws).

    Raises:
        UsageError: strings of another length, no draws, no such model.

    Example:
        >>> from medkeras.models.smiles_vae import log_weights, smiles_vae
        >>> model = smiles_vae(9, 8, (2,), (3,), 4, code_size=2, units=(5,))
        >>> log_weights(model, [[3, 3, 8, 1, 0, 0, 0, 0]], draws=4).shape
        (1, 4)

    Reference: Burda, Grosse and Salakhutdinov 2016, arXiv:1509.00519.
    Chapter: 3.4.3
    """
    check_whole("draws", draws)
    check_seed(seed)
    code = _code_layer(model)
    tokens = real_array("tokens", tokens, ("strings", model.input_shape[1]))
    mean, log_variance = code_distribution(model, tokens)
    decode = keras.Model(
        [model.input, code.output], model.get_layer("letters").output
    )
    noise = np.random.default_rng(seed).normal(size=(draws, *mean.shape))
    codes = mean + np.exp(log_variance / 2) * noise
    ratio = (noise**2 - codes**2 + log_variance).sum(axis=2) / 2
    letters = np.tile(tokens.astype("int32"), (draws, 1))
    flat = codes.reshape(-1, code.units).astype("float32")
    given_code = []
    for first in range(0, len(flat), ROWS_A_CALL):
        some = slice(first, first + ROWS_A_CALL)
        p = decode([letters[some], flat[some]], training=False)
        p = ops.convert_to_numpy(p)
        chosen = np.take_along_axis(p, letters[some, :, None], axis=2)
        log_p = np.log(np.maximum(chosen[..., 0], SMALLEST))
        given_code.append(log_p.sum(axis=1))
    given_code = np.concatenate(given_code).reshape(draws, len(tokens))
    return (given_code + ratio).T


def code_distribution(model: keras.Model, tokens):
    """Mean and log variance of the code of each string.

    Args:
        model: of `smiles_vae`.
        tokens: whole numbers (strings, max_tokens).

    Returns:
        Two arrays (strings, code_size).

    Raises:
        UsageError: no such model, strings of another length.

    Example:
        >>> from medkeras.models.smiles_vae import code_distribution
        >>> from medkeras.models.smiles_vae import smiles_vae
        >>> model = smiles_vae(9, 8, (2,), (3,), 4, code_size=2, units=(5,))
        >>> mean, _ = code_distribution(model, [[3, 3, 8, 1, 0, 0, 0, 0]])
        >>> mean.shape
        (1, 2)

    Reference: Kingma and Welling 2014, doi:10.48550/arXiv.1312.6114.
    Chapter: 3.4.3
    """
    code = _code_layer(model)
    tokens = real_array("tokens", tokens, ("strings", model.input_shape[1]))
    features = keras.Model(model.input, code.input)(tokens, training=False)
    mean, log_variance = code.distribution(features)
    return ops.convert_to_numpy(mean), ops.convert_to_numpy(log_variance)


def _encode(letters, filters, widths, dense):
    filters = sizes_of("filters", filters)
    widths = sizes_of("widths", widths, len(filters))
    check_whole("dense", dense)
    if letters.shape[1] <= sum(widths) - len(widths):
        raise UsageError(
            "`max_tokens` must exceed what the convolutions cut off, "
            f"{sum(widths) - len(widths)}. Received: {letters.shape[1]}"
        )
    for number, size in enumerate(filters):
        seen = layers.Conv1D(size, widths[number], activation="relu")
        letters = seen(letters)
    return layers.Dense(dense, "relu", name="dense")(layers.Flatten()(letters))


def _property(code, units):
    hidden = layers.Dense(units, "relu", name="property_1")(code)
    hidden = layers.Dense(units, "relu", name="property_2")(hidden)
    return layers.Dense(1, name="property")(hidden)


def _code_layer(model):
    for layer in model.layers:
        if isinstance(layer, GaussianCode):
            return layer
    raise UsageError(
        "`model` must be one of `smiles_vae`, with a Gaussian code. "
        f"Received: {model.name}"
    )
