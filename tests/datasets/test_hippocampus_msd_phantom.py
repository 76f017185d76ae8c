"""Made-up hippocampi: what is known of them is so."""

import numpy as np
import pytest
from medkeras_datasets.hippocampus_msd import phantom


@pytest.fixture(scope="module")
def drawn():
    return phantom.heads(6, seed=5)


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.heads(1, seed=1) for _ in range(2))
    for name, values in first.items():
        assert values.tobytes() == again[name].tobytes()
    other = phantom.heads(1, seed=2)
    assert not np.array_equal(first["image"], other["image"])


def test_the_anterior_part_lies_in_front(drawn):
    for label in drawn["label"]:
        front, behind = (
            np.argwhere(label == part)[:, 1].mean() for part in (1, 2)
        )
        assert front > behind + 10


def test_volumes_are_those_of_people(drawn):
    """About 3,000 mm³ a side, as hand-drawn volumes of adults are."""
    volumes = (drawn["label"] > 0).sum(axis=(1, 2, 3))
    assert 2000 < volumes.min() and volumes.max() < 5000


def test_two_sides_of_a_head_are_alike(drawn):
    volumes = (drawn["label"] > 0).sum(axis=(1, 2, 3)).reshape(-1, 2)
    within = np.abs(np.diff(volumes)).mean()
    between = np.abs(np.diff(volumes[:, 0])).mean()
    assert within < between


def test_brightness_alone_does_not_tell_the_hippocampus(drawn):
    """At least a fourth of the voxels of its brightness are others."""
    image, label = drawn["image"], drawn["label"]
    low, high = np.percentile(image[label > 0], [5, 95])
    alike = (image >= low) & (image <= high)
    assert (label[alike] == 0).mean() > 0.25


@pytest.mark.parametrize("wrong", [0, -1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.heads(wrong, seed=0)
