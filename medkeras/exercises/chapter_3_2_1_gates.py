"""Check for chapter 3.2.1, exercise 2: one step of a Conv-LSTM."""

import numpy as np
from scipy.special import expit

from medkeras.exercises.problems import answer_to


def _products(rng, place):
    shape = ((2, 4, 3, 1), (1, 6, 2), (5,))[place]
    return ({gate: rng.normal(size=shape) for gate in "ifco"},)


@answer_to(
    "3.2.1-2",
    title="What one step leaves of a Conv-LSTM",
    objective="write one step of a Conv-LSTM and say what it needs in order "
    "to learn",
    problems=_products,
    what="the hidden state",
    points=2,
    pure=True,
)
def after_one_step(products):
    """Gated convolution: nothing was remembered, so nothing is forgotten."""
    i, o = expit(products["i"]), expit(products["o"])
    return o * np.tanh(i * np.tanh(products["c"]))


@after_one_step.mistake(
    "forget-gate",
    "the forget gate has a part in the result.",
    "What does f multiply at the first step?",
    "C_0 = 0, so f * C_0 = 0: leave f out.",
)
def _forget_gate(products):
    i, f, o = (expit(products[gate]) for gate in "ifo")
    return o * np.tanh(f + i * np.tanh(products["c"]))


@after_one_step.mistake(
    "swapped",
    "the input gate and the output gate have changed places.",
    "Which gate lets the candidate into the cell?",
    "C_1 = i * tanh(c); H_1 = o * tanh(C_1).",
)
def _swapped_gates(products):
    i, o = expit(products["i"]), expit(products["o"])
    return i * np.tanh(o * np.tanh(products["c"]))


@after_one_step.mistake(
    "cell",
    "this is the cell C_1, not the hidden state.",
    "What does the output gate do?",
    "H_1 = o * tanh(C_1).",
)
def _only_cell(products):
    return expit(products["i"]) * np.tanh(products["c"])


@after_one_step.mistake(
    "no-tanh",
    "the hidden state lets the cell out unsquashed.",
    "Compare with the last equation of section 3.",
    "H_1 = o * tanh(C_1).",
)
def _no_tanh(products):
    i, o = expit(products["i"]), expit(products["o"])
    return o * i * np.tanh(products["c"])


@after_one_step.mistake(
    "candidate-raw",
    "the candidate went into the cell without its tanh.",
    "`products` are taken before any activation.",
    "C_1 = i * np.tanh(products['c']).",
)
def _candidate_raw(products):
    i, o = expit(products["i"]), expit(products["o"])
    return o * np.tanh(i * products["c"])


@after_one_step.mistake(
    "gates-raw",
    "the gates were used without the logistic function.",
    "A gate lies between 0 and 1.",
    "i = 1 / (1 + np.exp(-products['i'])), and o likewise.",
)
def _gates_raw(products):
    i, o = products["i"], products["o"]
    return o * np.tanh(i * np.tanh(products["c"]))
