"""How much of the input one unit of the last maps can see."""

import math
from typing import NamedTuple

import keras

from medkeras.utils.errors import UsageError

_POINTWISE = {
    "Activation", "BatchNormalization", "Dense", "Dropout", "ELU",
    "FusedBatchNormalization",
    "GaussianNoise", "LeakyReLU", "PReLU", "ReLU", "Rescaling", "Softmax",
    "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "Split",
}  # fmt: skip
_MERGES = {"Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply",
           "Subtract"}  # fmt: skip
_WINDOWS = {
    f"{kind}{axes}D"
    for kind in ("Conv", "DepthwiseConv", "SeparableConv", "MaxPooling",
                 "AveragePooling")
    for axes in (1, 2, 3)
}  # fmt: skip
_LEAVES_PLACES = ("Global", "Flatten", "Reshape")


class ReceptiveField(NamedTuple):
    """Receptive field of the units of the last maps, axis by axis.

    Unit `i` of an axis sees `size` places around `offset + i * stride`,
    where 0 is the middle of the first place. Places outside the image are
    padding.

    Example:
        >>> from medkeras.models.cnn import ReceptiveField
        >>> ReceptiveField(size=(5,), stride=(2,), offset=(1.0,)).size
        (5,)

    Chapter: 2.1.1
    """

    size: tuple[int, ...]
    stride: tuple[int, ...]
    offset: tuple[float, ...]


class _Axis(NamedTuple):
    """First and last place that unit 0 sees, and the step to unit 1."""

    first: int
    last: int
    jump: int


def receptive_field(model: keras.Model) -> ReceptiveField:
    """Receptive field of the last maps of a network, from its graph.

    The last maps are the last output that still has places: what enters
    the flattening or the global pooling. Where branches meet, the field is
    the smallest window that holds the fields of all of them.

    Args:
        model: a Functional or Sequential model of convolutions, pooling,
            padding and layers that treat every place alone.

    Returns:
        Size, stride and offset of the field, each one number an axis, in
        places of the input.

    Raises:
        UsageError: the model has no graph, or a layer whose view is unknown.

    Example:
        >>> from medkeras.models.cnn import lenet5, receptive_field
        >>> receptive_field(lenet5((28, 28, 1), 10)).size
        (16, 16)

    Reference: Araujo et al. 2019, doi:10.23915/distill.00021.
    Chapter: 2.1.1
    """
    if not getattr(model, "outputs", None):
        raise UsageError(
            "`model` must be a built Functional or Sequential model. "
            f"Received: {type(model).__name__}"
        )
    known = {}
    for tensor in model.inputs:
        places = len(tensor.shape) - 2
        known[id(tensor)] = [_Axis(0, 0, 1)] * places
    axes = _last_with_places(model.outputs[0], known)
    return ReceptiveField(
        tuple(axis.last - axis.first + 1 for axis in axes),
        tuple(axis.jump for axis in axes),
        tuple((axis.first + axis.last) / 2 for axis in axes),
    )


def _last_with_places(tensor, known):
    """Fields of `tensor`, or of the last maps before it."""
    axes = _fields(tensor, known)
    if axes is not None:
        return axes
    _, sources = _origin(tensor)
    return _hull([_last_with_places(source, known) for source in sources])


def _origin(tensor):
    operation, node, _ = tensor._keras_history
    return operation, operation._inbound_nodes[node].input_tensors


def _fields(tensor, known):
    """One _Axis for every axis of places; None once there are none left."""
    if id(tensor) in known:
        return known[id(tensor)]
    layer, sources = _origin(tensor)
    before = [_fields(source, known) for source in sources]
    if any(fields is None for fields in before):
        fields = None
    else:
        fields = _through(layer, sources, before)
    known[id(tensor)] = fields
    return fields


def _through(layer, sources, before):
    kind = type(layer).__name__
    if kind in _WINDOWS:
        sizes = sources[0].shape[1:-1]
        return [
            _window(layer, axis, number, sizes[number])
            for number, axis in enumerate(before[0])
        ]
    if kind.startswith("ZeroPadding"):
        return _padded(layer, before[0])
    if kind in _MERGES:
        return _hull(before)
    if kind in _POINTWISE:
        return before[0]
    if kind.startswith(_LEAVES_PLACES):
        return None
    raise UsageError(
        "`model` must be made of convolutions, pooling, padding and layers "
        f"that treat every place alone. Received: a {kind} layer, "
        f"{layer.name!r}"
    )


def _window(layer, axis, number, length):
    """Move a window of the layer over units that see `axis`."""
    size = getattr(layer, "kernel_size", None) or layer.pool_size
    dilation = getattr(layer, "dilation_rate", 1)
    size, dilation, stride = (
        value if isinstance(value, int) else value[number]
        for value in (size, dilation, layer.strides)
    )
    reach = (size - 1) * dilation
    left = _left_padding(layer.padding, reach, stride, length)
    return _Axis(
        axis.first - left * axis.jump,
        axis.last + (reach - left) * axis.jump,
        axis.jump * stride,
    )


def _left_padding(padding, reach, stride, length):
    """Zeros before the first place; TensorFlow puts the odd one after."""
    if padding == "valid":
        return 0
    if padding == "causal":
        return reach
    if length is None:
        raise UsageError(
            "`model` must know its input shape: 'same' padding depends on "
            "it. Received: a length of None"
        )
    needed = (math.ceil(length / stride) - 1) * stride + reach + 1 - length
    return max(needed, 0) // 2


def _padded(layer, axes):
    padding = layer.padding
    if isinstance(padding[0], int):  # one axis
        padding = (padding,)
    return [
        _Axis(a.first - p[0] * a.jump, a.last - p[0] * a.jump, a.jump)
        for a, p in zip(axes, padding, strict=True)
    ]


def _hull(branches):
    """Smallest windows that hold those of every branch."""
    merged = []
    for axes in zip(*branches, strict=True):
        if len({axis.jump for axis in axes}) > 1:
            raise UsageError(
                "`model` must join branches of equal stride. Received: "
                f"strides {sorted(axis.jump for axis in axes)}"
            )
        first = min(axis.first for axis in axes)
        last = max(axis.last for axis in axes)
        merged.append(_Axis(first, last, axes[0].jump))
    return merged
