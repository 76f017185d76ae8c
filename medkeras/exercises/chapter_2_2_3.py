"""Checks for chapter 2.2.3: stacking, the bound, unrolling, drawing, gains."""

from functools import partial
from itertools import pairwise

import numpy as np
from scipy.special import expit

from medkeras.exercises.assertions import expect_close, expect_shape, same
from medkeras.exercises.checking import Wrong, exercise


def _stack(*widths, seed=0):
    """Random layers (kernel, visible bias, hidden bias)."""
    draw = np.random.default_rng(seed)
    return [
        (
            draw.normal(size=(below, above)),
            draw.normal(size=below),
            draw.normal(size=above),
        )
        for below, above in pairwise(widths)
    ]


@exercise(
    "2.2.3-1",
    title="A layer that changes nothing",
    objective="stack Boltzmann machines so that the new one changes nothing "
    "at first",
)
def second_layer(answer):
    """Give a square machine; expect it upside down."""
    ((kernel, a, b),) = _stack(4, 4)
    result = answer(kernel.copy(), a.copy(), b.copy())
    if not isinstance(result, tuple | list) or len(result) != 3:
        raise Wrong(
            "triple",
            "three arrays were asked for.",
            "A machine is a kernel, a visible bias and a hidden bias.",
            "return kernel.T, ..., ...",
        )
    second, below, above = result
    if same(second, kernel):
        raise Wrong(
            "not-transposed",
            "the kernel is the first machine's, as it was.",
            "The visible units of the second are the hidden of the first.",
            "Turn it: kernel.T.",
        )
    expect_close(second, kernel.T, "the second kernel")
    if same(below, a) and same(above, b):
        raise Wrong(
            "not-swapped",
            "the biases are where they were.",
            "Whose bias do the hidden units of the first machine have?",
            "Its hidden bias becomes the visible bias of the second.",
        )
    if same(below, 0 * b) or same(above, 0 * a):
        raise Wrong(
            "zeros",
            "a bias was set to zero.",
            "The prior of the first machine's hidden units has biases, too.",
            "return kernel.T, hidden_bias, visible_bias.",
        )
    expect_close(below, b, "the visible bias of the second machine")
    expect_close(above, a, "the hidden bias of the second machine")


@exercise(
    "2.2.3-2",
    title="The greedy bound",
    objective="compute the bound that training the next layer raises",
)
def bound(answer):
    """Give three arrays over eight states, one with q = 0."""
    draw = np.random.default_rng(1)
    q = draw.dirichlet(np.ones(8))
    log_prior = np.log(draw.dirichlet(np.ones(8)))
    log_given = np.log(draw.uniform(0.05, 0.9, 8))
    result = answer(q.copy(), log_prior.copy(), log_given.copy())
    joint = log_prior + log_given
    if same(result, q @ joint):
        raise Wrong(
            "no-entropy",
            "the part with log q is missing.",
            "What q is unsure about counts in its favour.",
            "Subtract log q inside the brackets.",
        )
    if same(result, q @ (joint + np.log(q))):
        raise Wrong(
            "sign",
            "log q was added.",
            "Entropy is -Σ q log q.",
            "log_given + log_prior - np.log(q).",
        )
    if same(result, np.log(np.exp(joint).sum())):
        raise Wrong(
            "exact",
            "that is log p(v) itself, not its bound.",
            "The bound averages logarithms with the weights q.",
            "np.sum(q * (log_given + log_prior - np.log(q))).",
        )
    if same(result, np.mean(joint - np.log(q))):
        raise Wrong(
            "unweighted",
            "every state counts alike here.",
            "The sum is weighed by q.",
            "Multiply the brackets by q, then add up.",
        )
    expect_close(result, q @ (joint - np.log(q)), "the bound")
    _with_a_state_that_q_leaves_out(answer, q, log_prior, log_given)


def _with_a_state_that_q_leaves_out(answer, q, log_prior, log_given):
    q[2] = 0
    q /= q.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        result = answer(q.copy(), log_prior.copy(), log_given.copy())
    if np.ndim(result) == 0 and not np.isfinite(result):
        raise Wrong(
            "zero",
            "a state with q = 0 makes it infinite or NaN.",
            "0 log 0 counts as 0: such a state adds nothing.",
            "Keep only the states with q > 0.",
        )
    seen = q > 0
    inside = log_prior[seen] + log_given[seen] - np.log(q[seen])
    right = q[seen] @ inside
    expect_close(result, right, "the bound where a q is 0")


