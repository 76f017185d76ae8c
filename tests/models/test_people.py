"""What is given of people: checked, scaled, the missing set to 0."""

import numpy as np
import pytest

from medkeras.models.multimodal.people import (
    Scales,
    checked_modalities,
    checked_people,
)
from medkeras.utils.errors import UsageError

SHAPES = {"table": (2,), "volume": (8, 8, 8)}


def people(count=4):
    rng = np.random.default_rng(0)
    return {
        "table": rng.normal(5, 3, (count, 2)),
        "volume": rng.normal(100, 20, (count, 8, 8, 8)),
    }


def test_sizes_of_tables_and_volumes():
    found = checked_modalities({"table": 2, "volume": [8, 8, 8]})
    assert found == SHAPES
    for wrong in ({}, "table", {"flat": (3, 3)}):
        with pytest.raises(UsageError, match="modalities"):
            checked_modalities(wrong)


def test_scales_are_those_of_people_who_have_it():
    given = people()
    given["table"][3] = 1e6  # hers is no measurement
    arrays, has = checked_people(
        SHAPES, given, {"table": np.array([1, 1, 1, 0])}
    )
    rows = Scales(arrays, has).scaled(arrays, has)
    np.testing.assert_allclose(rows["table"][:3].mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(rows["table"][:3].std(axis=0), 1, atol=1e-5)
    assert not rows["table"][3].any()
    assert rows["volume"].std() == pytest.approx(1, abs=1e-4)


def test_a_column_of_one_value_becomes_0():
    given = people()
    given["table"][:, 1] = 7
    arrays, has = checked_people(SHAPES, given, None)
    assert not Scales(arrays, has).scaled(arrays, has)["table"][:, 1].any()


def test_what_does_not_fit_is_refused():
    given = people()
    for change, message in (
        ({"table": given["table"][:2]}, "table"),
        ({"table": given["table"][:, :1]}, "table"),
        ({"volume": np.full((4, 8, 8, 8), np.nan)}, "volume"),
    ):
        with pytest.raises(UsageError, match=message):
            checked_people(SHAPES, given | change, None)
    with pytest.raises(UsageError, match="none named volume"):
        checked_people(SHAPES, {"table": given["table"]}, None)
    nobody = {name: np.array([1, 1, 0, 1]) for name in SHAPES}
    with pytest.raises(UsageError, match="1 without any"):
        checked_people(SHAPES, given, nobody)
