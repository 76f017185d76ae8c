import numpy as np
import pandas as pd
import pytest

from medkeras.data import patient_split
from medkeras.utils.errors import UsageError


@pytest.fixture
def images():
    """300 images of 97 patients; the finding belongs to the patient."""
    rng = np.random.default_rng(3)
    groups = np.concatenate([np.arange(97), rng.integers(0, 97, 203)])
    return groups, (groups % 3 == 0).astype(int)


def test_every_row_once_and_no_patient_twice(images):
    groups, labels = images
    split = patient_split(groups, labels)
    rows = np.concatenate(list(split.values()))
    assert sorted(rows) == list(range(300))
    patients = [set(groups[rows]) for rows in split.values()]
    assert sum(map(len, patients)) == len(set(groups)) == 97


def test_shares_and_classes_are_kept(images):
    groups, labels = images
    split = patient_split(groups, labels)
    for name, share in {"train": 0.7, "validation": 0.15}.items():
        patients = np.unique(groups[split[name]])
        assert abs(len(patients) - share * 97) <= 1
        assert abs((patients % 3 == 0).mean() - 33 / 97) < 0.06


def test_the_seed_decides(images):
    first, again, other = (patient_split(*images, seed=s) for s in (1, 1, 2))
    np.testing.assert_array_equal(first["train"], again["train"])
    assert not np.array_equal(first["train"], other["train"])


def test_a_rare_finding_is_dealt_out():
    labels = np.zeros(100, int)
    labels[:10] = 1
    halves = {"train": 0.5, "test": 0.5}
    split = patient_split(np.arange(100), labels, halves)
    assert labels[split["test"]].sum() == 5


def test_few_patients_still_fill_every_split():
    split = patient_split(["a", "b", "c"])
    assert [len(rows) for rows in split.values()] == [1, 1, 1]


@pytest.mark.parametrize(
    ("arguments", "finding"),
    [
        ({"groups": ["a", "b"]}, "at least 3 patients"),
        ({"groups": []}, "one patient for each example"),
        (
            {"groups": list("abcd"), "labels": [0]},
            "one class for each of the 4 rows",
        ),
        (
            {"groups": list("abcd"), "fractions": {"train": 0.5, "test": 0.4}},
            "add up to 1",
        ),
        (
            {"groups": list("abcd"), "fractions": {"train": 1.5, "test": -0.5}},
            "positive",
        ),
    ],
)
def test_bad_requests_are_refused(arguments, finding):
    with pytest.raises(UsageError, match=finding):
        patient_split(**arguments)


def test_patients_may_have_any_one_kind_of_name(images):
    groups, labels = images
    expected = patient_split(groups, labels)
    for names in (
        [f"P{k:03d}" for k in groups],
        np.array([f"P{k:03d}" for k in groups], object),
        np.array([f"P{k:03d}".encode() for k in groups]),
        pd.Categorical([f"P{k:03d}" for k in groups]),
        pd.array(groups, dtype="Int64"),
        pd.to_datetime("2020-01-01") + pd.to_timedelta(groups, "D"),
        groups.astype(np.uint8),
        groups.astype(float),
    ):
        split = patient_split(names, labels)
        for name, rows in expected.items():
            np.testing.assert_array_equal(split[name], rows)


@pytest.mark.parametrize(
    ("groups", "finding"),
    [
        ([*"abc", None], r"1 without, first row 3 \(None\)"),
        (np.r_[np.full(30, np.nan), np.arange(30.0)], "30 without, first row"),
        (["7", 7, 8, 9], r"text \('7'\) and numbers \(7\)"),
        (["7", "07", "8", "9"], "must spell each patient in one way"),
    ],
)
def test_unknown_patients_are_nobody(groups, finding):
    with pytest.raises(UsageError, match=finding):
        patient_split(groups)


def test_labels_are_classes():
    groups = np.arange(60)
    for labels in (groups / 7, groups, [None, *"ab" * 29, "a"]):
        with pytest.raises(UsageError, match="`labels` must"):
            patient_split(groups, labels)
    named = patient_split(groups, np.where(groups % 2, "ill", "well"))
    numbered = patient_split(groups, (groups + 1) % 2)
    np.testing.assert_array_equal(named["test"], numbered["test"])
