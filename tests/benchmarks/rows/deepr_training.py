"""Training Deepr on sentences of 100 codes, from equal weights.

The peer is PyHealth's Deepr layer, written here in PyTorch as it stands there:
vectors of words, one convolution of width 3, the maximum over time, a linear
layer. PyHealth itself, with its lists of tokens, trained 1,080 patients a
second on the machine on which the promise was made.

Only one n-gram a filter gets a gradient; PyTorch multiplies the zeros of all
others, `NGramMax` leaves them out.
"""

import numpy as np

TITLE = "training Deepr, sentences of 100 codes"
PEER = "PyHealth's layer in PyTorch, eager"
EQUAL = (
    "20 steps of Adam, batch 64 of 100 codes of 1,000, vectors of 100, 300 "
    "filters of width 3, maximum over time, one logit; equal weights at the "
    "start, equal mean loss of the first run to 2 %"
)
PROMISE = 1.5
TOLERANCE = 0.02
BATCH, STEPS, WORDS, CODES = 64, 20, 100, 1000
WIDTH, FILTERS, N = 100, 300, 3


def data():
    generator = np.random.default_rng(0)
    sentences = generator.integers(1, CODES, (BATCH * STEPS, WORDS))
    labels = (sentences < 12).sum(axis=1) > 0
    return sentences, labels.astype("float32")[:, None]


def weights():
    """Vectors, kernel (words, width, filters) and outer weights."""
    generator = np.random.default_rng(1)
    yield generator.normal(0, 0.1, (CODES, WIDTH)).astype("float32")
    yield generator.normal(0, 0.06, (N, WIDTH, FILTERS)).astype("float32")
    yield generator.normal(0, 0.05, (FILTERS, 1)).astype("float32")


def ours():
    import keras

    from medkeras.models.deepr import RISK, deepr
    from medkeras.training.batches import batches

    vectors, kernel, outer = weights()
    model = deepr(CODES, WORDS, WIDTH, (N,), FILTERS, dropout=0.0)
    model.get_layer("vectors").set_weights([vectors])
    model.get_layer(f"grams_{N}").set_weights([kernel, np.zeros(FILTERS)])
    model.get_layer(RISK).set_weights([outer, np.zeros(1)])
    model.compile(
        keras.optimizers.Adam(1e-3, epsilon=1e-8),
        "binary_crossentropy",
        jit_compile=False,
    )
    rows = batches(*data(), batch_size=BATCH)

    def run():
        return model.fit(rows, shuffle=False, verbose=0).history["loss"]

    return run


def peer():
    import torch
    from torch import nn

    vectors, kernel, outer = (torch.tensor(each) for each in weights())
    words = nn.Embedding(CODES, WIDTH)
    # A zero behind the sentence for each place that an n-gram may reach into.
    filters = nn.Conv1d(WIDTH, FILTERS, N)
    head = nn.Linear(FILTERS, 1)
    with torch.no_grad():
        words.weight.copy_(vectors)
        filters.weight.copy_(kernel.permute(2, 1, 0))
        head.weight.copy_(outer.T)
        filters.bias.zero_()
        head.bias.zero_()
    model = nn.ModuleList([words, filters, head])
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    cost = nn.BCEWithLogitsLoss()
    sentences, labels = (torch.tensor(part).split(BATCH) for part in data())

    def risk(batch):
        x = words(batch).permute(0, 2, 1)
        x = torch.relu(filters(nn.functional.pad(x, (0, N - 1))))
        return head(x.max(dim=-1).values)

    def run():
        losses = []
        for x, y in zip(sentences, labels, strict=True):
            optimizer.zero_grad()
            loss = cost(risk(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return [float(np.mean(losses))]

    return run
