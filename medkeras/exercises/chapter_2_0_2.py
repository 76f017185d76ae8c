"""Checks for chapter 2.0.2, exercise 1: choices inside folds."""

import numpy as np

from medkeras.exercises.problems import answer_to

INSIDE = "keep every choice inside the fold, and show what happens otherwise"


def _folds(rng, place):
    """Columns of known correlation in units of all sizes."""
    rows, num_test, num_columns = ((20, 10, 6), (25, 7, 7), (31, 12, 9))[place]
    labels = rng.permutation(np.arange(rows) < 0.4 * rows).astype(float)
    strengths = np.linspace(0.9, 0.1, num_columns)
    # The strongest is negative, then signs alternate.
    correlations = strengths * (-1.0) ** np.arange(1, num_columns + 1)
    direction = (labels - labels.mean()) / labels.std()
    train, test = np.zeros((rows, num_columns)), []
    order = rng.permutation(num_columns)
    for column, correlation in zip(order, correlations, strict=True):
        rest = np.sqrt(1 - correlation**2) * _unrelated(rng, direction)
        unit = 10 ** rng.uniform(-1.5, 1.5)
        train[:, column] = unit * (2 + correlation * direction + rest)
        # Test women differ most in what matters most in training.
        spread = 60 * correlation**2
        test.append(unit * (2 + spread * rng.normal(size=num_test)))
    return train, labels, np.array(test).T[:, np.argsort(order)], 2 + place


def _unrelated(rng, direction):
    """Noise without any correlation to the direction, spread 1."""
    # Heavy tails: a correlation of ranks would choose other columns.
    noise = rng.normal(size=len(direction)) ** 5
    noise -= noise.mean()
    noise -= direction * (noise @ direction) / len(direction)
    return noise / noise.std()


@answer_to(
    "2.0.2-1",
    title="Choose columns inside the fold",
    objective=INSIDE,
    problems=_folds,
    what=("the training columns", "the test columns"),
    points=2,
)
def choose_columns(train, labels, test, keep):
    """Keep the columns of the strongest correlation in training."""
    return _kept(train, test, np.abs(_correlations(train, labels)), keep)


def _correlations(table, labels):
    return np.array([np.corrcoef(c, labels)[0, 1] for c in table.T])


def _kept(train, test, strength, keep):
    columns = np.sort(np.argsort(strength)[-keep:])
    return train[:, columns], test[:, columns]


@choose_columns.mistake(
    "signed",
    "a column with a strong negative correlation was left out.",
    "'In either direction' is a word about the sign.",
    "Take abs() of the correlation before sorting.",
)
def _signed(train, labels, test, keep):
    return _kept(train, test, _correlations(train, labels), keep)


@choose_columns.mistake(
    "weakest",
    "the weakest columns were kept.",
    "np.argsort sorts from small to large.",
    "Take the last `keep`: np.argsort(strength)[-keep:].",
)
def _weakest(train, labels, test, keep):
    return _kept(train, test, -np.abs(_correlations(train, labels)), keep)


@choose_columns.mistake(
    "unordered",
    "the right columns, but the strongest first.",
    "Sorting by strength has changed their order.",
    "np.sort the chosen column numbers.",
)
def _strongest_first(train, labels, test, keep):
    order = np.argsort(-np.abs(_correlations(train, labels)))[:keep]
    return train[:, order], test[:, order]


@choose_columns.mistake(
    "unordered-ascending",
    "the right columns, but the strongest last.",
    "np.argsort has put them in the order of their strength.",
    "columns = np.sort(columns) brings back the order of the table.",
)
def _strongest_last(train, labels, test, keep):
    order = np.argsort(np.abs(_correlations(train, labels)))[-keep:]
    return train[:, order], test[:, order]


@choose_columns.mistake(
    "covariance",
    "columns were kept for their units: this is no correlation.",
    "A covariance grows with the scale of a column.",
    "np.corrcoef(column, labels)[0, 1].",
)
def _covariance(train, labels, test, keep):
    gaps = labels - labels.mean()
    return _kept(train, test, np.abs(gaps @ (train - train.mean(0))), keep)


@choose_columns.mistake(
    "test-scaled",
    "the test women took part in the choice: they set the scale.",
    "A mean and a spread are fitted, too. On whom?",
    "Use the training rows only: np.corrcoef(train[:, j], labels)[0, 1].",
)
def _scaled_with_test(train, labels, test, keep):
    spread = np.concatenate([train, test]).std(axis=0)
    scaled = (train - train.mean(axis=0)) / spread
    return _kept(train, test, np.abs((labels - labels.mean()) @ scaled), keep)


@choose_columns.mistake(
    "most-spread",
    "the columns with the largest spread were kept; labels played no part.",
    "Which columns go with the labels?",
    "Correlate each training column with the labels.",
)
def _most_spread(train, labels, test, keep):
    return _kept(train, test, train.std(axis=0), keep)
