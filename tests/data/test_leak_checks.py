import numpy as np
import pytest

from medkeras.data import leak_checks
from medkeras.data.input_validation import feature_rows, in_one_precision
from medkeras.utils.errors import UsageError

RNG = np.random.default_rng(0)
TRAIN, TEST = RNG.normal(size=(80, 6)), RNG.normal(size=(20, 6))


def check(train, test, tolerance=0.05):
    rows = (feature_rows("train", train), feature_rows("test", test))
    return leak_checks.duplicates(*in_one_precision(*rows), tolerance)


def test_groups_on_both_sides():
    assert leak_checks.disjoint_groups([1, 2], [3]).passed
    found = leak_checks.disjoint_groups([*range(9)], [*range(2, 12)])
    assert not found.passed
    assert found.detail.endswith("2, 3, 4, 5, 6, ...")


def test_unlike_rows_pass():
    assert check(TRAIN, TEST).passed


def test_an_exact_copy_is_found_whatever_its_precision():
    test = TEST.astype(np.float32)
    test[3] = TRAIN[7]
    found = check(TRAIN, test)
    assert not found.passed
    assert found.detail.startswith("1 exact and 0 near")


def test_a_copy_with_gaps_is_found():
    train, test = TRAIN.copy(), TEST.copy()
    train[7, 2] = np.nan
    test[3] = train[7]
    assert check(train, test).detail.startswith("1 exact")


def test_a_gap_is_not_the_mean():
    train, test = TRAIN.copy(), TEST.copy()
    test[3] = train[7]
    test[3, 2], train[7, 2] = np.nan, np.delete(train[:, 2], 7).mean()
    assert check(train, test).passed


def test_a_near_copy_is_found():
    test = TEST.copy()
    test[3] = TRAIN[7] + 0.01
    found = check(TRAIN, test)
    assert not found.passed
    assert found.detail.startswith("0 exact and 1 near")
    assert check(TRAIN, test, tolerance=1e-4).passed


def test_without_a_tolerance_only_exact_copies_are_looked_for(monkeypatch):
    monkeypatch.setattr(leak_checks, "_nearest", None)  # the slow part
    test = TEST.copy()
    test[2], test[3] = TRAIN[6] + 1e-3, TRAIN[7]
    found = check(TRAIN, test, tolerance=0.0)
    assert not found.passed
    assert found.detail == "1 exact duplicates among 20 rows"
    assert check(TRAIN, TEST, tolerance=0.0).passed


def test_units_do_not_matter():
    test = TEST.copy()
    test[3] = TRAIN[7] + 0.01
    units = 10.0 ** np.arange(-3, 3)
    assert not check(TRAIN * units, test * units).passed
    assert check(TRAIN * units, TEST * units).passed


def test_images_are_flattened():
    train, test = RNG.random((9, 8, 8, 1)), RNG.random((4, 8, 8, 1))
    assert check(train, test).passed
    test[2] = train[5] + 0.001
    assert not check(train, test).passed


def test_rows_of_the_table_may_be_in_the_test_once():
    names = list(range(20))
    assert leak_checks.resampled(TEST[:5], names[:5], [TEST], names).passed
    twice = leak_checks.resampled(TEST[[1, 1]], [1, 1], [TEST], names)
    assert not twice.passed
    blend = (TEST[:1] + TEST[1:2]) / 2
    assert not leak_checks.resampled(blend, [0], [TEST], names).passed


def test_a_patient_nobody_knows():
    found = leak_checks.resampled(TEST[:1], [99], [TEST], [*range(20)])
    assert found.detail.endswith("1 unknown patients")
    assert not found.passed


def test_above_chance_fails_and_chance_or_less_passes():
    def scored(level):
        scores = iter(level + 0.01 * RNG.normal(size=10))
        return leak_checks.permuted(
            lambda labels: next(scores), np.arange(10) % 2, None, 10, 0
        )

    assert scored(0.5).passed
    assert scored(0.46).passed
    assert not scored(0.56).passed


def test_labels_are_permuted_between_patients():
    groups = np.repeat(np.arange(20), 3)
    labels = (groups < 8).astype(int)
    seen = []

    def experiment(shuffled):
        seen.append(shuffled)
        return 0.5

    leak_checks.permuted(experiment, labels, groups, 3, 0)
    for shuffled in seen:
        per_patient = shuffled.reshape(20, 3)
        assert (per_patient == per_patient[:, :1]).all()
        assert shuffled.sum() == labels.sum()
        assert not np.array_equal(shuffled, labels)


def test_bad_requests_are_refused():
    with pytest.raises(UsageError, match="needs `labels`"):
        leak_checks.permuted(lambda labels: 0.5, None, None, 10, 0)
    with pytest.raises(UsageError, match="one label for each patient"):
        leak_checks.permuted(lambda labels: 0.5, [0, 1], ["a", "a"], 3, 0)
    with pytest.raises(UsageError, match=r"3 to 100000\. Received: 2"):
        leak_checks.permuted(lambda labels: 0.5, [0, 1], None, 2, 0)
    with pytest.raises(UsageError, match="two classes"):
        leak_checks.permuted(lambda labels: 0.5, [1, 1], None, 3, 0)
    with pytest.raises(UsageError, match="name a class in every row"):
        leak_checks.permuted(lambda labels: 0.5, [1, np.nan], None, 3, 0)


@pytest.mark.parametrize("score", [np.nan, None, 1.5, "high", [0.5, 0.5]])
def test_an_experiment_must_return_an_auroc(score):
    with pytest.raises(UsageError, match="AUROC that `experiment` returns"):
        leak_checks.permuted(lambda labels: score, [0, 1], None, 3, 0)


@pytest.mark.parametrize("tolerance", [np.nan, -0.1, np.inf, "small", None])
def test_a_tolerance_is_a_distance(tolerance):
    with pytest.raises(UsageError, match="`tolerance` must be a finite"):
        check(TRAIN, TEST, tolerance)


@pytest.mark.parametrize("far", [1e9, 1e12])
def test_rows_far_from_zero_are_not_copies(far):
    assert check(TRAIN + far, TEST + far).passed
    whole = np.arange(12.0).reshape(4, 3) + far
    assert check(whole[:3], whole[3:], tolerance=0.0).passed
    assert not check(whole[:3], whole[2:], tolerance=0.0).passed


def test_very_large_values_are_not_near():
    train, test = TRAIN.copy() * 1e200, TEST.copy() * 1e200
    assert check(train, test).passed
    test[3] = train[7] * (1 + 1e-9)
    assert check(train, test).detail.startswith("0 exact and 1 near")


def test_a_constant_column_is_compared_in_its_own_units():
    train, test = TRAIN.copy(), TEST.copy()
    train[:, 2], test[:, 2] = 5.0, 5.0
    test[3] = train[7] + 0.01
    assert check(train, test).detail.startswith("0 exact and 1 near")
    test[3, 2] = 6.0
    assert check(train, test).passed


@pytest.mark.parametrize("kind", [np.float32, np.float16])
def test_a_copy_in_less_precision_is_a_copy_also_as_double(kind):
    test = TEST.copy()
    test[3] = TRAIN[7]
    for stored in (test.astype(kind), test.astype(kind).astype(float)):
        assert check(TRAIN, stored).detail.startswith("1 exact")
        assert check(stored, TRAIN).detail.startswith("1 exact")
