"""Histograms of patients, missing values said."""

import numpy as np
import pandas as pd

from medkeras.visualize.base import alt_of, check_figure
from medkeras.visualize.patients import measurements_by_outcome


def test_each_measurement_has_a_panel_that_says_what_is_missing():
    draw = np.random.default_rng(0)
    table = pd.DataFrame(draw.normal(size=(60, 5)), columns=list("abcde"))
    table["ill"] = np.arange(60) % 2
    table.loc[:6, "b"] = np.nan
    units = {name: f"{name} (mm)" for name in "abcde"}
    figure = measurements_by_outcome(
        table, "ill", units, ("well", "ill"), "Five"
    )
    check_figure(figure)
    assert len(figure.axes) == 5  # the empty panels of the grid are gone
    labels = [axes.get_xlabel() for axes in figure.axes]
    assert labels[1] == "b (mm)\n7 missing"
    assert labels[0] == "a (mm)"
    well = table.loc[table["ill"] == 0, "a"].median()
    assert f"a {well:g} against" in alt_of(figure)
