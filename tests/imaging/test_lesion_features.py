"""Lesions drawn by formula: their numbers are known."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from medkeras.imaging.lesion_features import feature_table, lesion_features
from medkeras.utils.errors import UsageError

DRAWN = runpy.run_path(str(Path(__file__).with_name("lesion_pictures.py")))
BLACK = DRAWN["BLACK"]
SIDE = DRAWN["SIDE"]
picture = DRAWN["picture"]
places = DRAWN["places"]
disc = DRAWN["disc"]


def described(*images):
    return lesion_features(np.stack(images))


def test_form_follows_what_is_drawn():
    half = disc(22) & (places()[0] < 4)
    ellipse = (places()[0] / 10) ** 2 + (places()[1] / 25) ** 2 < 1
    found = described(picture(disc(20)), picture(half), picture(ellipse))
    flips = np.maximum(found["flip along"], found["flip across"])
    assert flips[0] < 0.05 and flips[2] < 0.05 < flips[1]
    assert found["area"][0] == pytest.approx(np.pi * 20**2 / SIDE**2, rel=0.1)
    assert found["elongation"][2] == pytest.approx(2.5, rel=0.15)
    assert found["elongation"][0] == pytest.approx(1, abs=0.1)
    assert found["compactness"][2] > found["compactness"][0]
    assert found["off centre"][1] > 0.03 > found["off centre"][0]


def test_compactness_does_not_depend_on_size():
    found = described(picture(disc(12)), picture(disc(24)))["compactness"]
    assert found[1] == pytest.approx(found[0], rel=0.15)


def test_colors_are_counted():
    two = picture(disc(22))
    two[disc(9)] = BLACK
    found = described(picture(disc(22)), two)
    assert found["number of colors"][1] > found["number of colors"][0]
    assert found["share black"][0] < 0.01
    assert found["share black"][1] == pytest.approx((9 / 22) ** 2, abs=0.04)
    assert (found["contrast L"] < -20).all()
    assert found["lesion spread L"][1] > found["lesion spread L"][0]


def test_a_rough_texture_has_slopes_and_other_patterns():
    rng = np.random.default_rng(0)
    rough = picture(disc(22))
    rough += np.where(disc(20), rng.normal(0, 0.04, (SIDE, SIDE)), 0)[..., None]
    found = described(picture(disc(22)), rough.clip(0, 1))
    assert found["slope 0.7 lesion"][1] > 1.5 * found["slope 0.7 lesion"][0]
    patterns = [f"pattern 1 {number} lesion" for number in range(10)]
    total = sum(found[name] for name in patterns)
    np.testing.assert_allclose(total, 1)
    assert found["pattern 1 9 lesion"][1] > 0.2 > found["pattern 1 9 lesion"][0]


def test_a_pictures_numbers_do_not_depend_on_its_neighbours():
    rng = np.random.default_rng(0)
    images = rng.random((3, 20, 20, 3))
    together = feature_table(lesion_features(images))
    assert together.shape[0] == 3 and np.isfinite(together).all()
    for row in range(3):
        alone = feature_table(lesion_features(images[row : row + 1]))
        np.testing.assert_allclose(together[row], alone[0], rtol=1e-4)


def test_a_mirrored_picture_has_the_same_numbers():
    rng = np.random.default_rng(1)
    image = picture(disc(20, y=3, x=-5)) + rng.normal(0, 0.02, (SIDE, SIDE, 1))
    image = image.clip(0, 1)
    found = feature_table(described(image, image[::-1], image.swapaxes(0, 1)))
    np.testing.assert_allclose(found[1], found[0], rtol=0.02, atol=0.02)
    np.testing.assert_allclose(found[2], found[0], rtol=0.02, atol=0.02)


@pytest.mark.parametrize(
    "images", [np.ones((2, 8, 8, 1)), np.full((1, 8, 8, 3), 200), np.ones(3)]
)
def test_other_pictures_are_refused(images):
    with pytest.raises(UsageError, match="images"):
        lesion_features(images)


def test_columns_of_one_length_make_a_table():
    table = feature_table({"a": np.arange(3), "b b": np.ones(3)})
    assert table.tolist() == [[0, 1], [1, 1], [2, 1]]
    with pytest.raises(UsageError, match="columns"):
        feature_table({})
    with pytest.raises(UsageError, match="length"):
        feature_table({"a": np.arange(3), "b": np.ones(2)})
