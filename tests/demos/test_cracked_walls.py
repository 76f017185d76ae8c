"""Walls with and without a crack, drawn by a program."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from medkeras.demos.cracked_walls import PHOTOGRAPHS, cracked_walls
from medkeras.utils.errors import UsageError


def test_each_wall_is_photographed_twice_and_every_second_is_cracked():
    drawn = cracked_walls(7, size=33, seed=3)
    assert drawn["image"].shape == (7 * PHOTOGRAPHS, 33, 33, 1)
    assert drawn["image"].dtype == np.float32
    assert drawn["image"].min() >= 0 and drawn["image"].max() <= 1
    for wall in range(7):
        labels = drawn["label"][drawn["wall"] == wall]
        assert labels.tolist() == [wall % 2] * PHOTOGRAPHS


def test_two_photographs_of_a_wall_are_alike_and_not_the_same():
    images = cracked_walls(20, seed=0)["image"][..., 0]
    flat = images.reshape(20, PHOTOGRAPHS, -1)
    flat = flat - flat.mean(axis=2, keepdims=True)
    same = np.abs(flat[:, 0] - flat[:, 1]).mean()
    other = np.abs(flat[:-1, 0] - flat[1:, 1]).mean()
    assert 0 < same < 0.7 * other


def test_a_crack_runs_from_edge_to_edge_and_lies_anywhere():
    drawn = cracked_walls(300, seed=1)
    images, labels = drawn["image"][..., 0], drawn["label"]
    # Dark against what is around it, along rows or along columns.
    blurred = np.stack([gaussian_filter(each, 3) for each in images])
    dark = (blurred - images > 0.08).astype(float)
    rows, columns = dark.max(axis=2), dark.max(axis=1)
    long = np.maximum(rows.mean(axis=1), columns.mean(axis=1))
    assert long[labels == 1].mean() > long[labels == 0].mean() + 0.2
    # No place of the picture tells: the darkest is dark in few walls only.
    assert dark[labels == 1].mean(axis=0).max() < 0.35


def test_the_same_seed_draws_the_same():
    first, again, other = (
        cracked_walls(4, 20, seed)["image"] for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    "given", [(1,), (2.0,), (True,), (4, 15), (4, 28.0), (4, 28, -1)]
)
def test_what_cannot_be_drawn_is_one_line(given):
    with pytest.raises(UsageError, match="must"):
        cracked_walls(*given)
