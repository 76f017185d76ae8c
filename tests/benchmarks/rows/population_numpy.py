"""A population of small networks: one call against NumPy, one by one."""

import numpy as np

TITLE = "population of 64 networks, one batched call"
PEER = "NumPy, network by network"
EQUAL = (
    "cross-entropy of 64 networks 8-6-1 on the same 768 rows, float64; all 64 "
    "losses are equal. For orientation: here a call is cheap on both sides"
)
SIZES, MEMBERS, ROWS, REPEATS = (8, 6, 1), 64, 768, 5


def arrays():
    from medkeras.by_hand.population import num_weights

    generator = np.random.default_rng(0)
    weights = generator.normal(size=(MEMBERS, num_weights(SIZES)))
    x = generator.normal(size=(ROWS, SIZES[0]))
    return weights, x, generator.integers(0, 2, ROWS)


def ours():
    from medkeras.by_hand.population import population_loss

    weights, x, labels = arrays()

    def run():
        for _ in range(REPEATS):
            losses = population_loss(weights, x, labels, SIZES)
        return losses.tolist()

    return run


def peer():
    from medkeras.by_hand.dense import dense

    weights, x, labels = arrays()

    def loss(member):
        w, v = member[:48].reshape(8, 6), member[54:60].reshape(6, 1)
        hidden = np.tanh(dense(x, w, member[48:54]))
        z = dense(hidden, v, member[60:])[:, 0]
        tail = np.log1p(np.exp(-np.abs(z)))
        return float(np.mean(np.maximum(z, 0) - labels * z + tail))

    def run():
        for _ in range(REPEATS):
            losses = [loss(member) for member in weights]
        return losses

    return run
