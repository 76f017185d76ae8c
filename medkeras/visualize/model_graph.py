"""A model as boxes and arrows: what `visualize.architecture` draws."""

import math
import re
from collections import Counter
from dataclasses import dataclass, field

# What changes no more than the values of the box before, told inside it.
NOTES = {
    "Activation": "",
    "BatchNormalization": "batch norm",
    "Dropout": "dropout",
    "FusedBatchNormalization": "batch norm",
    "GaussianNoise": "noise",
    "LayerNormalization": "layer norm",
    "LeakyReLU": "leaky ReLU",
    "Masking": "mask",
    "ReLU": "ReLU",
    "SpatialDropout1D": "dropout",
    "SpatialDropout2D": "dropout",
}
FAMILIES = {
    "convolution": ("Conv",),
    "memory": ("LSTM", "GRU", "RNN", "BothWays", "Bidirectional", "Deep"),
    "attention": ("Attention", "Transformer", "Alignment"),
    "pooling": ("Pool", "MaxOver", "NGramMax", "MeanOver", "UpSampling"),
    "dense": ("Dense", "Words", "Embedding", "RBM"),
}


@dataclass
class Box:
    """One layer, with the small ones that only change its values."""

    name: str
    family: str
    shape: tuple
    parameters: int
    parents: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    @property
    def label(self) -> str:
        """What it is, and what is done to its values."""
        return ", ".join([self.name, *self.notes])

    @property
    def size(self) -> str:
        """Shape of one example's values."""
        return " × ".join("any" if n is None else f"{n:,}" for n in self.shape)


def boxes_of(model) -> list[Box]:
    """Boxes in an order in which each comes after its parents."""
    model = getattr(model, "_functional", None) or model  # of a Sequential
    levels = getattr(model, "_nodes_by_depth", None)
    if not levels:
        return _chain(model.layers or [model] * hasattr(model, "num_hidden"))
    # Inputs are deepest.
    nodes = [n for depth in sorted(levels, reverse=True) for n in levels[depth]]
    read = Counter(id(p) for node in nodes for p in set(node.parent_nodes))
    boxes, made, counted = [], {}, set()
    for node in nodes:
        parents = _distinct(made[id(p)] for p in node.parent_nodes)
        alone = all(read[id(p)] == 1 for p in node.parent_nodes)
        made[id(node)] = _add(boxes, node, parents, alone, counted)
    return boxes


def _add(boxes, node, parents, alone, counted):
    """The box of this node: a new one, or the parent that it belongs to."""
    layer, kind = node.operation, type(node.operation).__name__
    lone = len(parents) == 1
    is_layer = hasattr(layer, "count_params")
    if lone and not is_layer:  # a cast, a comparison
        return parents[0]
    parameters = _parameters(layer, counted)
    if lone and alone and kind in NOTES:
        (parent,) = parents
        parent.notes.append(NOTES[kind] or _activation(layer))
        parent.parameters += parameters
        return parent
    shape = tuple(node.outputs[0].shape)[1:] or (1,)
    box = Box(_name(layer), _family(kind), shape, parameters, parents)
    boxes.append(box)
    return box


def _chain(layers):
    """Layers of a model that has no graph, one after the other."""
    boxes, counted = [], set()
    if layers and hasattr(layers[0], "num_visible"):
        visible = (layers[0].num_visible,)
        boxes = [Box("visible units", "ends", visible, 0)]
    for layer in layers:
        parameters, shape = _parameters(layer, counted), _shape(layer)
        family = _family(type(layer).__name__)
        boxes.append(Box(_name(layer), family, shape, parameters, boxes[-1:]))
    return boxes


def _shape(layer):
    """Of what one example becomes; empty where the layer cannot tell."""
    if hasattr(layer, "num_hidden"):  # a Boltzmann machine
        return (layer.num_hidden,)
    try:
        return tuple(layer.output.shape)[1:]
    except (AttributeError, ValueError):  # never called
        return ()


def _parameters(layer, counted):
    """Numbers of a layer, counted where it is met first."""
    if id(layer) in counted or not hasattr(layer, "count_params"):
        return 0
    counted.add(id(layer))
    return sum(math.prod(weight.shape) for weight in layer.weights)


def _distinct(boxes):
    kept = []
    for box in boxes:
        if not any(box is other for other in kept):
            kept.append(box)
    return kept


def _family(kind):
    for family, marks in FAMILIES.items():
        if any(mark in kind for mark in marks):
            return family
    return "ends" if kind == "InputLayer" else "other"


def _name(layer):
    """Its kind in words, its size, and its activation."""
    kind = type(layer).__name__
    parts = [_words(kind)]
    if kind in ("InputLayer", "Functional", "Sequential"):
        given = re.sub(r"^input_layer(_\d+)?$", "input", layer.name)
        parts = [given.replace("_", " ")]
    inner = {"Bidirectional": "forward_layer", "TimeDistributed": "layer"}
    if kind in inner:
        parts[0] += f", {_name(getattr(layer, inner[kind]))}"
    window = getattr(layer, "kernel_size", getattr(layer, "pool_size", None))
    if isinstance(window, (tuple, list)):
        parts[0] += " " + "×".join(map(str, window))
    many = (getattr(layer, name, None) for name in ("filters", "units"))
    parts += [f"{n:,}" for n in many if isinstance(n, int)]
    activation = _activation(layer)
    gates = hasattr(layer, "recurrent_activation")
    if activation not in ("", "linear") and not gates:
        parts.append(activation)
    return ", ".join(parts)


def _activation(layer):
    name = getattr(getattr(layer, "activation", None), "__name__", "")
    return {"relu": "ReLU", "leaky_relu": "leaky ReLU"}.get(name, name)


def _words(kind):
    """Conv2DTranspose as `convolution transpose`."""
    plain = re.sub(r"\d+D", "", kind)
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    apart = re.sub(r"\bConv\b", "convolution", apart)
    return " ".join(
        word if word.isupper() else word.lower() for word in apart.split()
    )
