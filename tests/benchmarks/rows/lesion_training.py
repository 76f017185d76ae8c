"""Training chapter 3.1.4's residual network from equal weights and pictures.

TensorFlow pads a stride of 2 after the picture, PyTorch on both sides: the
peer pads as TensorFlow does, or it would see every picture shifted.
"""

import numpy as np

TITLE = "training the network of lesions, Keras"
PEER = "PyTorch, eager"
EQUAL = (
    "16 steps of Adam, batch 64 of 32 x 32 colour pictures, seven classes: the "
    "residual network of three blocks with 24 filters, batch normalisation "
    "included; equal weights at the start, equal mean loss of the first run to "
    "2 %"
)
PROMISE = 1.0
TOLERANCE = 0.02
BATCH, STEPS, CLASSES = 64, 16, 7
# Kernels in the order in which the network makes them.
SHAPES = (
    (7, 7, 3, 24),
    (3, 3, 24, 24), (3, 3, 24, 24),
    (3, 3, 24, 48), (3, 3, 48, 48), (1, 1, 24, 48),
    (3, 3, 48, 96), (3, 3, 96, 96), (1, 1, 48, 96),
)  # fmt: skip


def data():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, CLASSES, BATCH * STEPS)
    images = rng.random((BATCH * STEPS, 32, 32, 3))
    images[..., 0] *= (labels[:, None, None] + 1) / CLASSES
    return images.astype("float32"), labels


def weights():
    rng = np.random.default_rng(1)
    for shape in (*SHAPES, (96, CLASSES)):
        scale = np.sqrt(2 / np.prod(shape[:-1]))
        yield (rng.normal(size=shape) * scale).astype("float32")


def ours():
    import keras

    from medkeras.models import cnn
    from medkeras.training.batches import batches

    model = cnn.resnet((32, 32, 3), CLASSES, num_filters=24, large_stem=True)
    kernels = [
        w for w in model.trainable_variables if w.path.endswith("kernel")
    ]
    kernels.sort(key=_made)
    for kernel, values in zip(kernels, weights(), strict=True):
        kernel.assign(values)
    model.compile(
        keras.optimizers.Adam(1e-3, epsilon=1e-8),
        "sparse_categorical_crossentropy",
        jit_compile=False,
    )
    rows = batches(*data(), batch_size=BATCH)

    def run():
        return model.fit(rows, shuffle=False, verbose=0).history["loss"]

    return run


def _made(kernel):
    """Convolutions by the number that Keras counts up; the dense one last."""
    layer = kernel.path.split("/")[-2]
    number = layer.rsplit("_", 1)[-1]
    return "dense" in layer, int(number) if number.isdigit() else 0


def peer():
    import torch
    from torch import nn

    *kernels, last = map(torch.tensor, weights())
    kernels = [kernel.permute(3, 2, 0, 1).contiguous() for kernel in kernels]
    model = _network(torch, nn, kernels, last)
    images, labels = map(torch.tensor, data())
    parts = list(
        zip(
            images.movedim(-1, 1).contiguous().split(BATCH),
            labels.split(BATCH),
            strict=True,
        )
    )
    optimizer = torch.optim.Adam(model.parameters(), 1e-3, eps=1e-8)
    cost = nn.CrossEntropyLoss()

    def run():
        losses = []
        for x, y in parts:
            optimizer.zero_grad()
            loss = cost(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return [float(np.mean(losses))]

    return run


def _network(torch, nn, kernels, last):
    """The same network; `kernels` in the order of SHAPES."""
    pad = nn.functional.pad
    given = iter(kernels)

    class Convolution(nn.Module):
        def __init__(self, strides=1):
            super().__init__()
            self.kernel = nn.Parameter(next(given).clone())
            outputs = self.kernel.shape[0]
            self.norm = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01)
            self.strides = strides

        def forward(self, x):
            width = self.kernel.shape[-1]
            last_start = (-(-x.shape[-1] // self.strides) - 1) * self.strides
            total = max(0, last_start + width - x.shape[-1])
            before, after = total // 2, total - total // 2
            x = pad(x, (before, after, before, after))
            maps = nn.functional.conv2d(x, self.kernel, stride=self.strides)
            return self.norm(maps)

    class Block(nn.Module):
        def __init__(self, strides):
            super().__init__()
            self.first, self.second = Convolution(strides), Convolution()
            self.change = Convolution(strides) if strides > 1 else None

        def forward(self, x):
            maps = self.second(torch.relu(self.first(x)))
            return torch.relu(maps + (self.change(x) if self.change else x))

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.stem = Convolution(2)
            self.blocks = nn.Sequential(Block(1), Block(2), Block(2))
            self.last = nn.Linear(*last.shape)
            with torch.no_grad():
                self.last.weight.copy_(last.T)
                self.last.bias.zero_()

        def forward(self, x):
            maps = torch.relu(self.stem(x))
            maps = pad(maps, (0, 1, 0, 1), value=float("-inf"))
            maps = nn.functional.max_pool2d(maps, 3, 2)
            return self.last(self.blocks(maps).mean(dim=(2, 3)))

    return Network()
