"""Training a small CNN on the CPU, from the same weights on the same data.

The batches come from `medkeras.training.batches`: of arrays Keras makes a
pipeline that tunes itself, and may wait at the end of an epoch for its tuner to
wake, here for a third of the time.
"""

import numpy as np

TITLE = "training a small CNN, Keras"
PEER = "PyTorch, eager"
EQUAL = (
    "25 steps of Adam, batch 64 of 28 x 28 images: convolutions of 16 and 32 "
    "filters 3x3 with max pooling, dense 64, one logit; equal weights at the "
    "start, equal mean loss of the first run to 2 %"
)
TOLERANCE = 0.02
BATCH, STEPS = 64, 25


def data():
    generator = np.random.default_rng(0)
    images = generator.normal(size=(BATCH * STEPS, 28, 28, 1))
    labels = images[:, :14].mean(axis=(1, 2, 3)) > 0
    return images.astype("float32"), labels.astype("float32")[:, None]


def weights():
    """Kernels as Keras has them: (rows, columns, in, out) and (in, out)."""
    generator = np.random.default_rng(1)
    shapes = (3, 3, 1, 16), (3, 3, 16, 32), (7 * 7 * 32, 64), (64, 1)
    for shape in shapes:
        scale = np.sqrt(2 / np.prod(shape[:-1]))
        yield (generator.normal(size=shape) * scale).astype("float32")


def ours():
    import keras
    from keras import layers

    from medkeras.training.batches import batches

    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(1),
        ]
    )
    model.set_weights(
        [w for k in weights() for w in (k, np.zeros(k.shape[-1]))]
    )
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(1e-3, epsilon=1e-8), loss)
    rows = batches(*data(), batch_size=BATCH)

    def run():
        history = model.fit(rows, verbose=0)
        return history.history["loss"]

    return run


def peer():
    import torch
    from torch import nn

    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(7 * 7 * 32, 64), nn.ReLU(), nn.Linear(64, 1),
    )  # fmt: skip
    first, second, hidden, last = map(torch.tensor, weights())
    # Keras flattens channels last, PyTorch channels first.
    hidden = hidden.reshape(7, 7, 32, 64).permute(3, 2, 0, 1).flatten(1)
    kernels = [k.permute(3, 2, 0, 1) for k in (first, second)]
    with torch.no_grad():
        for place, kernel in zip(
            (0, 3, 7, 9), (*kernels, hidden, last.T), strict=True
        ):
            model[place].weight.copy_(kernel)
            model[place].bias.zero_()
    images, labels = map(torch.tensor, data())
    batches = list(
        zip(
            images.movedim(-1, 1).contiguous().split(BATCH),
            labels.split(BATCH),
            strict=True,
        )
    )
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    cost = nn.BCEWithLogitsLoss()

    def run():
        losses = []
        for x, y in batches:
            optimizer.zero_grad()
            loss = cost(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return [float(np.mean(losses))]

    return run
