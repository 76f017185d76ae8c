"""RETAIN: two attentions that look back in time, and an exact account."""

from typing import NamedTuple

import keras
import numpy as np
from keras import layers, ops

from medkeras.layers.words import Words
from medkeras.models.base import Model
from medkeras.models.deepcare import AsMask
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

RISK = "risk"


def retain(
    num_codes: int,
    most_visits: int = 30,
    most_codes: int = 20,
    embedding: int = 32,
    units: int = 32,
    dropout: float = 0.0,
):
    """RETAIN: visits weighed by one attention, their features by another.

    With v_t the sum of the vectors of a visit's codes, read from the last
    visit back to the first by two recurrent networks:

        a = softmax over visits (GRU(v) w),   B_t = tanh(GRU(v)_t W)
        log odds = b + u · Σ_t a_t B_t v_t

    Nothing stands between v and the sum but weights, so that each code's part
    of the log odds can be told (`explain_retain`).

    Args:
        num_codes: numbers of codes, 0 (no code) included.
        most_visits: of a history.
        most_codes: in one visit.
        embedding: width of a code's vector.
        units: of each GRU.
        dropout: share of the weighted sum hidden in training.

    Returns:
        A model from a dictionary with `codes` (batch, visits, codes),
        `elapsed` (days since the visit before) and `mask` (batch, visits), as
        `medkeras.ehr.histories` lays them out, to (batch, 1). Both networks
        read log(1 + elapsed) beside the vectors.

    Raises:
        UsageError: sizes out of range.

    Example:
        >>> from medkeras.models.retain import retain
        >>> retain(20, most_visits=5, most_codes=4).output_shape
        (None, 1)

    Reference: Choi et al. 2016, doi:10.48550/arXiv.1608.05745.
    Chapter: 3.2.3
    """
    check_whole("num_codes", num_codes, 2)
    check_whole("most_visits", most_visits)
    check_whole("most_codes", most_codes)
    check_whole("units", units)
    check_number("dropout", dropout, 0, 1)
    given = {
        "codes": keras.Input((most_visits, most_codes), name="codes"),
        "elapsed": keras.Input((most_visits,), name="elapsed"),
        "mask": keras.Input((most_visits,), name="mask"),
    }
    vectors = Words(num_codes, embedding, name="vectors")(given["codes"])
    visits = SumOfCodes(name="visits")(vectors)
    timed = WithTime(name="with_time")(visits, given["elapsed"])
    back = TurnedRound(name="back")(timed)
    there = AsMask(name="there")(TurnedRound(name="mask_back")(given["mask"]))
    first = layers.GRU(units, return_sequences=True, name="of_visits")
    second = layers.GRU(units, return_sequences=True, name="of_features")
    forth = TurnedRound(name="forth")
    scores = layers.Dense(1, name="score")(forth(first(back, mask=there)))
    share = ShareOfVisits(name="attention")(scores, given["mask"])
    gates = layers.Dense(embedding, "tanh", name="gates")(
        forth(second(back, mask=there))
    )
    context = WeightedSum(name="context")(share, gates, visits)
    hidden = layers.Dropout(dropout)(context)
    risk = layers.Dense(1, "sigmoid", name=RISK)(hidden)
    return Model(given, risk, name="retain")


def one_list(given, num_diagnoses: int, num_interventions: int) -> dict:
    """What `retain` reads, from what `medkeras.models.deepcare` reads.

    Args:
        given: as from `medkeras.ehr.histories.network_inputs`.
        num_diagnoses: numbers of diagnoses; they stay as they are.
        num_interventions: numbers of interventions; they follow.

    Returns:
        `codes` (histories, visits, both kinds and the method), `elapsed`,
        `mask`. Unplanned has the number num_diagnoses + num_interventions,
        planned the next.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.retain import one_list
        >>> given = {"diagnosis": np.array([[[3, 0]]]), "mask": np.ones((1, 1)),
        ...     "intervention": np.array([[[4, 0]]]),
        ...     "method": np.array([[2]]), "elapsed": np.zeros((1, 1))}
        >>> one_list(given, 10, 5)["codes"].tolist()
        [[[3, 0, 14, 0, 16]]]

    Chapter: 3.2.3
    """
    done, method = given["intervention"], given["method"][..., None]
    total = num_diagnoses + num_interventions
    parts = [
        given["diagnosis"],
        np.where(done > 0, done + num_diagnoses, 0),
        np.where(method > 0, method + total - 1, 0),
    ]
    kept = {name: given[name] for name in ("elapsed", "mask")}
    return {"codes": np.concatenate(parts, axis=-1)} | kept


