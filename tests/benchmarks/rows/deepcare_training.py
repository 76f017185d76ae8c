"""Training DeepCare's cell, from the weights of the LSTM that it contains.

Visits without interventions, all unplanned, on one day: the additions get
zeros, cost what they cost, and the loss is that of the LSTM. They cost 68
more columns in the product that all four gates read: 98 against 30.
"""

import numpy as np

TITLE = "training DeepCare's cell, 30 visits"
PEER = "keras.layers.RNN with Keras' LSTMCell of the same size"
EQUAL = (
    "50 steps of Adam, batch 64 of 30 visits, vectors of 30, 40 units, one "
    "logit; equal weights at the start, equal mean loss of the first run"
)
PROMISE = 0.8
TOLERANCE = 1e-3
BATCH, STEPS, VISITS, WIDTH, UNITS = 64, 50, 30, 30, 40


def data():
    generator = np.random.default_rng(0)
    series = generator.normal(size=(BATCH * STEPS, VISITS, WIDTH))
    labels = series[:, -5:, 0].mean(axis=1) > 0
    return series.astype("float32"), labels.astype("float32")[:, None]


def weights():
    """Input, recurrent and output kernels as Keras has them: (in, out)."""
    generator = np.random.default_rng(1)
    for shape in (WIDTH, 4 * UNITS), (UNITS, 4 * UNITS), (UNITS, 1):
        kernel = generator.normal(size=shape) / np.sqrt(shape[0])
        yield kernel.astype("float32")


def trained(recurrent_layer, series, labels):
    """A run of one pass of a network around a recurrent layer."""
    import keras
    from keras import layers

    from medkeras.training.batches import batches

    inputs, recurrent, output = weights()
    cell = recurrent_layer.cell
    model = keras.Sequential(
        [
            keras.Input(series.shape[1:]),
            recurrent_layer,
            layers.Dense(1),
        ]
    )
    cell.kernel.assign(inputs)
    cell.recurrent_kernel.assign(recurrent)
    cell.bias.assign(np.zeros(4 * UNITS))
    model.layers[-1].set_weights([output, np.zeros(1)])
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(1e-3), loss, jit_compile=False)
    rows = batches(series, labels, batch_size=BATCH)

    def run():
        return model.fit(rows, shuffle=False, verbose=0).history["loss"]

    return run


def ours():
    from medkeras.layers.deepcare import DeepCareCell, DeepCareRNN, pack

    series, labels = data()
    nothing, ones = np.zeros_like(series), np.ones(series.shape[:2])
    visits = pack(series, nothing, ones, np.zeros_like(ones))
    return trained(DeepCareRNN(DeepCareCell(UNITS)), np.asarray(visits), labels)


def peer():
    from keras import layers

    return trained(layers.RNN(layers.LSTMCell(UNITS)), *data())
