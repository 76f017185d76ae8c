"""Plain models are made anew and stand gaps; words of one letter count."""

import numpy as np
import pytest

from medkeras.tasks import baselines
from medkeras.tasks.predictors import Estimator

ALL = [each for each in vars(baselines).values() if isinstance(each, Estimator)]


@pytest.mark.parametrize("plain", ALL, ids=lambda plain: plain.name)
def test_each_call_makes_a_new_one(plain):
    assert plain.make() is not plain.make()
    assert len({each.name for each in ALL}) == len(ALL)


def test_gaps_and_empty_columns_are_filled():
    x = np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]] * 4)
    model = baselines.logistic_regression.make().fit(x, [0, 1, 1] * 4)
    assert np.isfinite(model.predict_proba(x)).all()


def test_codes_of_one_letter_are_words():
    model = baselines.bag_of_words.make()
    model.fit(["C 428", "N 250", "C 428", "N 250"], [1, 0, 1, 0])
    assert model.predict(["C"]) == [1]