@exercise(
    "2.2.3-3",
    title="Up and down",
    objective="unroll a stack into an autoencoder and hold it against PCA",
)
def there_and_back(answer):
    """Give a stack of equal widths; expect the mean-field pass."""
    layers = _stack(4, 4, 4, seed=2)
    v = np.random.default_rng(3).random((3, 4))
    result = answer(v.copy(), [tuple(layer) for layer in layers])

    through = partial(_through, v, layers)
    if same(result, through(down_bias=2)):
        raise Wrong(
            "hidden-bias-down",
            "on the way down the hidden biases were added.",
            "Going down, a layer is the VISIBLE side of the machine above.",
            "state @ kernel.T + visible_bias.",
        )
    if same(result, through(turned=False)):
        raise Wrong(
            "not-transposed",
            "the kernels were not turned for the way down.",
            "A kernel is (below, above); going down needs (above, below).",
            "state @ kernel.T.",
        )
    if same(result, through(backwards=False)):
        raise Wrong(
            "order",
            "the way down begins with the lowest layer.",
            "The last machine on the way up is the first on the way down.",
            "for ... in reversed(layers).",
        )
    if same(result, _up(v, layers)):
        raise Wrong(
            "only-up",
            "this is the code, not the return.",
            "From the top it goes down again, through every layer.",
            "A second loop over reversed(layers), with kernel.T.",
        )
    expect_close(result, through(), "the return")


def _up(v, layers):
    for kernel, _, hidden_bias in layers:
        v = expit(v @ kernel + hidden_bias)
    return v


def _through(v, layers, down_bias=1, turned=True, backwards=True):
    """Up and down, or with a mistake on the way down."""
    state = _up(v, layers)
    for layer in reversed(layers) if backwards else layers:
        kernel = layer[0].T if turned else layer[0]
        state = expit(state @ kernel + layer[down_bias])
    return state


@exercise(
    "2.2.3-4",
    title="The way down, drawn",
    objective="draw made-up images from a deep belief network",
)
def draw_down(answer):
    """Give states, two layers and noise; expect states of 0 and 1."""
    layers = _stack(5, 5, 5, seed=4)
    draw = np.random.default_rng(5)
    top = draw.integers(0, 2, (40, 5)).astype(float)
    noise = [draw.random((40, 5)) for _ in layers]
    result = answer(top.copy(), list(layers), [u.copy() for u in noise])

    down = partial(_drawn, top, layers, noise)
    expect_shape(result, (40, 5), "the drawn states")
    if same(result, down(draws=(False, False))):
        raise Wrong(
            "means",
            "these are probabilities all the way; nothing was drawn.",
            "A mean of means is one blurred image, not a sample.",
            "state = (uniform < on).astype(float) in every layer.",
        )
    if same(result, down(draws=(True, False))):
        raise Wrong(
            "last-only",
            "only the lowest layer was drawn.",
            "The layer between must decide, too.",
            "Draw inside the loop, not after it.",
        )
    if same(result, down(below=False)):
        raise Wrong(
            "reversed",
            "units are on where they should be off.",
            "With probability 0.9 most uniform numbers must switch on.",
            "uniform < on, not >.",
        )
    if same(result, down(backwards=False)):
        raise Wrong(
            "order",
            "the way down begins with the lowest layer.",
            "`top` is read by the highest of `layers`.",
            "zip(reversed(layers), reversed(noise)).",
        )
    expect_close(result, down(), "the drawn states")


def _drawn(top, layers, noise, draws=(True, True), below=True, backwards=True):
    """The way down, or one with a mistake."""
    pairs = list(zip(layers, noise, draws, strict=True))
    state = top
    for (kernel, bias, _), uniform, drawn in (
        reversed(pairs) if backwards else pairs
    ):
        state = expit(state @ kernel.T + bias)
        if drawn:
            hit = uniform < state if below else uniform > state
            state = hit.astype(float)
    return state


@exercise(
    "2.2.3-5",
    title="Is it a gain?",
    objective="judge whether pre-training pays when labels are few",
)
def paired_gain(answer):
    """Give scores of six draws; expect Student's interval of pairs."""
    draw = np.random.default_rng(6)
    hard = draw.normal(0.8, 0.1, 6)
    ours, theirs = hard + draw.normal(0.02, 0.01, 6), hard
    result = answer(ours.copy(), theirs.copy(), 2.571)
    expect_shape(result, (3,), "the answer (mean, low, high)")
    difference = ours - theirs
    mean, spread = difference.mean(), difference.std(ddof=1)

    around = partial(_interval, mean)
    apart = np.sqrt((ours.var(ddof=1) + theirs.var(ddof=1)) / 6)
    if same(result, around(apart)):
        raise Wrong(
            "unpaired",
            "the spreads of both were added as if the draws were others.",
            "Each draw of labels served both: subtract draw by draw first.",
            "difference = ours - theirs, then its standard deviation.",
        )
    if same(result, around(spread)):
        raise Wrong(
            "spread",
            "that is the spread of single draws, not of their mean.",
            "A mean of n draws varies less, by the square root of n.",
            "Divide by np.sqrt(len(difference)).",
        )
    if same(result, around(difference.std() / np.sqrt(6))):
        raise Wrong(
            "ddof",
            "the standard deviation divides by n.",
            "The mean was estimated from the same draws.",
            "difference.std(ddof=1).",
        )
    if same(result, around(spread / np.sqrt(6), 1.96)):
        raise Wrong(
            "normal",
            "1.96 is the normal quantile.",
            "With few draws the spread itself is uncertain.",
            "Use t_value.",
        )
    expect_close(result, around(spread / np.sqrt(6)), "mean, low and high")


def _interval(mean, error, quantile=2.571):
    return mean, mean - quantile * error, mean + quantile * error
