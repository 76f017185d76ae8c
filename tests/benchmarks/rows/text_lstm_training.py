"""Training an LSTM that reads texts from both ends, equal weights.

On one core a run of 30 steps needs 360 ms of processor time and PyTorch's 362
(2026-11-28, least of six runs on a busy machine; 446 and 375 before). Where
a step of ours goes, in milliseconds, each alone on one core:

    3.8  both ways, all steps
    5.8  their gradient
    0.7  the vectors' gradient, summed up twice, once for each moment of Adam
    0.4  the moments and the table of vectors
    0.9  vectors read, turned, turned round; what the last words hand back

and the rest in small operations, in picking batches and in `fit`. With two
cores each takes one way; what is around them is less well shared.
"""

import numpy as np

TITLE = "training an LSTM on texts, both ways"
PEER = "PyTorch's fused LSTM, eager"
EQUAL = (
    "30 steps of Adam, batch 64 of 50 words of 1,000, vectors of 50, 32 units "
    "each way, one logit; equal weights at the start, equal mean loss of the "
    "first run to 2 %"
)
PROMISE = 1
TOLERANCE = 0.02
BATCH, STEPS, LENGTH, WORDS, WIDTH, UNITS = 64, 30, 50, 1000, 50, 32


def data():
    generator = np.random.default_rng(0)
    texts = generator.integers(1, WORDS, (BATCH * STEPS, LENGTH))
    labels = (texts < 15).sum(axis=1) > 0
    return texts, labels.astype("float32")[:, None]


def kernels():
    """Vectors; input and recurrent kernel of each way; outer weights."""
    generator = np.random.default_rng(1)
    yield generator.normal(0, 0.1, (WORDS, WIDTH)).astype("float32")
    shapes = 2 * [(WIDTH, 4 * UNITS), (UNITS, 4 * UNITS)] + [(2 * UNITS, 1)]
    for shape in shapes:
        kernel = generator.normal(0, shape[0] ** -0.5, shape)
        yield kernel.astype("float32")


def ours():

    from medkeras.models.text import text_lstm
    from medkeras.training.batches import batches
    from medkeras.training.execution import steps_per_execution
    from medkeras.training.fused_adam import FusedAdam

    vectors, first, first_again, last, last_again, outer = kernels()
    nothing = np.zeros(4 * UNITS)
    model = text_lstm(WORDS, 1, LENGTH, WIDTH, UNITS, dropout=0.0)
    model.get_layer("vectors").set_weights([vectors])
    model.get_layer("read").set_weights(
        [first, first_again, nothing, last, last_again, nothing]
    )
    model.get_layer("answer").set_weights([outer, np.zeros(1)])
    model.compile(
        FusedAdam(1e-3, epsilon=1e-8),
        "binary_crossentropy",
        jit_compile=False,
        steps_per_execution=steps_per_execution(10),
    )
    rows = batches(*data(), batch_size=BATCH)

    def run():
        return model.fit(rows, shuffle=False, verbose=0).history["loss"]

    return run


def peer():
    import torch
    from torch import nn

    vectors, *ways, outer = map(torch.tensor, kernels())
    words, head = nn.Embedding(WORDS, WIDTH), nn.Linear(2 * UNITS, 1)
    cell = nn.LSTM(WIDTH, UNITS, batch_first=True, bidirectional=True)
    names = "weight_ih_l0", "weight_hh_l0"
    names += tuple(f"{name}_reverse" for name in names)
    with torch.no_grad():
        words.weight.copy_(vectors)
        for name, kernel in zip(names, ways, strict=True):
            getattr(cell, name).copy_(kernel.T)
        for name, bias in cell.named_parameters():
            if name.startswith("bias"):
                bias.zero_()
            # PyTorch has two biases where Keras has one: train one of them.
            bias.requires_grad_(not name.startswith("bias_hh"))
        head.weight.copy_(outer.T)
        head.bias.zero_()
    model = nn.ModuleList([words, cell, head])
    optimizer = torch.optim.Adam(
        [p for p in model.parameters() if p.requires_grad], 1e-3
    )
    cost = nn.BCEWithLogitsLoss()
    texts, labels = (torch.tensor(part).split(BATCH) for part in data())

    def logit(x):
        _, (memories, _) = cell(words(x))
        return head(torch.cat([memories[0], memories[1]], dim=1))

    def run():
        losses = []
        for x, y in zip(texts, labels, strict=True):
            optimizer.zero_grad()
            loss = cost(logit(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return [float(np.mean(losses))]

    return run
