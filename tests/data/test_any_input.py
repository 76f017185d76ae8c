"""Whatever is handed to a public function of medkeras.data.

Each argument in turn, and all that describe rows at once, is replaced by
something that readers hand over: gaps, one class, one patient, text, types
that were mixed, other lengths. The answer is right, or one clear line.
"""

import functools
import inspect
import warnings

import numpy as np
import pandas as pd
import pytest

from medkeras import data
from medkeras.data import (
    label_noise,
    measurement_error,
    missingness,
    pipelines,
    quality,
    splits,
)
from medkeras.utils.errors import UsageError

RNG = np.random.default_rng(0)
ROWS = 6
VALUES = RNG.normal(size=ROWS)
FEATURES = RNG.normal(size=(ROWS, 3))
LABELS = np.array([0, 1, 0, 1, 1, 0])
IDS = np.arange(ROWS)
P = np.stack([1 - LABELS * 0.6 - 0.2, LABELS * 0.6 + 0.2], axis=1)
DAYS = pd.Series(pd.date_range("2024-01-01", periods=ROWS))
TABLE = pd.DataFrame({"patient": IDS, "bmi": VALUES})
AUDIT = dict(
    original=FEATURES,
    original_groups=IDS,
    experiment=lambda labels: 0.5,
    labels=LABELS,
    label_groups=IDS,
    tolerance=0.05,
    num_permutations=3,
    seed=0,
)


def shares(answer):
    """Whether shares lie between 0 and 1; NaN says that nothing was there."""
    answer = np.asarray(answer, dtype=float)
    return bool(((answer >= 0) & (answer <= 1) | np.isnan(answer)).all())


def parts(answer):
    """Whether each row is in one split."""
    rows = np.sort(np.concatenate(list(answer.values())))
    return np.array_equal(rows, np.arange(len(rows)))


def whole(kind):
    return lambda answer: np.asarray(answer).dtype.kind == kind


def report(answer):
    return all(row.passed in (True, False, None) for row in answer.rows)


# Function: arguments that are right, and what holds of every answer.
PUBLIC = {
    data.card: (dict(name="pima_diabetes"), lambda a: a.name),
    data.status: (dict(name="vein_reflux"), lambda a: "\n" not in a.detail),
    data.catalog: ({}, len),
    data.load: (dict(name="pima_diabetes", variant="sample"), lambda a: a.n),
    data.prepare: (
        dict(name="pima_diabetes", variant="sample"),
        lambda a: a.is_dir(),
    ),
    data.patient_split: (
        dict(
            groups=IDS,
            labels=LABELS,
            fractions={"train": 0.5, "test": 0.5},
            seed=0,
        ),
        parts,
    ),
    data.leakage_audit: (
        dict(
            features_train=FEATURES[:4],
            features_test=FEATURES[4:],
            groups_train=IDS[:4],
            groups_test=IDS[4:],
            **AUDIT,
        ),
        report,
    ),
    data.folds_audit: (
        dict(
            features=FEATURES,
            groups=IDS,
            folds=[([0, 1, 2], [3, 4]), ([3, 4], [5])],
            **AUDIT,
        ),
        report,
    ),
    pipelines.input_pipeline: (
        dict(
            dataset=functools.partial(data.load, "pima_diabetes", "sample"),
            split="train",
            transform=lambda batch: (batch["patient"], batch["patient"]),
            batch_size=300,
            features=["patient"],
            patients=IDS,
            shuffle_buffer=3,
            seed=0,
            cache_share=0.1,
            replicas=1,
        ),
        len,
    ),
    label_noise.flip_labels: (
        dict(labels=LABELS, share=0.3, seed=0),
        lambda a: set(a.tolist()) <= {0, 1},
    ),
    label_noise.confident_joint: (
        dict(labels=LABELS, probabilities=P),
        whole("i"),
    ),
    label_noise.suspicious_labels: (
        dict(labels=LABELS, probabilities=P),
        whole("i"),
    ),
    measurement_error.reliability: (
        dict(variance=2.0, error_variance=1.0),
        shares,
    ),
    measurement_error.add_measurement_error: (
        dict(true=VALUES, reliability=0.5, seed=0),
        lambda a: np.isfinite(a).any() and not np.isinf(a).any(),
    ),
    measurement_error.reliability_of_repeats: (
        dict(first=VALUES, second=VALUES + 0.1 * LABELS),
        lambda a: -1 <= a <= 1,
    ),
    missingness.missing_mask: (
        dict(
            values=VALUES,
            observed=FEATURES[:, 0],
            share=0.3,
            mechanism="MNAR",
            seed=0,
            strength=2.0,
        ),
        whole("b"),
    ),
    quality.completeness: (dict(table=TABLE), shares),
    quality.validity: (dict(table=TABLE, ranges={"bmi": (-1, 1)}), shares),
    quality.uniqueness: (dict(table=TABLE, key="patient"), shares),
    quality.timeliness: (
        dict(measured=DAYS, needed=DAYS, limit=pd.Timedelta(days=1)),
        shares,
    ),
}
NO_WORD = {"quiet", "progress", "verbose"}  # what a program sets, not a reader

