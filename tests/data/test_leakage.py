import warnings

import numpy as np
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
    return RandomForestClassifier(50, random_state=0)


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
