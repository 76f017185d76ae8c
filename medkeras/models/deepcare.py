"""DeepCare: a memory of visits that time, treatment and urgency move."""

import keras
from keras import layers, ops

from medkeras.layers.deepcare import DeepCareCell, DeepCareRNN, pack
from medkeras.layers.recency_pooling import RecencyPooling
from medkeras.layers.words import Words
from medkeras.models.base import Model
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

POOLINGS = ("mean", "sum", "max")
TASKS = ("readmission", "diagnoses", "interventions")


@keras.saving.register_keras_serializable(package="medkeras")
class PooledCodes(layers.Layer):
    """One vector of all codes of a visit; 0 is no code.

    "sum" divides by the root of their number: many codes that point the same
    way make a longer vector, unrelated ones hardly. A visit without codes has
    the vector 0.

    Args:
        size: of the vocabulary, number 0 included.
        width: of a vector.
        pooling: "mean", "sum" or "max".

    Example:
        >>> import numpy as np
        >>> from medkeras.models.deepcare import PooledCodes
        >>> PooledCodes(9, 4)(np.array([[[3, 5, 0], [0, 0, 0]]])).shape
        TensorShape([1, 2, 4])

    Chapter: 3.2.3
    """

    def __init__(self, size: int, width: int, pooling: str = "mean", **kwargs):
        super().__init__(**kwargs)
        if pooling not in POOLINGS:
            raise UsageError(
                f"`pooling` must be one of {', '.join(POOLINGS)}. Received: "
                f"{pooling}"
            )
        self.pooling = pooling
        self.words = Words(size, width, name="words")

    def build(self, input_shape):
        """A vector for each code."""
        self.words.build(input_shape)
        self.built = True

    def call(self, codes):
        """(batch, visits, width) of (batch, visits, codes)."""
        vectors = self.words(codes)
        there = ops.cast(ops.cast(codes, "int32") > 0, vectors.dtype)
        count = ops.sum(there, axis=-1)[..., None]
        if self.pooling == "max":
            hidden = vectors - 1e9 * (1.0 - there[..., None])
            return ops.max(hidden, axis=-2) * ops.minimum(count, 1.0)
        total = ops.sum(vectors, axis=-2)
        by = count if self.pooling == "mean" else ops.sqrt(count)
        return total / ops.maximum(by, 1.0)

    def compute_output_shape(self, codes_shape):
        """(batch, visits, width)."""
        return (*codes_shape[:-1], self.words.width)

    def get_config(self):
        """What `from_config` needs to make the same again."""
        sizes = {"size": self.words.size, "width": self.words.width}
        return super().get_config() | sizes | {"pooling": self.pooling}


def deepcare(
    num_diagnoses: int,
    num_interventions: int,
    most_visits: int = 30,
    most_codes: int = 20,
    task: str = "readmission",
    embedding: int = 30,
    units: int = 40,
    pooling: str = "mean",
    time: str | None = "parametric",
    multiscale: bool = True,
    dropout: float = 0.0,
):
    """DeepCare: pooled codes, its own LSTM, means over spans of time.

    Args:
        num_diagnoses: numbers of diagnoses, 0 (no code) included.
        num_interventions: the same of interventions.
        most_visits: of a history.
        most_codes: of a kind in one visit.
        task: "readmission" (one probability), "diagnoses" (which come next:
            shares that sum to 1) or "interventions" (which belong to the last
            visit, whose own are hidden from the model).
        embedding: width of a code's vector.
        units: of the memory.
        pooling: of a visit's codes, "mean", "sum" or "max".
        time: how the forget gate sees it, "parametric", "decay" or None.
        multiscale: means over 12 months, 24 and all before the risk; False
            reads the last state alone. The other tasks read the last state.
        dropout: share of the pooled codes hidden in training.

    Returns:
        A model from a dictionary with `diagnosis` and `intervention` (batch,
        visits, codes), `method`, `elapsed`, `until` and `mask` (batch,
        visits), as `medkeras.ehr.histories` lays them out, to (batch, 1) or
        (batch, codes).

    Raises:
        UsageError: sizes out of range, or other words.

    Example:
        >>> from medkeras.models.deepcare import deepcare
        >>> deepcare(20, 10, most_visits=5, most_codes=4).output_shape
        (None, 1)

    Reference: Pham et al. 2017, doi:10.1016/j.jbi.2017.04.001.
    Chapter: 3.2.3
    """
    _check(num_diagnoses, num_interventions, most_visits, most_codes, task)
    check_number("dropout", dropout, 0, 1)
    given = {
        name: keras.Input((most_visits, most_codes), name=name)
        for name in ("diagnosis", "intervention")
    } | {
        name: keras.Input((most_visits,), name=name)
        for name in ("method", "elapsed", "until", "mask")
    }
    x = PooledCodes(num_diagnoses, embedding, pooling, name="diagnoses")(
        given["diagnosis"]
    )
    p = PooledCodes(num_interventions, embedding, pooling, name="treatments")(
        given["intervention"]
    )
    hide = layers.Dropout(dropout)
    x, p = hide(x), hide(p)
    if task == "interventions":
        p = HideLast(name="hide_last")(p, given["mask"])
    rows = Packed(name="packed")(x, p, given["method"], given["elapsed"])
    memory = DeepCareRNN(
        DeepCareCell(units, time), return_sequences=True, name="memory"
    )
    states = memory(rows, mask=AsMask(name="as_mask")(given["mask"]))
    spans = (12, 24, None) if multiscale and task == TASKS[0] else ()
    if spans:
        pooled = RecencyPooling(spans, name="spans")(
            states, given["method"], given["until"], given["mask"]
        )
        pooled = layers.Dense(30, "sigmoid", name="hidden")(pooled)
    else:
        pooled = LastState(name="last")(states, given["mask"])
    if task == TASKS[0]:
        output = layers.Dense(1, "sigmoid", name="risk")(pooled)
    else:
        size = num_diagnoses if task == "diagnoses" else num_interventions
        output = layers.Dense(size, "softmax", name="codes")(pooled)
    return Model(given, output, name="deepcare")


