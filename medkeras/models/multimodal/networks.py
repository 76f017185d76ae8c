"""The networks of each kind of data, and the ones that join them."""

from collections.abc import Mapping, Sequence

import keras
from keras import layers, ops

from medkeras.models.base import Model

PRESENT = "present"  # name of the input that says what a person has
TABLE_UNITS, NOISE = (32, 8), 0.3
WEIGHT_DECAY = 1e-3
COARSE = 4  # voxels of a block that early fusion reads as one number


def denoising_stage(width: int, units: int):
    """One layer and back, with a share of the inputs set to 0.

    Args:
        width: of a row.
        units: of the layer.
    """
    inputs = keras.Input((width,))
    hidden = layers.Dense(units, "relu", name="code")
    back = layers.Dense(width)
    # Dropout scales up what is left; for a layer of weights that is a scale.
    seen = layers.Dropout(NOISE, seed=0)(inputs)
    return Model(inputs, back(hidden(seen)), name="denoising_stage")


def joined(modalities: Mapping[str, Sequence[int]], fusion: str, seed: int):
    """A network from all kinds of data to one probability.

    Args:
        modalities: shape of one person's data of each kind: one number for a
            table, three for a volume.
        fusion: "early" or "intermediate".
        seed: of the first weights.
    """
    keras.utils.set_random_seed(seed)
    inputs = {
        name: keras.Input(tuple(shape), name=_safe(name))
        for name, shape in modalities.items()
    }
    present = keras.Input((len(modalities),), name=PRESENT)
    parts = []
    for place, (name, given) in enumerate(inputs.items()):
        if fusion == "early":
            part = _flat(given)
        elif len(given.shape) == 2:
            part = _table_code(given, name)
        else:
            part = _volume_code(given, name)
        # What a person lacks is 0, whatever a layer makes of nothing.
        parts.append(part * present[:, place : place + 1])
    together = layers.Concatenate()([*parts, present])
    if fusion == "early":
        together = layers.Dropout(NOISE, seed=0)(together)
        together = layers.Dense(
            32, "relu", kernel_regularizer=_decay(), name="first"
        )(together)
    together = layers.Dropout(0.3, seed=seed)(together)
    together = layers.Dense(8, "relu", name="fused")(together)
    output = layers.Dense(1, "sigmoid", name="class")(together)
    return Model({**inputs, PRESENT: present}, output, name=f"{fusion}_fusion")


def encoder_names(name: str) -> list[str]:
    """Names of a table's layers, upward."""
    depths = range(1, len(TABLE_UNITS) + 1)
    return [f"{_safe(name)}_layer_{depth}" for depth in depths]


def _safe(name):
    """As TensorFlow takes names: letters, digits, no blanks."""
    return "".join(one if one.isalnum() else "_" for one in name)


def _table_code(rows, name):
    """Wide tables are learnt by heart unless a part of them is hidden."""
    rows = layers.Dropout(NOISE, seed=0)(rows)
    for layer, units in zip(encoder_names(name), TABLE_UNITS, strict=True):
        dense = layers.Dense(
            units, "relu", kernel_regularizer=_decay(), name=layer
        )
        rows = dense(rows)
    return rows


def _volume_code(volumes, name):
    maps = layers.Reshape((*volumes.shape[1:], 1))(volumes)
    for number, filters in enumerate((8, 16), start=1):
        maps = layers.Conv3D(
            filters, 3, strides=2, padding="same", activation="relu",
            name=f"{_safe(name)}_conv_{number}",
        )(maps)  # fmt: skip
    # Where it is matters: a box of the body is aligned.
    flat = layers.Dropout(NOISE, seed=0)(layers.Flatten()(maps))
    return layers.Dense(TABLE_UNITS[-1], "relu", name=f"{_safe(name)}_code")(
        flat
    )


def _decay():
    return keras.regularizers.L2(WEIGHT_DECAY)


def _flat(given):
    if len(given.shape) == 2:
        return given
    maps = layers.Reshape((*given.shape[1:], 1))(given)
    return layers.Flatten()(layers.AveragePooling3D(COARSE)(maps))


def log_odds(probability):
    """ln p / (1 - p), kept finite."""
    p = ops.clip(ops.convert_to_tensor(probability), 1e-6, 1 - 1e-6)
    return ops.convert_to_numpy(ops.log(p / (1 - p)))
