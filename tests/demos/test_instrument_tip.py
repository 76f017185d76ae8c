"""Drawn instruments end where they are said to end."""

import numpy as np
import pytest

from medkeras.demos.instrument_tip import draw_instruments
from medkeras.utils.errors import UsageError


def test_the_shaft_ends_at_the_tip_and_comes_from_the_left():
    tips = np.array([[20.0, 12.0], [8.0, 5.0]])
    drawn = draw_instruments(np.random.default_rng(0), tips, 25, noise=0.0)
    for picture, (column, row) in zip(
        drawn[..., 0], tips.astype(int), strict=True
    ):
        assert picture[row, column] == pytest.approx(1)
        lit = np.argwhere(picture > 0.5)
        assert lit[:, 1].max() <= column + 1 and lit[:, 1].min() == 0


def test_the_same_draws_give_the_same_pictures():
    tips = [[10.0, 10.0]]
    first, again, other = (
        draw_instruments(np.random.default_rng(seed), tips)
        for seed in (1, 1, 2)
    )
    assert (first == again).all() and (first != other).any()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (dict(tips=[[30.0, 2.0]]), "tips"),
        (dict(tips=[1.0, 2.0]), "tips"),
        (dict(side=2), "side"),
        (dict(noise=-1), "noise"),
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong, named):
    given = dict(tips=[[2.0, 2.0]]) | wrong
    with pytest.raises(UsageError, match=named):
        draw_instruments(np.random.default_rng(0), **given)
