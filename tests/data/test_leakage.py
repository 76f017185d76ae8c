import warnings

import numpy as np
import pandas as pd
import pytest
from imblearn.combine import SMOTEENN
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import make_pipeline
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.model_selection import StratifiedKFold, cross_val_score

from medkeras.data import folds_audit, leakage_audit, load
from medkeras.data.leak_checks import (
    DUPLICATES,
    GROUPS,
    PERMUTATION,
    RESAMPLED,
)
from medkeras.utils.errors import UsageError

FOLDS = StratifiedKFold(5, shuffle=True, random_state=0)


@pytest.fixture(scope="module")
def pima():
    """Features, labels and patients of the real table."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MEDKERAS_MODE", "lesson")
        frame = load("pima_diabetes", "sample", quiet=True).frame()
    labels = frame.pop("diabetes").to_numpy()
    patients = frame.pop("patient").to_numpy()
    return frame, labels, patients


def forest():
    return RandomForestClassifier(20, random_state=0)


def auroc(model, features, labels):
    scores = cross_val_score(
        model, features, labels, cv=FOLDS, scoring="roc_auc"
    )
    return scores.mean()


def answers(report):
    return {row.check: row.passed for row in report.rows}


def test_an_honest_cross_validation_passes_every_check(pima):
    features, labels, patients = pima
    pipeline = make_pipeline(
        SimpleImputer(strategy="median"), SMOTE(random_state=0), forest()
    )
    report = folds_audit(
        features,
        patients,
        FOLDS.split(features, labels),
        original=features,
        original_groups=patients,
        experiment=lambda shuffled: auroc(pipeline, features, shuffled),
        labels=labels,
        num_permutations=5,
    )
    assert set(answers(report).values()) == {True}
    assert report.require() is report
    assert "(5 folds)" in str(report)


def class_conditional(features, labels):
    filled = features.copy()
    for name in features:
        median = features[name].groupby(labels).transform("median")
        filled[name] = features[name].fillna(median)
    return filled, labels


def resampled(sampler):
    def prepare(features, labels):
        filled = SimpleImputer(strategy="median").fit_transform(features)
        return sampler.fit_resample(filled, labels)

    return prepare


@pytest.mark.parametrize(
    "prepare",
    [
        class_conditional,
        resampled(RandomOverSampler(random_state=0)),
        resampled(SMOTEENN(random_state=0)),
    ],
    ids=["class-conditional imputation", "oversampling", "SMOTE-ENN"],
)
def test_preparing_with_the_labels_before_the_split_is_caught(pima, prepare):
    features, labels, _ = pima

    def leaking(shuffled):
        return auroc(forest(), *prepare(features, shuffled))

    report = leakage_audit(
        features[:9],
        features[9:19],
        range(9),
        range(9, 19),
        experiment=leaking,
        labels=labels,
        num_permutations=3,
    )
    assert answers(report)[PERMUTATION] is False
    assert not report.passed
    with pytest.raises(UsageError, match="split leaks: chance on permuted"):
        report.require()


@pytest.mark.parametrize("sampler", [RandomOverSampler, SMOTE, SMOTEENN])
def test_folds_of_a_resampled_table_are_caught(pima, sampler):
    features, labels, _ = pima
    filled = SimpleImputer(strategy="median").fit_transform(features)
    made, made_labels = sampler(random_state=0).fit_resample(filled, labels)
    report = folds_audit(
        made,
        np.arange(len(made)),
        FOLDS.split(made, made_labels),
        original=filled,
    )
    assert answers(report) == {
        GROUPS: True,
        DUPLICATES: False,
        PERMUTATION: None,
        RESAMPLED: False,
    }


def test_one_bad_fold_of_three_is_found():
    features = np.random.default_rng(0).normal(size=(30, 4))
    folds = [(range(10), range(10, 20)), (range(10), range(9, 20))]
    folds.append((range(20), range(20, 30)))
    report = folds_audit(features, np.arange(30), folds)
    same, twice, *_ = report.rows
    assert same.detail.startswith("1 of 3 folds, first: 1 of 11 patients")
    assert twice.passed is False


def test_the_report_as_table_and_text():
    report = leakage_audit([[1.0], [2.0]], [[9.0]], ["a", "b"], ["c"])
    frame = report.frame()
    assert list(frame) == ["check", "passed", "detail"]
    assert len(frame) == 4
    assert str(report).splitlines()[2].startswith("not run  chance on")


def test_no_folds_is_an_error():
    with pytest.raises(UsageError, match="at least one fold"):
        folds_audit([[1.0]], ["a"], [])


def test_lengths_must_agree():
    with pytest.raises(UsageError, match="`groups_test` must name one"):
        leakage_audit([[1.0]], [[2.0]], ["a"], ["b", "c"])


def test_a_column_that_is_never_measured_is_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gap = float("nan")
        leakage_audit([[gap, 1.0]], [[gap, 2.0]], ["a"], ["b"])


AUDITED = {
    "numbers and text": (
        [7] * 3,
        ["7", "8"],
        r"numbers \(7\) and text \('7'\)",
    ),
    "text and bytes": (["a"] * 3, [b"a", b"b"], "text .* and bytes"),
    "NaN": ([np.nan] * 3, [np.nan] * 2, "3 without, first row 0"),
    "None": (["a", "b", None], ["c", "d"], "1 without, first row 2"),
    "NaT": (["a", "b", "c"], pd.to_datetime(["2020", None]), "1 without"),
    "empty text": (["a", "b", "c"], ["d", " "], "1 without, first row 1"),
    "NA": (pd.array([1, 2, None], dtype="Int64"), [4, 5], "1 without"),
    "lost zeros": (["007", "008", "009"], ["7", "10"], "spell each patient"),
    "read as float": (["7.0", "8.0", "9.0"], ["7", "10"], "spell each patient"),
    "blanks": (["P1 ", "P2", "P3"], ["P1", "P4"], "spell each patient"),
    "rounded": (
        np.array([16777216, 1, 2], np.float32),
        np.array([16777217, 3]),
        "exactly: read long ones as whole",
    ),
}


@pytest.mark.parametrize(
    ("train", "test", "finding"), AUDITED.values(), ids=AUDITED
)
def test_patients_that_cannot_be_compared_are_refused(train, test, finding):
    rows = np.random.default_rng(0).normal(size=(5, 2))
    with pytest.raises(UsageError, match=finding) as caught:
        leakage_audit(rows[:3], rows[3:], train, test)
    assert "\n" not in str(caught.value)
    with pytest.raises(UsageError, match="`groups"):
        leakage_audit(rows[3:], rows[:3], test, train)


SAME_NAMES = {
    "text": np.array,
    "objects": lambda names: np.array(names, object),
    "bytes": lambda names: np.array([name.encode() for name in names]),
    "categories": pd.Categorical,
    "pandas text": lambda names: pd.Series(names, dtype="string"),
    "index": pd.Index,
}


@pytest.mark.parametrize("kind", SAME_NAMES.values(), ids=SAME_NAMES)
def test_named_patients_are_compared(kind):
    rows = np.random.default_rng(0).normal(size=(5, 2))
    train, test = kind(["P1", "P2", "P2"]), kind(["P3", "P4"])
    assert leakage_audit(rows[:3], rows[3:], train, test).passed
    same, *_ = leakage_audit(rows[:3], rows[3:], train, kind(["P2", "P4"])).rows
    assert same.detail.startswith("1 of 2 patients of the test are in training")


def test_numbers_of_different_types_are_one_patient():
    rows = np.random.default_rng(0).normal(size=(5, 2))
    for train, test in (
        (np.array([1, 2, 3], np.uint8), [3.0, 4.0]),
        (np.array([2**63, 1, 2], np.uint64), [2**63, 7]),
        (pd.array([1, 2, 3], dtype="Int64"), np.array([3, 4], np.int32)),
    ):
        same, *_ = leakage_audit(rows[:3], rows[3:], train, test).rows
        assert same.passed is False


@pytest.mark.parametrize(
    ("test", "finding"),
    [
        (np.ones((2, 3)), r"same columns. Received: \(2,\) and \(3,\)"),
        (np.full((2, 2), np.inf), "`features_test` must be finite"),
        (np.array([["a", "b"]] * 2), "`features_test` must hold numbers"),
        (np.ones((2, 0)), "one or more"),
        (np.array([[2**60, 1]] * 2), "below 2\\*\\*53"),
        (np.ones(2), "rows of numbers"),
        ([[1.0, 2.0], [1.0]], "`features_test` must be an array"),
    ],
)
def test_features_that_cannot_be_compared_are_refused(test, finding):
    with pytest.raises(UsageError, match=finding):
        leakage_audit(np.ones((3, 2)), test, [1, 2, 3], [4, 5])


def test_columns_are_compared_by_name():
    train = pd.DataFrame({"age": [1.0], "bmi": [2.0]})
    with pytest.raises(UsageError, match="same columns"):
        leakage_audit(train, train[["bmi", "age"]] + 5, ["a"], ["b"])
    with pytest.raises(UsageError, match="`original` and"):
        leakage_audit(train, train + 5, ["a"], ["b"], original=train[["age"]])
    with pytest.raises(UsageError, match="`original_groups` needs"):
        leakage_audit(train, train + 5, ["a"], ["b"], original_groups=["a"])


def test_missing_values_of_every_kind_are_one():
    gap = pd.DataFrame({"age": pd.array([1, None], dtype="Int64")})
    masked = np.ma.array([[1.0], [9.0]], mask=[[False], [True]])
    for rows in (gap, masked, [[1.0], [None]], np.array([[1.0], [np.nan]])):
        copies = leakage_audit(rows, [[np.nan]], ["a", "b"], ["c"]).rows[1]
        assert copies.detail.startswith("1 exact"), rows


@pytest.mark.parametrize(
    "folds",
    [
        [(range(3), [3, 4])],
        [(range(3), [-1])],
        [(range(3), [])],
        [(range(3), [3.0])],
        [(np.array([True, True, True, False]), [3])],
        [range(3)],
        5,
        [(range(3), [[3]])],
    ],
)
def test_folds_are_row_numbers(folds):
    with pytest.raises(UsageError, match="`folds` must"):
        folds_audit(np.eye(4), [*"abcd"], folds)
