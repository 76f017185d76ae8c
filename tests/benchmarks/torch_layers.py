"""Layers of PyTorch that hold the weights of Keras'."""

import torch
from torch import nn
from torch.nn import functional

EPSILON = 1e-3  # of Keras' normalisations
RELU, SIGMOID = nn.ReLU, nn.Sigmoid


class Weights:
    """Arrays of a network, handed out in the order of Keras' layers."""

    def __init__(self, arrays):
        self._left = [torch.tensor(array) for array in arrays]

    def take(self, count=1):
        taken, self._left = self._left[:count], self._left[count:]
        return taken if count > 1 else taken[0]

    def end(self):
        """All must have been used."""
        if self._left:
            raise ValueError(f"{len(self._left)} weights are left over")


def dense(w, bias=True, channels=1):
    """Linear layer; what it reads was flattened with the channels last."""
    kernel = w.take()
    kernel = kernel.reshape(-1, channels, kernel.shape[1]).transpose(0, 1)
    kernel = kernel.reshape(-1, kernel.shape[2])
    layer = nn.Linear(*kernel.shape, bias=bias)
    return _filled(layer, kernel.T, w.take() if bias else None)


def conv(w, bias=True, same=True, **options):
    """Convolution along as many axes as the kernel has."""
    kernel = w.take()  # (*sizes, in, out)
    axes = kernel.ndim - 2
    kernel = kernel.permute(axes + 1, axes, *range(axes))
    kind = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}[axes]
    sizes = tuple(kernel.shape[2:])
    strided = options.get("stride", 1) > 1
    if same and not strided:
        options["padding"] = "same"
    layer = kind(*kernel.shape[1::-1], sizes, bias=bias, **options)
    layer = _filled(layer, kernel, w.take() if bias else None)
    if not (same and strided):
        return layer
    return nn.Sequential(SamePadding(sizes, options["stride"]), layer)


class SamePadding(nn.Module):
    """Zeros around maps as TensorFlow adds them before a stride."""

    def __init__(self, sizes, stride):
        super().__init__()
        self.sizes, self.stride = sizes, stride

    def forward(self, maps):
        edges = []
        for places, size in zip(maps.shape[2:], self.sizes, strict=True):
            steps = -(-places // self.stride)
            total = max((steps - 1) * self.stride + size - places, 0)
            edges = [total // 2, total - total // 2, *edges]
        return functional.pad(maps, edges)


def transposed(w, bias=True, stride=2):
    """Transposed convolution to maps twice as large."""
    kernel = w.take()  # (*sizes, out, in)
    axes = kernel.ndim - 2
    kernel = kernel.permute(axes + 1, axes, *range(axes))
    kind = {2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}[axes]
    size = kernel.shape[2]
    layer = kind(
        *kernel.shape[:2], size, stride, (size - stride) // 2, bias=bias
    )
    return _filled(layer, kernel, w.take() if bias else None)


def norm(w, axes=2):
    """Batch normalisation with the averages of training."""
    gamma, beta, mean, variance = w.take(4)
    kind = {1: nn.BatchNorm1d, 2: nn.BatchNorm2d, 3: nn.BatchNorm3d}[axes]
    layer = _filled(kind(len(gamma), EPSILON), gamma, beta)
    layer.running_mean.copy_(mean)
    layer.running_var.copy_(variance)
    return layer


def layer_norm(w):
    gamma, beta = w.take(2)
    return _filled(nn.LayerNorm(len(gamma), EPSILON), gamma, beta)


def embedding(w):
    return nn.Embedding.from_pretrained(w.take())


def lstm(w, both_ways=False):
    """LSTM; its gates come in the same order as Keras'."""
    ways = [w.take(3) for _ in range(1 + both_ways)]
    size, units = len(ways[0][0]), len(ways[0][1])
    layer = nn.LSTM(size, units, batch_first=True, bidirectional=both_ways)
    for (kernel, recurrent, bias), end in zip(
        ways, ("", "_reverse"), strict=False
    ):
        parts = {"ih": (kernel.T, bias), "hh": (recurrent.T, 0 * bias)}
        _fill_cell(layer, parts, end)
    return layer


def gru(w):
    """GRU; PyTorch's gates are reset, update, candidate."""
    kernel, recurrent, bias = w.take(3)
    units = len(recurrent)
    layer = nn.GRU(len(kernel), units, batch_first=True)

    def turned(values):
        update, reset, candidate = values.split(units, dim=-1)
        return torch.cat([reset, update, candidate], dim=-1)

    kernel, recurrent, bias = map(turned, (kernel, recurrent, bias))
    parts = {"ih": (kernel.T, bias[0]), "hh": (recurrent.T, bias[1])}
    _fill_cell(layer, parts, "")
    return layer


def _fill_cell(layer, parts, end):
    with torch.no_grad():
        for part, (kernel, bias) in parts.items():
            getattr(layer, f"weight_{part}_l0{end}").copy_(kernel)
            getattr(layer, f"bias_{part}_l0{end}").copy_(bias)


def _filled(layer, weight, bias=None):
    with torch.no_grad():
        layer.weight.copy_(weight)
        if bias is not None:
            layer.bias.copy_(bias)
    return layer


class Function(nn.Module):
    """A function as a part of `nn.Sequential`."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


class Answer(nn.Module):
    """A network of named parts and the function that leads through them."""

    def __init__(self, lead, **parts):
        super().__init__()
        self.parts = nn.ModuleDict(parts)
        self.lead = lead

    def forward(self, *inputs):
        return self.lead(self.parts, *inputs)


def chain(*parts):
    """Parts one after the other."""
    return nn.Sequential(*parts)
