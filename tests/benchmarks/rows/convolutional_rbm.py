"""An epoch of a convolutional RBM against the same by im2col in NumPy.

Ours has one thread an operation here, `set_intra_op_parallelism_threads(1)`
of `tf.config.threading`; each core has its part of a batch, and NumPy's
products use all cores. As TensorFlow comes, it divides the operations, too,
and handing over such small ones costs as much as it saves: three times
measured (2026-11-28, two cores), the ratio was 2.7, 2.8 and 3.0.
"""

import numpy as np

TITLE = "an epoch of a convolutional RBM"
PEER = "the same written with im2col in NumPy"
EQUAL = (
    "480 images of 32 x 32 bits, 16 filters of 7 x 7, blocks of 2 x 2, batches "
    "of 20, CD-1, float32, ours with one thread an operation; after two epochs "
    "from the same weights the mean activity and mean square of the filters "
    "agree to 5 %"
)
PROMISE = 3
TOLERANCE = 0.05
ROWS, SIDE, FILTERS, KERNEL, BATCH, EPOCHS = 480, 32, 16, 7, 20, 2
RATE = 0.5 / (SIDE - KERNEL + 1) ** 2


def data():
    """Stripes of random direction, and first weights."""
    draw = np.random.default_rng(0)
    down, across = np.mgrid[:SIDE, :SIDE]
    angle, phase = draw.uniform(0, 2 * np.pi, (2, ROWS, 1, 1))
    along = down * np.sin(angle) + across * np.cos(angle)
    images = (np.sin(along / 1.5 + phase) > 0.5).astype("float32")[..., None]
    kernel = 0.01 * draw.normal(size=(KERNEL, KERNEL, 1, FILTERS))
    start = kernel, np.full(1, -0.5), np.full(FILTERS, -0.5)
    return images, [part.astype("float32") for part in start]


def score(images, weights):
    from medkeras.by_hand.conv2d import conv2d
    from medkeras.by_hand.convolutional_rbm import block_probabilities

    kernel, _, hidden_bias = weights
    to_hidden = conv2d(images[:60], kernel) + hidden_bias
    on, _ = block_probabilities(to_hidden, 2)
    return [float(on.mean()), float((kernel**2).mean() ** 0.5)]


def ours():
    import keras
    import tensorflow as tf

    from medkeras.models.convolutional_dbn import ConvolutionalRBM
    from medkeras.training.batches import batches

    tf.config.threading.set_intra_op_parallelism_threads(1)
    images, start = data()
    rbm = ConvolutionalRBM((SIDE, SIDE, 1), FILTERS, KERNEL)
    optimizer = keras.optimizers.SGD(RATE)
    rows, steps = batches(images, batch_size=BATCH), ROWS // BATCH
    rbm.compile(optimizer, steps_per_execution=steps, jit_compile=False)

    def run():
        for weight, first in zip(rbm.trainable_variables, start, strict=True):
            weight.assign(first)
        rbm.fit(rows, epochs=EPOCHS, shuffle=False, verbose=0)
        weights = [weight.numpy() for weight in rbm.trainable_variables]
        return lambda: score(images, weights)

    return run


def peer():
    from medkeras.by_hand.convolutional_rbm import cd_update

    images, start = data()

    def run():
        weights, rng = start, np.random.default_rng(0)
        for first in np.tile(range(0, ROWS, BATCH), EPOCHS):
            batch = images[first : first + BATCH]
            weights = cd_update(weights, batch, 2, RATE, rng)
        return lambda: score(images, weights)

    return run
