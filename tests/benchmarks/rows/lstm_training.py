"""Training an LSTM on the CPU, from the same weights on the same data.

Keras writes the steps as a loop in TensorFlow's graph, which costs more than
the arithmetic in it. `medkeras.layers.lstm.LSTM` hands all steps to one
operation, as PyTorch does, a part of the rows on each core. On one core, in
milliseconds of processor time (2026-11-28, least of 20 to 30):

             all steps   their gradient   a training step with all around it
    ours        6.9           12.2                   19.0
    PyTorch     5.4           10.2                   17.3

What is left beyond the two operations is 0.6 a step, by TensorFlow's profiler.
The ratio hangs on the hour: 0.979 and 1.01 (7 runs each) and 0.974 (21 runs)
before the last output had a gradient of its own; 1.06, 1.06 and 0.974 (21 runs
each) since. As fast as PyTorch, as far as such runs can tell, not faster.
On one core and a busy machine all 100 steps needed 1,942 of processor time
and PyTorch's 1,776 (least of three runs). In two parts, one a core, the
gradient needs 12.3 in all for 10.4 in one: each step of it adds up the
gradient of the kernel, whatever the number of rows.
Measured and no gain: the loop compiled by XLA with the gradient written out
(as fast, after a second of compiling), the gradient step by step from
`LSTMBlockCellGrad` with its products at the end (10.6), more parts than cores.
"""

import numpy as np

TITLE = "training an LSTM, all steps in one operation"
PEER = "PyTorch's fused LSTM, eager"
EQUAL = (
    "100 steps of Adam, batch 64 of 100 steps of 8 values, 64 units, one "
    "logit; equal weights at the start, equal mean loss of the first run to 2 %"
)
PROMISE = 1
TOLERANCE = 0.02
BATCH, STEPS, LENGTH, FEATURES, UNITS = 64, 100, 100, 8, 64


def data():
    generator = np.random.default_rng(0)
    series = generator.normal(size=(BATCH * STEPS, LENGTH, FEATURES))
    labels = series[:, -20:, 0].mean(axis=1) > 0
    return series.astype("float32"), labels.astype("float32")[:, None]


def weights():
    """Input, recurrent and output kernels as Keras has them: (in, out)."""
    generator = np.random.default_rng(1)
    for shape in (FEATURES, 4 * UNITS), (UNITS, 4 * UNITS), (UNITS, 1):
        kernel = generator.normal(size=shape) / np.sqrt(shape[0])
        yield kernel.astype("float32")


def ours():
    import keras
    from keras import layers

    from medkeras.layers.lstm import LSTM
    from medkeras.training.batches import batches
    from medkeras.training.execution import steps_per_execution
    from medkeras.training.fused_adam import FusedAdam

    model = keras.Sequential(
        [
            keras.Input((LENGTH, FEATURES)),
            LSTM(UNITS, unit_forget_bias=False),
            layers.Dense(1),
        ]
    )
    inputs, recurrent, output = weights()
    model.set_weights(
        [inputs, recurrent, np.zeros(4 * UNITS), output, np.zeros(1)]
    )
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(
        FusedAdam(1e-3, epsilon=1e-8),
        loss,
        steps_per_execution=steps_per_execution(10),
    )
    rows = batches(*data(), batch_size=BATCH)

    def run():
        history = model.fit(rows, verbose=0)
        return history.history["loss"]

    return run


def peer():
    import torch
    from torch import nn

    cell, head = nn.LSTM(FEATURES, UNITS, batch_first=True), nn.Linear(UNITS, 1)
    inputs, recurrent, output = (torch.tensor(w.T) for w in weights())
    with torch.no_grad():
        # Gates in the same order in both: input, forget, candidate, output.
        cell.weight_ih_l0.copy_(inputs)
        cell.weight_hh_l0.copy_(recurrent)
        head.weight.copy_(output)
        for bias in (cell.bias_ih_l0, cell.bias_hh_l0, head.bias):
            bias.zero_()
    # PyTorch has two biases where Keras has one: train only one of them.
    cell.bias_hh_l0.requires_grad_(False)
    parameters = [*cell.parameters(), *head.parameters()]
    optimizer = torch.optim.Adam(
        [p for p in parameters if p.requires_grad], 1e-3
    )
    cost = nn.BCEWithLogitsLoss()
    series, labels = (torch.tensor(part).split(BATCH) for part in data())

    def run():
        losses = []
        for x, y in zip(series, labels, strict=True):
            optimizer.zero_grad()
            loss = cost(head(cell(x)[0][:, -1]), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return [float(np.mean(losses))]

    return run
