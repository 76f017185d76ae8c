"""A population of small networks: one call against Keras, one by one."""

import numpy as np

TITLE = "population of 64 networks, one batched call"
PEER = "Keras, network by network"
EQUAL = (
    "answers of 64 networks 8-6-1, as chapter 2.0.1 searches them, to the same "
    "768 rows; norms of all 64 answers are equal. Most of the gain is the cost "
    "of 64 calls, not of arithmetic"
)
PROMISE = 10
SIZES, MEMBERS, ROWS = (8, 6, 1), 64, 768


def arrays():
    from medkeras.by_hand.population import num_weights

    generator = np.random.default_rng(0)
    weights = generator.normal(size=(MEMBERS, num_weights(SIZES)))
    return weights, generator.normal(size=(ROWS, SIZES[0]))


def ours():
    from medkeras.by_hand.population import population_logits

    weights, x = arrays()

    def run():
        logits = population_logits(weights, x, SIZES)
        return np.linalg.norm(logits, axis=1).tolist()

    return run


def peer():
    import keras
    from keras import layers

    from medkeras.by_hand.population import unflatten_weights

    weights, x = arrays()
    networks = []
    for member in weights:
        network = keras.Sequential(
            [
                keras.Input((SIZES[0],)),
                layers.Dense(SIZES[1], "tanh"),
                layers.Dense(SIZES[2]),
            ]
        )
        parts = unflatten_weights(member[None], SIZES)
        network.set_weights([a for k, b in parts for a in (k[0], b[0, 0])])
        networks.append(network)
    x = keras.ops.convert_to_tensor(x, "float32")

    def run():
        answers = [keras.ops.convert_to_numpy(n(x)) for n in networks]
        return [float(np.linalg.norm(answer)) for answer in answers]

    return run
