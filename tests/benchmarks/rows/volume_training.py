"""Training a U-Net for volumes on the CPU, as many weights on both sides.

The peer has five sizes where ours has three, so its widths are chosen for an
equal number of weights; the losses differ, since the normalisations do. What
is compared are volumes a second.
"""

import numpy as np

TITLE = "training a U-Net for volumes, Keras"
PEER = "MONAI's BasicUNet in three dimensions, eager PyTorch"
EQUAL = (
    "8 steps of Adam, batch 2 of 32 x 48 x 48 voxels, 3 classes, 86,000 "
    "weights to 1 %, cross-entropy; equal numbers of volumes, not equal losses"
)
PROMISE = 1.5
BATCH, STEPS, SHAPE = 2, 8, (32, 48, 48)
WEIGHTS, CLOSE = 86_000, 0.01
MAPS, PEER_MAPS = (8, 16, 32), (8, 8, 12, 16, 20, 8)


def data():
    generator = np.random.default_rng(0)
    volumes = generator.normal(size=(BATCH * STEPS, *SHAPE, 1))
    return volumes.astype("float32"), generator.integers(
        0, 3, (BATCH * STEPS, *SHAPE)
    )


def check(count):
    """The promise is for equal numbers of weights."""
    assert abs(count / WEIGHTS - 1) < CLOSE, count


def ours():
    from medkeras.models.unet import unet3d
    from medkeras.training.batches import batches
    from medkeras.training.fused_adam import FusedAdam

    model = unet3d((*SHAPE, 1), 3, filters=MAPS)
    check(model.count_params())
    model.compile(
        FusedAdam(1e-3), "sparse_categorical_crossentropy",
        jit_compile=False,
    )  # fmt: skip
    rows = batches(*data(), batch_size=BATCH)

    def run():
        model.fit(rows, verbose=0)
        return [BATCH * STEPS]

    return run


def peer():
    import torch
    from monai.networks.nets import BasicUNet

    model = BasicUNet(3, 1, 3, features=PEER_MAPS)
    check(sum(weight.numel() for weight in model.parameters()))
    volumes, labels = data()
    volumes = torch.tensor(volumes).movedim(-1, 1).contiguous()
    labels = torch.tensor(labels)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    cost = torch.nn.CrossEntropyLoss()

    def run():
        count = 0
        for x, y in zip(volumes.split(BATCH), labels.split(BATCH), strict=True):
            optimizer.zero_grad()
            cost(model(x), y).backward()
            optimizer.step()
            count += len(x)
        return [count]

    return run
