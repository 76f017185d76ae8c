"""EC57's classes and counts, and recordings that are too few for them."""

import numpy as np
import pytest
from medkeras_datasets.mitdb import beats

from medkeras.metrics.multiclass import positive_predictivity
from medkeras.signal.ec57 import (
    EC57_BEAT_TYPES,
    EC57_CLASSES,
    EC57_IGNORED_PAIRS,
    in_test_period,
    require_beat_classes,
)
from medkeras.utils.errors import UsageError


def test_the_classes_are_those_of_the_data_set():
    assert EC57_CLASSES == beats.CLASSES == tuple(EC57_BEAT_TYPES)
    symbols = {name: "".join(types) for name, types in EC57_BEAT_TYPES.items()}
    assert symbols == beats.SYMBOLS


def test_v_and_s_are_counted_as_in_the_reference_program_of_the_standard():
    counts = np.arange(1, 26).reshape(5, 5)  # N, S, V, F, Q
    n, s, v, f, q = counts
    found = positive_predictivity(counts, EC57_IGNORED_PAIRS)
    assert found[2] == v[2] / (n[2] + s[2] + v[2])
    assert found[1] == s[1] / (n[1] + s[1] + v[1] + f[1])
    assert found[0] == n[0] / (n[0] + s[0] + v[0] + f[0] + q[0])


def test_the_first_five_minutes_are_not_scored():
    assert in_test_period([0, 299.9, 300, 1800]).tolist() == [
        False, False, True, True,
    ]  # fmt: skip
    assert in_test_period([]).tolist() == []
    for time in ([np.nan, 400.0], [-1.0]):
        with pytest.raises(UsageError, match="`time` must be seconds"):
            in_test_period(time)


def split(classes_of):
    """Beats of patients 0, 1, ... with the classes of each, as digits."""
    beats_of = [(patient, int(c)) for patient, digits in enumerate(classes_of)
                for c in digits]  # fmt: skip
    table = np.array(beats_of, int).reshape(-1, 2)
    return {"patient": table[:, 0], "label": table[:, 1]}


GOOD = split(["012", "012", "00", "03"])
NEEDED = {"train": 4, "test": 2}


def test_enough_recordings_pass():
    require_beat_classes({"train": GOOD, "test": GOOD}, NEEDED)


@pytest.mark.parametrize(
    "splits, said",
    [
        ({"test": GOOD}, "a split train of 4 patients or more, found none"),
        ({"train": GOOD}, "a split test of 2 patients or more, found none"),
        ({}, "found none; expected a split test"),
        (
            {"train": split(["012", "012"]), "test": GOOD},
            "expected 4 patients or more in train, found 2",
        ),
        (
            {"train": split(["012", "02", "0", "0"]), "test": GOOD},
            "class S in 2 patients or more of train, found 1",
        ),
        (
            {"train": GOOD, "test": split(["02", "02"])},
            "class S in 2 patients or more of test, found 0",
        ),
        ({"train": GOOD, "test": split(["", ""])}, "split test of 2 patients"),
    ],
)
def test_too_few_recordings_are_refused_in_one_line(splits, said):
    with pytest.raises(UsageError, match=said) as caught:
        require_beat_classes(splits, NEEDED)
    assert "\n" not in str(caught.value)
    assert "MEDKERAS_DATA=sample" in str(caught.value)


def test_the_caller_says_what_is_needed():
    few = {"train": split(["0", "03"])}
    require_beat_classes(few, {"train": 2}, classes=("N",))
    require_beat_classes(
        few, {"train": 1}, classes=("F",), min_patients_per_class=1
    )
    with pytest.raises(UsageError, match="class F in 2"):
        require_beat_classes(few, {"train": 1}, classes=("F",))