def pooled_recurrent(
    num_diagnoses: int,
    num_interventions: int,
    most_visits: int = 30,
    most_codes: int = 20,
    kind: str = "lstm",
    embedding: int = 30,
    units: int = 40,
):
    """A stock LSTM or GRU on the pooled codes: the peer of `deepcare`.

    Args:
        num_diagnoses: numbers of diagnoses, 0 (no code) included.
        num_interventions: the same of interventions.
        most_visits: of a history.
        most_codes: of a kind in one visit.
        kind: "lstm" or "gru".
        embedding: width of a code's vector.
        units: of the memory.

    Returns:
        A model from a dictionary with `diagnosis`, `intervention` and `mask`
        to (batch, 1); method and time are not read.

    Raises:
        UsageError: sizes out of range, or another kind.

    Example:
        >>> from medkeras.models.deepcare import pooled_recurrent
        >>> pooled_recurrent(20, 10, 5, 4, kind="gru").output_shape
        (None, 1)

    Chapter: 3.2.3
    """
    _check(num_diagnoses, num_interventions, most_visits, most_codes, TASKS[0])
    kinds = {"lstm": layers.LSTM, "gru": layers.GRU}
    if kind not in kinds:
        raise UsageError(f"`kind` must be lstm or gru. Received: {kind}")
    sizes = {"diagnosis": num_diagnoses, "intervention": num_interventions}
    given = {
        name: keras.Input((most_visits, most_codes), name=name)
        for name in sizes
    } | {"mask": keras.Input((most_visits,), name="mask")}
    pooled = [
        PooledCodes(size, embedding, "sum", name=f"pooled_{name}")(given[name])
        for name, size in sizes.items()
    ]
    rows = layers.Concatenate()(pooled)
    there = AsMask(name="as_mask")(given["mask"])
    state = kinds[kind](units, name="memory")(rows, mask=there)
    risk = layers.Dense(1, "sigmoid", name="risk")(state)
    return Model(given, risk, name="pooled_recurrent")


@keras.saving.register_keras_serializable(package="medkeras")
class Packed(layers.Layer):
    """`pack` as a layer."""

    def call(self, diagnosis, intervention, method, elapsed):
        """(batch, visits, 3 width + 5)."""
        return pack(diagnosis, intervention, method, elapsed)


@keras.saving.register_keras_serializable(package="medkeras")
class AsMask(layers.Layer):
    """True where there is a visit."""

    def call(self, there):
        """(batch, visits)."""
        return ops.cast(there, "float32") > 0.5


@keras.saving.register_keras_serializable(package="medkeras")
class LastState(layers.Layer):
    """The state after the last visit that is there."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True  # `there` says all that a mask would

    def compute_mask(self, *inputs, **options):
        """One state has no gaps."""

    def call(self, states, there):
        """(batch, width)."""
        return ops.sum(states * _is_last(there, states.dtype), axis=1)


@keras.saving.register_keras_serializable(package="medkeras")
class HideLast(layers.Layer):
    """What the last visit brought, set to 0."""

    def call(self, values, there):
        """(batch, visits, width)."""
        return values * (1.0 - _is_last(there, values.dtype))


def _is_last(there, kind):
    """(batch, visits, 1): 1 at the last visit that is there."""
    there = ops.cast(there, kind)
    after = ops.pad(there[:, 1:], [[0, 0], [0, 1]])
    return (there * (1.0 - after))[..., None]


def _check(num_diagnoses, num_interventions, most_visits, most_codes, task):
    check_whole("num_diagnoses", num_diagnoses, 2)
    check_whole("num_interventions", num_interventions, 2)
    check_whole("most_visits", most_visits)
    check_whole("most_codes", most_codes)
    if task not in TASKS:
        raise UsageError(
            f"`task` must be one of {', '.join(TASKS)}. Received: {task}"
        )
