"""An epoch of a restricted Boltzmann machine against scikit-learn's.

Why three times is out of reach: both sides do the same five products of
matrices, and TensorFlow's alone take 0.3 to 0.4 of scikit-learn's whole epoch.
Keras's `fit` adds about a fifth to the steps themselves, most of it to make
and to free the pipeline of the data in each epoch. Measured and no better:
other generators of noise, XLA, products in bfloat16, 50 steps in one call.
"""

import numpy as np

TITLE = "an epoch of an RBM"
PEER = "scikit-learn's BernoulliRBM"
EQUAL = (
    "5,000 rows of 784 bits, 500 hidden units, batches of 100, float32; each "
    "update five products of matrices and one sampling of both layers (CD-1 "
    "here, one step of 100 persistent chains there); after the epoch the mean "
    "pseudo-likelihood of 200 rows agrees to 25 %"
)
PROMISE = 3
TOLERANCE = 0.25
ROWS, WIDTH, HIDDEN, BATCH, RATE, EPOCHS = 5000, 784, 500, 100, 0.05, 4


def data():
    """Bits with structure: noisy copies of ten templates."""
    draw = np.random.default_rng(0)
    templates = draw.random((10, WIDTH)) < 0.3
    rows = templates[draw.integers(0, 10, ROWS)]
    return (rows ^ (draw.random(rows.shape) < 0.1)).astype("float32")


def score(x, kernel, visible_bias, hidden_bias):
    """Mean pseudo-likelihood of 200 rows, one bit asked in each."""
    x = x[:200]
    bits = np.random.default_rng(1).integers(0, WIDTH, len(x))
    other = x.copy()
    other[np.arange(len(x)), bits] = 1 - other[np.arange(len(x)), bits]
    here, there = (
        -v @ visible_bias - np.logaddexp(0, v @ kernel + hidden_bias).sum(1)
        for v in (x, other)
    )
    return [float(-WIDTH * np.logaddexp(0, here - there).mean())]


def ours():
    import keras

    from medkeras.models.rbm import RBM

    x, rbm = data(), RBM(WIDTH, HIDDEN)
    start = rbm.get_weights()
    rbm.compile(keras.optimizers.SGD(RATE), steps_per_execution=ROWS // BATCH)

    def run():
        rbm.set_weights(start)
        rbm.fit(x, batch_size=BATCH, epochs=EPOCHS, verbose=0)
        return lambda: score(x, *rbm.get_weights()[:3])

    return run


def peer():
    from sklearn.neural_network import BernoulliRBM

    x = data()

    def run():
        rbm = BernoulliRBM(
            HIDDEN, learning_rate=RATE, batch_size=BATCH, n_iter=EPOCHS,
            random_state=0,
        )  # fmt: skip
        rbm.fit(x)
        biases = rbm.intercept_visible_, rbm.intercept_hidden_
        return lambda: score(x, rbm.components_.T, *biases)

    return run
