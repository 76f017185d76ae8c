"""Training a U-Net on the CPU, as many sizes and maps on both sides.

The peer normalises each image for itself and has leaky units, so the losses
differ; what is compared are images a second.

On one core a step of ours needs 74 ms of processor time (2026-11-28): by
TensorFlow's profiler 54 are convolutions (21 the gradients of their filters,
17 those of their maps, 17 themselves), 6 the normalisations and their
gradients. If all but the convolutions cost nothing, a step would be done in
three quarters of the time.
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
