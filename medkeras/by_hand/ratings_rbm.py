"""A restricted Boltzmann machine for ratings, most of which are missing."""

import numpy as np
from scipy.special import expit, softmax

from medkeras.utils.arrays import float_array, real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import check_shape, unpacked
from medkeras.utils.sizes import check_number, check_whole


def fit_ratings(
    ratings: np.ndarray,
    num_hidden: int,
    levels: int,
    epochs: int,
    learning_rate: float,
    rng: np.random.Generator,
) -> tuple:
    """Learn tastes from a table of ratings by CD-1.

    A rated item is a softmax unit of `levels` states; an item that a person
    did not rate has no unit in that person's RBM. All share the weights
    W (items, levels, hidden), and biases a (items, levels), b (hidden,).

    Args:
        ratings: (people, items), whole numbers 1 to levels; 0: not rated.
        num_hidden: hidden binary units.
        levels: of the scale.
        epochs: updates, each from all people.
        learning_rate: of a step; an item's step is the mean over its raters.
        rng: np.random.Generator.

    Returns:
        The weights (W, a, b).

    Raises:
        UsageError: a rating that is outside the scale or no whole number,
            an item without any, or a size that is none.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.ratings_rbm import fit_ratings
        >>> rng = np.random.default_rng(0)
        >>> fit_ratings(np.array([[1, 2], [2, 0]]), 3, 2, 1, 0.1, rng)[0].shape
        (2, 2, 3)

    Reference: Salakhutdinov, Mnih and Hinton 2007,
        doi:10.1145/1273496.1273596.
    Chapter: 2.2.2
    """
    for name, size in (
        ("num_hidden", num_hidden), ("levels", levels), ("epochs", epochs)
    ):  # fmt: skip
        check_whole(name, size, least=name != "epochs")
    check_number("learning_rate", learning_rate, 0)
    v = _one_hot(ratings, levels)  # (people, items, levels)
    raters = _raters(v)
    kernel = 0.01 * rng.normal(size=(*v.shape[1:], num_hidden))
    a, b = np.log((v.sum(axis=0) + 1) / (raters + levels)), np.zeros(num_hidden)
    for _ in range(epochs):
        kernel, a, b = ratings_update((kernel, a, b), v, learning_rate, rng)
    return kernel, a, b


def ratings_update(weights, v: np.ndarray, learning_rate: float, rng) -> tuple:
    """One update by CD-1 from all people.

    Args:
        weights: kernel (items, levels, hidden), a (items, levels), b
            (hidden,).
        v: (people, items, levels), 1 at the level given, 0 elsewhere; all 0
            where an item was not rated.
        learning_rate: of a step; an item's step is the mean over its raters.
        rng: np.random.Generator.

    Returns:
        The weights after the update.

    Raises:
        UsageError: an item that nobody rated, another shape, or NaN.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.ratings_rbm import ratings_update
        >>> weights = np.zeros((1, 2, 3)), np.zeros((1, 2)), np.zeros(3)
        >>> v, rng = np.eye(2)[:, None], np.random.default_rng(0)
        >>> ratings_update(weights, v, 0.1, rng)[1].shape
        (1, 2)

    Reference: Salakhutdinov, Mnih and Hinton 2007,
        doi:10.1145/1273496.1273596.
    Chapter: 2.2.2
    """
    kernel, a, b = _checked(weights)
    v = float_array("v", v, ("people", *a.shape), low=0, high=1)
    rated = v.sum(axis=2, keepdims=True)
    raters = _raters(v)
    h = _hidden(v, kernel, b)
    chosen = (rng.random(h.shape) < h).astype(float)
    probabilities = softmax(
        a + np.einsum("nh,ikh->nik", chosen, kernel), axis=2
    )
    past = rng.random(rated.shape) > probabilities.cumsum(axis=2)[..., :-1]
    level = past.sum(axis=2, keepdims=True)
    seen = rated * (np.arange(a.shape[1]) == level)
    after = _hidden(seen, kernel, b)
    up = np.einsum("nik,nh->ikh", v, h)
    down = np.einsum("nik,nh->ikh", seen, after)
    return (
        kernel + learning_rate * (up - down) / raters[..., None],
        a + learning_rate * (v - seen).sum(axis=0) / raters,
        b + learning_rate * (h - after).mean(axis=0),
    )


def predict_ratings(weights, ratings: np.ndarray) -> np.ndarray:
    """Expected rating of every item, from the ratings a person has given.

    Args:
        weights: from `fit_ratings`.
        ratings: (people, items); 0: not rated.

    Returns:
        (people, items), between 1 and the levels of the scale.

    Raises:
        UsageError: a rating outside the scale, no whole number, or another
            number of items.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.ratings_rbm import predict_ratings
        >>> weights = np.zeros((2, 5, 3)), np.zeros((2, 5)), np.zeros(3)
        >>> predict_ratings(weights, np.array([[5, 0]]))
        array([[3., 3.]])

    Chapter: 2.2.2
    """
    kernel, a, b = _checked(weights)
    levels = a.shape[1]
    v = _one_hot(ratings, levels)
    check_shape("ratings", v.shape[:2], ("people", len(a)))
    h = _hidden(v, kernel, b)
    probabilities = softmax(a + np.einsum("nh,ikh->nik", h, kernel), axis=2)
    return probabilities @ (np.arange(levels) + 1)


def _raters(v):
    """How many rated each item, (items, 1)."""
    raters = v.sum(axis=(0, 2))[:, None]
    if not raters.all():
        raise UsageError(
            "Each item needs a rating. Received: none for item "
            f"{int(np.argmin(raters))}"
        )
    return raters


def _hidden(v, kernel, b):
    return expit(np.einsum("nik,ikh->nh", v, kernel) + b)


def _one_hot(ratings, levels):
    ratings = real_array("ratings", ratings, ("people", "items"))
    known = (ratings == np.round(ratings)) & (ratings >= 0)
    if not (known & (ratings <= levels)).all():
        raise UsageError(
            f"Ratings must be whole numbers from 1 to {levels}, or 0 where "
            f"there is none. Received: values from {ratings.min()} to "
            f"{ratings.max()}"
        )
    return (ratings[..., None] == np.arange(levels) + 1).astype(float)


def _checked(weights):
    kernel, a, b = unpacked("weights", weights, ("kernel", "a", "b"))
    kernel = float_array("kernel", kernel, ("items", "levels", "hidden"))
    a = float_array("a", a, kernel.shape[:2])
    return kernel, a, float_array("b", b, kernel.shape[2:])
