"""Nothing of the future is among the inputs; gaps are no values."""

from types import SimpleNamespace

import numpy as np

from medkeras.tasks import find
from medkeras.tasks.signals import LAST


def test_glucose_is_foretold_from_the_past():
    steps = np.arange(60.0)
    glucose = np.stack([100 + steps, 200 - 2 * steps])
    glucose[0, 30] = np.nan
    columns = {"glucose": glucose, "patient": np.array([1, 2])}
    made = SimpleNamespace(
        name="made", splits={"train": 1}, arrays=lambda split: columns
    )
    rows = find("glucose_change").read(made)
    assert rows.inputs.shape[1:] == (LAST, 1)
    assert np.isfinite(rows.plain).all()
    np.testing.assert_allclose(rows.labels[rows.groups == 1], 2)
    np.testing.assert_allclose(rows.labels[rows.groups == 2], -4)
