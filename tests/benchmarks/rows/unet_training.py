"""Training a U-Net on the CPU, as many sizes and maps on both sides.

The peer normalises each image for itself and has leaky units, so the losses
differ; what is compared are images a second.

On one core a step of ours needs 53 ms of processor time (2026-11-28, on a
busy machine, the least of many). By oneDNN's own clock 36 are convolutions,
a third each for themselves, the gradients of their maps and of their filters,
at 100 billion operations a second, which is all that the core gives. By
TensorFlow's profiler 6 are the normalisations and their gradients, 3 laying
maps beside each other and taking their gradients apart, 1 the gradients of
the ReLUs, 1 Adam, 1 pooling, 1 the biases, 2 calling operations. What `fit`
takes beside its steps is 38 ms a call. A sum of two convolutions in place of
the maps laid beside each other gained nothing that could be told from noise.
"""

import numpy as np

TITLE = "training a U-Net, Keras"
PEER = "MONAI's BasicUNet, eager PyTorch"
EQUAL = (
    "30 steps of Adam, batch 8 of 64 x 64 images, five sizes of 16, 16, 32, "
    "64 and 128 maps, two convolutions 3x3 at each, binary cross-entropy; "
    "equal numbers of images, not equal losses: the normalisations differ"
)
PROMISE = 1.5
BATCH, STEPS, SIZE = 8, 30, 64
MAPS = (16, 16, 32, 64, 128)


def data():
    generator = np.random.default_rng(0)
    images = generator.normal(size=(BATCH * STEPS, SIZE, SIZE, 1))
    return images.astype("float32"), (images > 0).astype("float32")


def ours():
    from medkeras.models.unet import unet
    from medkeras.training.batches import batches
    from medkeras.training.execution import steps_per_execution
    from medkeras.training.fused_adam import FusedAdam

    model = unet((SIZE, SIZE, 1), filters=MAPS)
    model.compile(
        FusedAdam(1e-3),
        "binary_crossentropy",
        jit_compile=False,
        steps_per_execution=steps_per_execution(STEPS),
    )
    rows = batches(*data(), batch_size=BATCH)

    def run():
        model.fit(rows, verbose=0)
        return [BATCH * STEPS]

    return run


def peer():
    import torch
    from monai.networks.nets import BasicUNet

    model = BasicUNet(2, 1, 1, features=(*MAPS, MAPS[0]))
    images, masks = (
        torch.tensor(part).movedim(-1, 1).contiguous() for part in data()
    )
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    cost = torch.nn.BCEWithLogitsLoss()

    def run():
        count = 0
        for x, y in zip(images.split(BATCH), masks.split(BATCH), strict=True):
            optimizer.zero_grad()
            cost(model(x), y).backward()
            optimizer.step()
            count += len(x)
        return [count]

    return run
