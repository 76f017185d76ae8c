"""Wrong answers of chapter 2.2.4 that the checks do not know themselves."""

import numpy as np


def away(generated, people):
    return np.linalg.norm(people[:, None] - generated[None], axis=-1)


def odds(p, q):
    d = p / q
    return d, np.sum(p * np.log(p / (p + q)) + q * np.log(q / (p + q)))


def value_first(p, q):
    d = p / (p + q)
    return np.sum(p * np.log(d) + q * np.log(1 - d)), d


def only_d(p, q):
    return p / (p + q)


def positive(logits, rule):
    d = 1 / (1 + np.exp(-logits))
    return d if rule == "minimax" else 1 - d


def summed(logits, rule):
    d = 1 / (1 + np.exp(-logits))
    return np.sum(-d if rule == "minimax" else d - 1)


def other_way(x, y, eta, alternating):
    new_y = y + eta * x
    return x - eta * (new_y if alternating else y), new_y


def y_first(x, y, eta, alternating):
    new_x = x - eta * y
    return y + eta * (new_x if alternating else x), new_x


def each_norm(gradients):
    return (np.linalg.norm(gradients, axis=1) - 1) ** 2


def summed_penalty(gradients):
    return np.sum((np.linalg.norm(gradients, axis=1) - 1) ** 2)


def each_feature(real, generated):
    gap = real.mean(axis=0) - generated.mean(axis=0)
    spread = real.std(axis=0, ddof=1) - generated.std(axis=0, ddof=1)
    return gap**2 + spread**2


def mean_of_features(real, generated):
    return np.mean(each_feature(real, generated))


def farthest_suspicious(generated, people):
    return away(generated, people).min(axis=1)


def mean_distance(generated, people):
    return -away(generated, people).mean(axis=1)


def median_distance(generated, people):
    return -np.median(away(generated, people), axis=1)


def second_nearest(generated, people):
    return -np.sort(away(generated, people), axis=1)[:, 1]


def mean_of_two(generated, people):
    return -np.sort(away(generated, people), axis=1)[:, :2].mean(axis=1)


def farthest(generated, people):
    return -away(generated, people).max(axis=1)


def of_the_generated(generated, people):
    return -away(generated, people).min(axis=0)


def distance_from_the_middle(generated, people):
    return -np.linalg.norm(people - generated.mean(axis=0), axis=1)


def one_array(x, y, eta, alternating):
    new_x = x - eta * y
    return np.array([new_x, y + eta * (new_x if alternating else x)])


def single_precision(logits, rule):
    d = 1 / (1 + np.exp(-logits.astype("float32")))
    return list(-d if rule == "minimax" else d - 1)


def by_variances(real, generated):
    first, second = real.var(axis=0, ddof=1), generated.var(axis=0, ddof=1)
    gap = real.mean(axis=0) - generated.mean(axis=0)
    return sum(gap**2 + first + second - 2 * np.sqrt(first * second))


def inverse(generated, people):
    return 1 / away(generated, people).min(axis=1)


def bell(generated, people):
    return np.exp(-(away(generated, people).min(axis=1) ** 2))


def largest_minus(generated, people):
    nearest = away(generated, people).min(axis=1).astype("float32")
    return (nearest.max() - nearest).tolist()


WRONG = {
    "2.2.4-1": {"values": odds, "swapped": value_first, "parts": only_d},
    "2.2.4-2": {"negated": positive, "shape": summed},
    "2.2.4-3": {"values": other_way, "swapped": y_first},
    "2.2.4-4": {"shape": each_norm, "values": summed_penalty},
    "2.2.4-5": {"shape": each_feature, "values": mean_of_features},
    "2.2.4-6": {
        "sign": farthest_suspicious,
        "mean": mean_distance,
        "median": median_distance,
        "second": second_nearest,
        "two-nearest": mean_of_two,
        "farthest": farthest,
        "generated": of_the_generated,
        "order": distance_from_the_middle,
    },
}
EQUIVALENT = {
    "2.2.4-6": {
        "one more": "only the order of the people counts",
        "doubled": "only the order of the people counts",
    },
}
RIGHT = {
    "2.2.4-2": {"a list, single precision": single_precision},
    "2.2.4-3": {"one array": one_array},
    "2.2.4-5": {"by variances": by_variances},
    "2.2.4-6": {
        "infinite for a copy": inverse,
        "tiny for the far": bell,
        "a list, single precision": largest_minus,
    },
}