ANYTHING = {
    "nothing": None,
    "NaN": np.nan,
    "infinite": np.inf,
    "negative": -1,
    "zero": 0,
    "fraction": 0.5,
    "huge": 10**30,
    "true": True,
    "text": "many",
    "no text": "",
    "bytes": b"P1",
    "empty": [],
    "empty array": np.empty((0, 3)),
    "one": [1],
    "gaps": np.array([1, np.nan, 3, np.nan, 0, 1]),
    "all gaps": np.full(ROWS, np.nan),
    "infinite values": np.array([1, np.inf, 3, 4, 5, 6]),
    "one class": np.zeros(ROWS, int),
    "one patient": np.full(ROWS, 7),
    "percent": np.array([0.0, 50, 100, 20, 30, 40]),
    "graders": np.array([0, 1 / 3, 2 / 3, 1, 0, 1]),
    "uint8": np.array([0, 255, 1, 2, 3, 4], np.uint8),
    "truth values": LABELS == 1,
    "words": np.array(["yes", "no"] * 3),
    "numbers as text": list("123456"),
    "mixed": [7, "7", 8, "8", 9, 10],
    "missing among words": ["a", None, "b", "", "c", "d"],
    "objects": np.array([1, None, 3.0, 2, 5, 6], object),
    "other objects": np.array([{}] * ROWS),
    "bytes in an array": np.array([b"a", b"b"] * 3),
    "times": DAYS,
    "times with gaps": DAYS.where(DAYS.index > 2),
    "categories": pd.Categorical(["a", "b", None] * 2),
    "nullable": pd.array([1, None, 0, 1, 1, 0], dtype="Int64"),
    "pandas text": pd.Series(["a", None] * 3, dtype="string"),
    "masked": np.ma.array([1, 0, 1, 0, 1, 0], mask=[1, 0, 0, 0, 0, 1]),
    "complex": np.ones(ROWS) * 1j,
    "too few": np.arange(3),
    "a column": np.arange(ROWS)[:, None],
    "rows with gaps": np.where(FEATURES > 1, np.nan, FEATURES),
    "infinite rows": np.full((ROWS, 3), np.inf),
    "huge rows": FEATURES * 1e300,
    "single rows": FEATURES.astype(np.float32),
    "rows of text": np.array([["a", "b", "c"]] * ROWS),
    "other columns": np.ones((ROWS, 4)),
    "films": np.zeros((ROWS, 8, 8, 1), np.uint8),
    "ragged": [[1, 2], [3]],
    "a table": TABLE,
    "a table of text": pd.DataFrame({"patient": ["a", None], "bmi": ["", "x"]}),
    "twice the name": pd.DataFrame(np.ones((ROWS, 2)), columns=["bmi", "bmi"]),
    "empty table": pd.DataFrame(),
    "mapping": {"train": np.nan, "test": 1.0},
    "wrong ranges": {"bmi": (1, np.nan), "none": (0, 1)},
    "set": {1, 2},
    "function": lambda *args: np.nan,
    "folds": [([0, 1], [2]), ([0], [9])],
    "no duration": pd.NaT,
    "iterator": iter([1, 2, 3]),
}


def arguments(function):
    return [
        name
        for name in inspect.signature(function).parameters
        if name not in NO_WORD
    ]


def test_every_public_function_is_tried():
    """A function that is new has to be added above."""
    modules = (label_noise, measurement_error, missingness)
    modules += (pipelines, quality, splits)
    public = {getattr(data, name) for name in data.__all__}
    public |= {
        value
        for module in modules
        for name, value in vars(module).items()
        if not name.startswith("_") and value.__class__ is type(arguments)
        if value.__module__ == module.__name__
    }
    functions = {each for each in public if inspect.isfunction(each)}
    assert functions == set(PUBLIC)
    for function, (right, _) in PUBLIC.items():
        assert list(right) == arguments(function), function


def complaint(function, given, holds) -> str | None:
    """None if the answer is right or one line; nothing may be warned of."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            answer = function(**given)
        except UsageError as error:
            one_line = "\n" not in str(error) and 10 < len(str(error)) < 600
            return None if one_line else f"no clear line: {error}"
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    return None if holds(answer) else f"wrong: {answer}"


def changes(right, kind):
    """Each argument replaced, then all at once that describe rows."""
    for name in right:
        yield {name: ANYTHING[kind]}
    rows = (list, np.ndarray, pd.Series)
    described = {n for n in right if isinstance(right[n], rows)} - {"folds"}
    yield dict.fromkeys(described, ANYTHING[kind])


def loaded(function):
    """Right arguments, the set among them read, and what holds of answers."""
    right, holds = PUBLIC[function]
    if "dataset" in right:
        right = right | {"dataset": right["dataset"]()}
    return right, holds


@pytest.mark.parametrize("function", PUBLIC, ids=lambda f: f.__name__)
def test_right_arguments_are_answered(function):
    right, holds = loaded(function)
    assert holds(function(**right))


@pytest.mark.parametrize("function", PUBLIC, ids=lambda f: f.__name__)
def test_any_argument_is_answered_or_refused_in_one_line(function, capsys):
    right, holds = loaded(function)
    found = [
        f"{', '.join(change)} = {kind}: {told}"
        for kind in ANYTHING
        for change in changes(right, kind)
        if (told := complaint(function, right | change, holds))
    ]
    assert not found, "\n".join(found)
