"""The source task of a transfer: shapes drawn by a program."""

import numpy as np
import pytest

from medkeras.demos.drawn_shapes import SHAPES, drawn_shapes
from medkeras.utils.errors import UsageError


def test_ink_on_paper_and_the_shapes_take_turns():
    pictures, labels = drawn_shapes(18, size=32, seed=1)
    assert labels.tolist() == list(range(len(SHAPES))) * 3
    assert pictures.min() == 0
    assert pictures.max() == 1
    ink = pictures.mean(axis=(1, 2))
    assert (ink > 0.01).all()
    assert (ink < 0.5).all()
    assert len({picture.tobytes() for picture in pictures}) == 18


def test_a_circle_surrounds_its_middle_and_a_line_does_not():
    pictures, labels = drawn_shapes(60, size=48, seed=0)

    def enclosed(picture):
        rows, columns = np.nonzero(picture > 0.5)
        angles = np.arctan2(rows - rows.mean(), columns - columns.mean())
        bins = np.histogram(angles, 12, (-np.pi, np.pi))[0]
        return (bins > 0).sum()

    around = np.array([enclosed(picture) for picture in pictures])
    assert (around[labels == SHAPES.index("circle")] == 12).all()
    assert around[labels == SHAPES.index("line")].mean() < 9


def test_the_same_seed_draws_the_same():
    first, again, other = (drawn_shapes(4, 20, seed)[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("given", [(0, 32), (2.0, 32), (2, 15), (2, 32, -1)])
def test_what_cannot_be_drawn_is_one_line(given):
    with pytest.raises(UsageError, match="must"):
        drawn_shapes(*given)
