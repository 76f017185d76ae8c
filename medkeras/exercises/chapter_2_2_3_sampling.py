"""Checks for chapter 2.2.3, 4 and 5: drawing, asking for a label."""

import numpy as np
from scipy.special import expit, softmax

from medkeras.exercises.chapter_2_2_3 import stack
from medkeras.exercises.problems import answer_to


def _top_layers_noise(rng, place):
    # Equal widths, so that layers in a wrong order still run.
    units, depth, rows = ((4, 2, 12), (5, 3, 8), (6, 1, 10))[place]
    top = rng.integers(0, 2, (rows, units)).astype(float)
    noise = [rng.random((rows, units)) for _ in range(depth)]
    return top, stack(rng, *[units] * (depth + 1)), noise


@answer_to(
    "2.2.3-4",
    title="Ancestral sampling, downward",
    objective="draw from a deep belief network, and ask it for a label",
    problems=_top_layers_noise,
    what="the states",
    points=2,
)
def draw_down(top, layers, noise):
    """Draw each layer from the one above."""
    return _drawn(top, layers, noise)


def _drawn(top, layers, noise, backwards=True, bias=1, below=True):
    state = top
    pairs = list(zip(layers, noise, strict=True))
    for layer, uniform in reversed(pairs) if backwards else pairs:
        on = expit(state @ layer[0].T + layer[bias])
        state = (uniform < on if below else uniform > on).astype(float)
    return state


def _means(state, layers):
    for kernel, visible_bias, _ in reversed(layers):
        state = expit(state @ kernel.T + visible_bias)
    return state


@draw_down.mistake(
    "means",
    "probabilities were passed down, nothing was drawn.",
    "A sample is made of decisions: each unit is on or off.",
    "state = (uniform < on).astype(float) in every layer.",
)
def _nothing_drawn(top, layers, noise):
    return _means(top, layers)


@draw_down.mistake(
    "last-only",
    "only the lowest layer was drawn.",
    "The layers between must decide, too.",
    "Draw inside the loop, not after it.",
)
def _lowest_only(top, layers, noise):
    return (noise[0] < _means(top, layers)).astype(float)


@draw_down.mistake(
    "not-lowest",
    "the lowest layer was left as probabilities.",
    "States of 0 and 1 were asked for, also of the lowest units.",
    "Compare with the noise in every layer, the lowest as well.",
)
def _all_but_the_lowest(top, layers, noise):
    return _means(_drawn(top, layers[1:], noise[1:]), layers[:1])


@draw_down.mistake(
    "reversed",
    "units are on where they should be off.",
    "With probability 0.9 most uniform numbers must switch on.",
    "uniform < on, not >.",
)
def _reversed(top, layers, noise):
    return _drawn(top, layers, noise, below=False)


@draw_down.mistake(
    "order",
    "the way down begins with the lowest layer.",
    "`top` is read by the highest of `layers`.",
    "zip(reversed(layers), reversed(noise)).",
)
def _order(top, layers, noise):
    return _drawn(top, layers, noise, backwards=False)


@draw_down.mistake(
    "hidden-bias",
    "the hidden biases were added.",
    "Which units are being drawn: those above or those below?",
    "state @ kernel.T + visible_bias.",
)
def _hidden_bias(top, layers, noise):
    return _drawn(top, layers, noise, bias=2)


def _memory(rng, place):
    sizes = (6, 5, 3, 4), (4, 3, 5, 6), (9, 6, 2, 3), (5, 4, 3, 6)
    rows, units, labels, hidden = sizes[place]
    visible_bias = rng.normal(size=units + labels)
    if place == 3:  # as large as in a big memory: exp(-F) overflows
        visible_bias[:units] += 900
    return (
        rng.random((rows, units)),
        rng.normal(size=(units + labels, hidden)),
        visible_bias,
        rng.normal(size=hidden),
        labels,
    )


@answer_to(
    "2.2.3-5",
    title="Ask the memory for a label",
    objective="draw from a deep belief network, and ask it for a label",
    problems=_memory,
    num_problems=4,
    what="the probabilities of the labels",
    points=3,
)
def label_probabilities(features, kernel, visible_bias, hidden_bias, labels):
    """Softmax of minus the free energy, over the labels."""
    arguments = features, kernel, visible_bias, hidden_bias, labels
    return softmax(_goodness(*arguments), axis=1)


def _goodness(features, kernel, visible_bias, hidden_bias, labels):
    """Minus the free energy of each row with each label: (rows, labels)."""
    columns = []
    for one_hot in np.eye(labels):
        label = np.tile(one_hot, (len(features), 1))
        v = np.hstack([features, label])
        hidden = np.logaddexp(0, v @ kernel + hidden_bias).sum(axis=1)
        columns.append(v @ visible_bias + hidden)
    return np.transpose(columns)


@label_probabilities.mistake(
    "overflow",
    "the formula is right, but exp(-F) leaves what a number can hold.",
    "Only differences between the labels matter: which number is free?",
    "Subtract a row's largest -F (or np.logaddexp.reduce of the row) first.",
)
def _overflow(*arguments):
    with np.errstate(over="ignore", invalid="ignore"):
        weights = np.exp(_goodness(*arguments))
        return weights / weights.sum(axis=1, keepdims=True)


@label_probabilities.mistake(
    "sign",
    "the least probable label is called the most probable.",
    "A low free energy is a high probability.",
    "exp(-F), normalised over the labels.",
)
def _sign(*arguments):
    return softmax(-_goodness(*arguments), axis=1)


@label_probabilities.mistake(
    "not-normalised",
    "the probabilities of a row do not add up to 1.",
    "Z is the same for all labels, and cancels. How?",
    "Divide each row by its sum.",
)
def _not_normalised(*arguments):
    with np.errstate(over="ignore"):
        return np.exp(_goodness(*arguments))


@label_probabilities.mistake(
    "rows",
    "the columns add up to 1, not the rows.",
    "For ONE image the labels compete.",
    "Divide by the sum over the labels, axis 1.",
)
def _over_rows(*arguments):
    return softmax(_goodness(*arguments), axis=0)


@label_probabilities.mistake(
    "no-label-bias",
    "the visible biases of the label units are missing.",
    "A label that is common has a large bias: it should win more often.",
    "The visible term of -F is v @ visible_bias, labels included.",
)
def _no_label_bias(features, kernel, visible_bias, hidden_bias, labels):
    bias = visible_bias.copy()
    bias[-labels:] = 0
    return label_probabilities(features, kernel, bias, hidden_bias, labels)


@label_probabilities.mistake(
    "one-step",
    "that is one step up and down with the label units at 0.",
    "A label of 0 says none, not unknown: it is a wrong question.",
    "Try each label in turn, and compare the free energies.",
)
def _one_step(features, kernel, visible_bias, hidden_bias, labels):
    h = expit(features @ kernel[:-labels] + hidden_bias)
    return softmax(h @ kernel[-labels:].T + visible_bias[-labels:], axis=1)


@label_probabilities.mistake(
    "labels-first",
    "the labels were put before the features.",
    "Which visible units are the labels'?",
    "np.hstack([features, label]): labels are the last units.",
)
def _labels_first(features, kernel, visible_bias, hidden_bias, labels):
    order = np.roll(np.arange(len(visible_bias)), -labels)
    bias = visible_bias[order]
    return label_probabilities(
        features, kernel[order], bias, hidden_bias, labels
    )
