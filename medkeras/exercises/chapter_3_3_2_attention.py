"""Checks for chapter 3.3.2, exercises 4 and 5: attention, abstaining."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between

ATTEND = "write attention that gives no weight to padding"
ABSTAIN = "choose how many answers to give from the risk at a coverage"


def _text(rng, place):
    words, width, last = ((5, 4, 3), (6, 9, 5), (4, 2, 2))[place]
    there = (np.arange(words) < last).astype(int)
    there[0] = place != 1  # a hole at the start, once
    return (
        rng.normal(size=(words, width)),
        rng.normal(size=(words, width)),
        there,
    )


def _scores(query, key):
    return query @ key.T / query.shape[1] ** 0.5


def _softmax(scores, axis=1):
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _tempered(temperature, query, key, there):
    return query / temperature, key, there


@answer_to(
    "3.3.2-4",
    title="Attention that skips padding",
    objective=ATTEND,
    problems=_text,
    what="the weights",
    points=2,
    pure=True,
    stated=Stated(
        "temperature",
        "1",
        between("0.30", "0.90") + between("1.10", "3.00"),
        (
            (
                "divided by $\\sqrt{d}$,",
                "divided by $\\sqrt{d}$ and by a temperature of {},",
            ),
            ("np.sqrt(query.shape[1])", "np.sqrt(query.shape[1]) / {}"),
        ),
        given=_tempered,
    ),
)
def attention_weights(query, key, there):
    """Columns without a word lose, then the softmax of each row."""
    return _softmax(_scores(query, key) - 1e9 * (there == 0))


@attention_weights.mistake(
    "no-mask",
    "padding got weight.",
    "Places where `there` is 0 hold no word.",
    "Put minus infinity into their columns before the softmax.",
)
def _no_mask(query, key, there):
    return _softmax(_scores(query, key))


@attention_weights.mistake(
    "masked-after",
    "weights of padding were set to 0 after the softmax.",
    "Then a row no longer sums to 1.",
    "Mask the scores, not the weights.",
)
def _masked_after(query, key, there):
    return _softmax(_scores(query, key)) * there


@attention_weights.mistake(
    "scores-zero",
    "scores of padding were set to 0.",
    "exp(0) is 1: such a place still gets weight.",
    "Take off a very large number, or use -np.inf.",
)
def _scores_zero(query, key, there):
    return _softmax(_scores(query, key) * there)


@attention_weights.mistake(
    "not-scaled",
    "scores were not divided by the root of d.",
    "d is the width of a query.",
    "/ np.sqrt(query.shape[1]).",
)
def _not_scaled(query, key, there):
    width = query.shape[1] ** 0.5
    return _softmax(width * _scores(query, key) - 1e9 * (there == 0))


@attention_weights.mistake(
    "by-d",
    "scores were divided by d, not by its root.",
    "A sum of d products spreads like the root of d.",
    "/ np.sqrt(query.shape[1]).",
)
def _by_width(query, key, there):
    width = query.shape[1] ** 0.5
    return _softmax(_scores(query, key) / width - 1e9 * (there == 0))


@attention_weights.mistake(
    "over-columns",
    "columns sum to 1, not rows.",
    "Row t says how much place t takes from each place.",
    "Sum over axis 1.",
)
def _over_columns(query, key, there):
    found = _scores(query, key) - 1e9 * (there == 0)[:, None]
    return _softmax(found, axis=0)


@attention_weights.mistake(
    "exchanged",
    "queries and keys were exchanged.",
    "The row belongs to the place that asks: its query.",
    "query @ key.T.",
)
def _exchanged(query, key, there):
    return attention_weights(key, query, there)


def _sure(rng, place):
    # a half, a whole number and a bit above one: each way to round shows
    rows, classes, coverage = ((11, 3, 0.5), (8, 2, 0.25), (17, 4, 0.6))[place]
    scores = rng.normal(0, 1.5, (rows, classes))
    p = _softmax(scores)
    labels = p.argmax(axis=1)
    order = np.argsort(-p.max(axis=1))
    wrong = order[[1, rows // 3, *range(rows // 2 + 1, rows, 2)]]
    labels[wrong] = (labels[wrong] + 1) % classes
    return p, labels, coverage


def _wrong(p, labels):
    return (p.argmax(axis=1) != labels).astype(float)


def _order(p):
    return np.argsort(-p.max(axis=1), kind="stable")


@answer_to(
    "3.3.2-5",
    title="The risk at a coverage",
    objective=ABSTAIN,
    problems=_sure,
    what="the risk",
    points=2,
    pure=True,
)
def risk_at(p, labels, coverage):
    """Mean of the errors of the first rows by falling confidence."""
    errors = _wrong(p, labels)[_order(p)]
    count = -int(-coverage * len(labels) // 1)
    return errors[:count].mean()


@risk_at.mistake(
    "least-sure",
    "the LEAST sure rows were answered.",
    "Abstain where the largest probability is small.",
    "Sort by falling confidence: argsort of MINUS the maximum.",
)
def _least_sure(p, labels, coverage):
    errors = _wrong(p, labels)[_order(p)[::-1]]
    return errors[: int(np.ceil(coverage * len(labels)))].mean()


@risk_at.mistake(
    "right-not-wrong",
    "this is the share of RIGHT answers.",
    "Risk is the share of errors.",
    "argmax != labels.",
)
def _right(p, labels, coverage):
    return 1 - risk_at(p, labels, coverage)


@risk_at.mistake(
    "of-all-rows",
    "errors were divided by all rows.",
    "Of the ANSWERS, which share is wrong?",
    "Divide by the number of rows answered.",
)
def _of_all(p, labels, coverage):
    count = int(np.ceil(coverage * len(labels)))
    return risk_at(p, labels, coverage) * count / len(labels)


@risk_at.mistake(
    "threshold",
    "the coverage was used as a threshold of the probability.",
    "Coverage is a share of the ROWS.",
    "Sort the rows, answer the first ceil(coverage * rows).",
)
def _threshold(p, labels, coverage):
    sure = p.max(axis=1) >= coverage
    return _wrong(p, labels)[sure].mean() if sure.any() else 0.0


@risk_at.mistake(
    "everything",
    "all rows were answered.",
    "Only the share `coverage` is.",
    "Take the first ceil(coverage * rows) by falling confidence.",
)
def _everything(p, labels, coverage):
    return _wrong(p, labels).mean()


@risk_at.mistake(
    "first-rows",
    "the first rows were answered, not the surest.",
    "Rows come in no order of confidence.",
    "Sort by the largest probability first.",
)
def _first_rows(p, labels, coverage):
    return _wrong(p, labels)[: int(np.ceil(coverage * len(labels)))].mean()


@risk_at.mistake(
    "rounded-down",
    "rows were rounded down.",
    "A coverage of a half of 11 rows is 6 rows.",
    "int(np.ceil(coverage * len(labels))).",
)
def _down(p, labels, coverage):
    errors = _wrong(p, labels)[_order(p)]
    return errors[: int(coverage * len(labels))].mean()


@risk_at.mistake(
    "one-too-many",
    "a row too many was answered where the share is a whole number of rows.",
    "A quarter of 8 rows is 2 rows, not 3.",
    "int(np.ceil(...)), not int(...) + 1.",
)
def _one_too_many(p, labels, coverage):
    errors = _wrong(p, labels)[_order(p)]
    return errors[: int(coverage * len(labels)) + 1].mean()


@risk_at.mistake(
    "to-the-nearest",
    "rows were rounded to the nearest whole number.",
    "Six tenths of 17 rows are 10.2: that makes 11 rows.",
    "np.ceil, not round.",
)
def _nearest(p, labels, coverage):
    errors = _wrong(p, labels)[_order(p)]
    return errors[: round(coverage * len(labels))].mean()
