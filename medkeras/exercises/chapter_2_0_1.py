"""Checks for chapter 2.0.1, exercises 1 and 2: gradients."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between

BACKPROPAGATION = "derive backpropagation and check it in two independent ways"


def _layer(rng, place):
    rows, features, units = ((5, 3, 2), (4, 2, 3), (7, 4, 6))[place]
    x, W = rng.normal(size=(rows, features)), rng.normal(size=(features, units))
    return x, W, rng.normal(size=units), rng.normal(size=(rows, units))


def _stretched(height, x, W, b, upstream):
    """A tanh of that height hands so many times the gradient down."""
    return x, W, b, height * upstream


@answer_to(
    "2.0.1-1",
    title="Back through a dense layer with tanh",
    objective=BACKPROPAGATION,
    problems=_layer,
    what=("the gradient of W", "the gradient of b", "the gradient of x"),
    points=2,
    stated=Stated(
        "height",
        "1",
        between("1.05", "1.95"),
        (
            ("$H = \\tanh", "$H = {}\\,\\tanh"),
            ("delta = upstream", "delta = {} * upstream"),
        ),
        given=_stretched,
    ),
)
def tanh_layer_gradients(x, W, b, upstream):
    """Multiply by the slope of tanh, then use the rules of a dense layer."""
    return _dense(x, W, upstream * (1 - np.tanh(x @ W + b) ** 2))


def _dense(x, W, delta):
    return x.T @ delta, delta.sum(axis=0), delta @ W.T


@tanh_layer_gradients.mistake(
    "no-slope",
    "the error passed through the tanh unchanged.",
    "What is the slope of tanh at x W + b?",
    "delta = upstream * (1 - np.tanh(x @ W + b) ** 2).",
)
def _no_slope(x, W, b, upstream):
    return _dense(x, W, upstream)


@tanh_layer_gradients.mistake(
    "slope-of-input",
    "the slope was taken from x W + b, not from its tanh.",
    "The derivative of tanh is 1 - tanh², not 1 - its input squared.",
    "hidden = np.tanh(x @ W + b), then 1 - hidden**2.",
)
def _slope_of_input(x, W, b, upstream):
    return _dense(x, W, upstream * (1 - (x @ W + b) ** 2))


@tanh_layer_gradients.mistake(
    "plus",
    "the slope of tanh is larger than 1 in your answer.",
    "tanh is steepest at 0, where its slope is 1.",
    "1 - hidden**2, with a minus.",
)
def _plus(x, W, b, upstream):
    return _dense(x, W, upstream * (1 + np.tanh(x @ W + b) ** 2))


@tanh_layer_gradients.mistake(
    "not-squared",
    "the slope of tanh was taken as 1 - tanh.",
    "Is the slope the same at -1 and at 1? Your slope is not.",
    "1 - hidden**2: the square is missing.",
)
def _not_squared(x, W, b, upstream):
    return _dense(x, W, upstream * (1 - np.tanh(x @ W + b)))


@tanh_layer_gradients.mistake(
    "logistic",
    "the slope is that of the logistic function.",
    "h (1 - h) belongs to the logistic function. What belongs to tanh?",
    "1 - hidden**2.",
)
def _logistic(x, W, b, upstream):
    hidden = np.tanh(x @ W + b)
    return _dense(x, W, upstream * hidden * (1 - hidden))


@tanh_layer_gradients.mistake(
    "no-bias",
    "the bias is missing where the slope is taken.",
    "At which point is the tanh? W alone does not say it.",
    "hidden = np.tanh(x @ W + b).",
)
def _no_bias(x, W, b, upstream):
    return _dense(x, W, upstream * (1 - np.tanh(x @ W) ** 2))


@tanh_layer_gradients.mistake(
    "mean-bias",
    "the gradient of b is a mean over the rows.",
    "The bias is added in each row: what does each row add to its gradient?",
    "delta.sum(axis=0).",
)
def _mean_bias(x, W, b, upstream):
    right = tanh_layer_gradients(x, W, b, upstream)
    return right[0], right[1] / len(x), right[2]


@tanh_layer_gradients.mistake(
    "averaged",
    "the gradients of W and b are means over the rows.",
    "Any mean over the women is in `upstream` already.",
    "x.T @ delta and delta.sum(axis=0), without dividing.",
)
def _averaged(x, W, b, upstream):
    right = tanh_layer_gradients(x, W, b, upstream)
    return right[0] / len(x), right[1] / len(x), right[2]


@tanh_layer_gradients.mistake(
    "order",
    "all three are right, but in another order.",
    "The exercise names the order: W, b, x.",
    "Put the gradient of x last.",
)
def _order(x, W, b, upstream):
    right = tanh_layer_gradients(x, W, b, upstream)
    return right[2], right[0], right[1]


def _loss_and_point(rng, place):
    size = (3, 5, 2)[place]
    cubic, mixed = rng.normal(size=(2, size))

    def loss(weights):
        weights = np.asarray(weights)
        # The square mixes the weights; the cubes let forward, backward and
        # central differences differ.
        return np.sum(cubic * weights**3) + np.sum(mixed * weights) ** 2

    return loss, rng.normal(size=size), (0.1, 0.01, 0.3)[place]


@answer_to(
    "2.0.1-2",
    title="A gradient by finite differences",
    objective=BACKPROPAGATION,
    problems=_loss_and_point,
    what="the gradient",
    points=2,
    pure=True,
)
def difference_gradient(loss, weights, epsilon):
    """Move each weight alone, both ways."""
    steps = epsilon * np.eye(len(weights))
    rises = [loss(weights + step) - loss(weights - step) for step in steps]
    return np.array(rises) / (2 * epsilon)


@difference_gradient.mistake(
    "forward",
    "this is a forward difference: up and here, not up and down.",
    "A central difference looks at both sides of the point.",
    "loss(weights + step) - loss(weights - step), over 2 * epsilon.",
)
def _forward(loss, weights, epsilon):
    steps = epsilon * np.eye(len(weights))
    rises = [loss(weights + step) - loss(weights) for step in steps]
    return np.array(rises) / epsilon


@difference_gradient.mistake(
    "backward",
    "this is a backward difference: here and down, not up and down.",
    "A central difference looks at both sides, above the point as well.",
    "loss(weights + step) - loss(weights - step), divided by 2 * epsilon.",
)
def _backward(loss, weights, epsilon):
    steps = epsilon * np.eye(len(weights))
    rises = [loss(weights) - loss(weights - step) for step in steps]
    return np.array(rises) / epsilon


@difference_gradient.mistake(
    "not-halved",
    "each value is twice the slope.",
    "How far apart are the two points?",
    "Divide by 2 * epsilon.",
)
def _not_halved(loss, weights, epsilon):
    return 2 * difference_gradient(loss, weights, epsilon)


@difference_gradient.mistake(
    "together",
    "all weights were moved at once.",
    "A partial derivative moves one weight and holds the others.",
    "step = np.zeros(len(weights)); step[place] = epsilon.",
)
def _together(loss, weights, epsilon):
    rise = loss(weights + epsilon) - loss(weights - epsilon)
    return np.full(len(weights), rise / (2 * epsilon))


@difference_gradient.mistake(
    "carried-on",
    "each weight was moved and never put back.",
    "Where do the other weights stand while the second one is moved?",
    "Make a new step for each weight; do not add to `weights`.",
)
def _carried_on(loss, weights, epsilon):
    moved, gradient = weights.copy(), np.zeros(len(weights))
    for place in range(len(weights)):
        moved[place] += epsilon
        up = loss(moved)
        moved[place] -= 2 * epsilon
        gradient[place] = (up - loss(moved)) / (2 * epsilon)
    return gradient