class Account(NamedTuple):
    """What each code adds to the log odds.

    Attributes:
        bias: the log odds of a history without codes.
        attention: (batch, visits), shares that sum to 1.
        contribution: (batch, visits, codes); with the bias they sum to the
            log odds.

    Example:
        >>> from medkeras.models.retain import Account
        >>> Account._fields
        ('bias', 'attention', 'contribution')

    Chapter: 3.2.3
    """

    bias: float
    attention: np.ndarray
    contribution: np.ndarray


def explain_retain(model: keras.Model, given) -> Account:
    """Assign the log odds of histories to single codes, exactly.

    Exact speaks of the sum: with another code elsewhere in the history both
    attentions change, and with them each term.

    Args:
        model: from `retain`.
        given: what the model reads.

    Returns:
        The terms.

    Raises:
        UsageError: another model, or histories of another shape.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.retain import explain_retain, retain
        >>> model = retain(9, 2, 3, embedding=4, units=4)
        >>> given = {"codes": np.array([[[3, 5, 0], [7, 0, 0]]]),
        ...     "elapsed": np.array([[0, 30]]), "mask": np.ones((1, 2))}
        >>> explain_retain(model, given).contribution.shape
        (1, 2, 3)

    Reference: Choi et al. 2016, doi:10.48550/arXiv.1608.05745.
    Chapter: 3.2.3
    """
    if model.name != "retain":
        raise UsageError(
            f"`model` must be one of `retain`. Received: {model.name}"
        )
    shape = model.get_layer("codes").output.shape[1:]
    codes = real_array("codes", given["codes"], ("histories", *shape))
    inner = keras.Model(
        model.inputs,
        [model.get_layer(name).output for name in ("attention", "gates")],
    )
    order = [tensor.name for tensor in model.inputs]
    attention, gates = inner(
        [ops.cast(given[name], "float32") for name in order]
    )
    weights, bias = model.get_layer(RISK).get_weights()
    vectors = ops.convert_to_numpy(model.get_layer("vectors")(codes))
    attention, gates = map(ops.convert_to_numpy, (attention, gates))
    factor = attention * gates * weights[:, 0]  # (histories, visits, width)
    return Account(
        bias=float(bias[0]),
        attention=attention[..., 0],
        contribution=np.einsum("nvw,nvcw->nvc", factor, vectors),
    )


@keras.saving.register_keras_serializable(package="medkeras")
class SumOfCodes(layers.Layer):
    """The vectors of a visit's codes, added up."""

    def call(self, vectors):
        """(batch, visits, width)."""
        return ops.sum(vectors, axis=-2)


@keras.saving.register_keras_serializable(package="medkeras")
class WithTime(layers.Layer):
    """The logarithm of the days that passed, beside a visit's vector."""

    def call(self, visits, elapsed):
        """(batch, visits, width + 1)."""
        days = ops.maximum(ops.cast(elapsed, visits.dtype), 0.0)
        return ops.concatenate([visits, ops.log1p(days)[..., None]], axis=-1)


@keras.saving.register_keras_serializable(package="medkeras")
class TurnedRound(layers.Layer):
    """The last visit first."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def compute_mask(self, *inputs, **options):
        """The model's own mask says all."""

    def call(self, values):
        """As the input."""
        return ops.flip(values, axis=1)


@keras.saving.register_keras_serializable(package="medkeras")
class ShareOfVisits(layers.Layer):
    """A softmax over the visits that are there."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def compute_mask(self, *inputs, **options):
        """Shares have no gaps."""

    def call(self, scores, there):
        """(batch, visits, 1); 0 where there is no visit."""
        there = ops.cast(there, scores.dtype)[..., None]
        hidden = scores - 1e9 * (1.0 - there)
        return ops.softmax(hidden, axis=1) * there


@keras.saving.register_keras_serializable(package="medkeras")
class WeightedSum(layers.Layer):
    """Visits, weighed and gated, added up."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def compute_mask(self, *inputs, **options):
        """One vector has no gaps."""

    def call(self, share, gates, visits):
        """(batch, width)."""
        return ops.sum(share * gates * visits, axis=1)
