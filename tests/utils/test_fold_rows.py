import numpy as np
import pytest
from sklearn.model_selection import KFold

from medkeras.utils.errors import UsageError
from medkeras.utils.fold_rows import fold_rows


def test_a_splitters_folds_pass_through():
    expected = list(KFold(3).split(np.zeros(9)))
    found = fold_rows("folds", KFold(3).split(np.zeros(9)), 9)
    for one, other in zip(found, expected, strict=True):
        for rows, wanted in zip(one, other, strict=True):
            np.testing.assert_array_equal(rows, wanted)


@pytest.mark.parametrize(
    ("folds", "message"),
    [
        (3, "`pairs` must be pairs"),
        ([(1, 2, 3)], "`pairs` must be pairs"),
        ([], "at least one fold"),
        ([([0], [])], "one or more on each side"),
        ([([0], [4])], "from 0 to 3"),
        ([([0], [-1])], "from 0 to 3"),
        ([([0.5], [1])], "row numbers"),
        ([([True, False], [1])], "row numbers"),
        ([([[0]], [1])], "row numbers"),
    ],
)
def test_other_folds_are_one_clear_line(folds, message):
    with pytest.raises(UsageError, match=message) as error:
        fold_rows("pairs", folds, 4)
    assert "\n" not in str(error.value)


def test_whole_floats_are_rows_where_that_is_wanted():
    pair = (np.array([0.0, 2.0]), [1.0])
    with pytest.raises(UsageError, match="row numbers"):
        fold_rows("folds", [pair], 3)
    ((train, test),) = fold_rows("folds", [pair], 3, floats=True)
    assert train.tolist() == [0, 2] and test.tolist() == [1]
