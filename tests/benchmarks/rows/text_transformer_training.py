"""Training a small Transformer on texts of up to 50 words, equal weights.

On one core a run of 30 steps needs 569 ms of processor time (2026-11-28,
least of four runs on a busy machine), with Keras' Adam 715, and PyTorch's 739
(least of eight). With two cores each has a part of the texts in the block.
Where a step of ours goes on one core, in milliseconds, by TensorFlow's
profiler:

    5.1  products of the dense layers and their gradients
    2.2  products of the attention
    0.7  softmax
    0.7  the vectors' gradient, summed up twice, once for each moment of Adam
    0.5  the mask, and the gradient of softmax

and the rest in some 300 operations of at most 0.15 each, in picking batches
and in `fit`.
"""

import numpy as np

TITLE = "training a Transformer on texts"
PEER = "PyTorch's TransformerEncoderLayer, eager"
EQUAL = (
    "30 steps of Adam, batch 64 of 25 to 50 words of 1,000, vectors of 48, one "
    "block of 4 heads and 192 hidden units, normalised before each part, mean "
    "over the words, one logit; equal weights at the start, equal mean loss of "
    "the first run to 2 %"
)
PROMISE = 1
TOLERANCE = 0.02
BATCH, STEPS, LENGTH, WORDS, WIDTH, HEADS = 64, 30, 50, 1000, 48, 4
HIDDEN = 4 * WIDTH


def data():
    generator = np.random.default_rng(0)
    texts = generator.integers(1, WORDS, (BATCH * STEPS, LENGTH))
    lengths = generator.integers(LENGTH // 2, LENGTH + 1, len(texts))
    texts[np.arange(LENGTH) >= lengths[:, None]] = 0
    labels = ((texts > 0) & (texts < 25)).sum(axis=1) > 0
    return texts, labels.astype("float32")[:, None]


def kernels():
    """Vectors; projections, mix, up, down; outer weights; as (in, out)."""
    generator = np.random.default_rng(1)
    vectors = generator.normal(0, 0.1, (WORDS, WIDTH))
    vectors[0] = 0
    shapes = [(WIDTH, 3 * WIDTH), (WIDTH, WIDTH), (WIDTH, HIDDEN),
              (HIDDEN, WIDTH), (WIDTH, 1)]  # fmt: skip
    rest = [generator.normal(0, s[0] ** -0.5, s) for s in shapes]
    return [part.astype("float32") for part in (vectors, *rest)]


def ours():

    from medkeras.models.text import text_transformer
    from medkeras.training.batches import batches
    from medkeras.training.execution import steps_per_execution
    from medkeras.training.fused_adam import FusedAdam

    vectors, project, mix, up, down, outer = kernels()
    model = text_transformer(WORDS, 1, LENGTH, WIDTH, HEADS, 1, 0.0)
    model.get_layer("vectors").set_weights([vectors])
    block = model.get_layer("block_1")
    block.attention.project.kernel.assign(project)
    block.attention.mix.kernel.assign(mix)
    block.up.kernel.assign(up)
    block.down.kernel.assign(down)
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

    from medkeras.layers.positions import sinusoidal_positions

    vectors, project, mix, up, down, outer = map(torch.tensor, kernels())
    words = nn.Embedding(WORDS, WIDTH, padding_idx=0)
    block = nn.TransformerEncoderLayer(
        WIDTH, HEADS, HIDDEN, 0.0, layer_norm_eps=1e-3, batch_first=True,
        norm_first=True,
    )  # fmt: skip
    norm, head = nn.LayerNorm(WIDTH, 1e-3), nn.Linear(WIDTH, 1)
    with torch.no_grad():
        words.weight.copy_(vectors)
        block.self_attn.in_proj_weight.copy_(project.T)
        block.self_attn.out_proj.weight.copy_(mix.T)
        block.linear1.weight.copy_(up.T)
        block.linear2.weight.copy_(down.T)
        head.weight.copy_(outer.T)
        for bias in (block.linear1.bias, block.linear2.bias, head.bias):
            bias.zero_()
    model = nn.ModuleList([words, block, norm, head])
    places = torch.tensor(0.1 * sinusoidal_positions(LENGTH, WIDTH))
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    cost = nn.BCEWithLogitsLoss()
    texts, labels = (torch.tensor(part).split(BATCH) for part in data())

    def logit(x):
        padding = x == 0
        states = block(words(x) + places, src_key_padding_mask=padding)
        there = (~padding).float()[..., None]
        mean = (norm(states) * there).sum(dim=1) / there.sum(dim=1)
        return head(mean)

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
