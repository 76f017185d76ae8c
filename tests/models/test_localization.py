"""Where the ventricle is: a bright disc in a dark chest."""

import numpy as np
import pytest

from medkeras.imaging.contours import polygon_to_mask
from medkeras.models.cardiac import Localization, localization, localizer
from medkeras.utils.errors import UsageError

TURN = np.linspace(0, 2 * np.pi, 40, endpoint=False)


def discs(count, rng):
    centres = rng.uniform(50, 78, (count, 2))
    contours = [
        centre + 9 * np.stack([np.sin(TURN), np.cos(TURN)], axis=1)
        for centre in centres
    ]
    images = [polygon_to_mask(one, (128, 128), 2) for one in contours]
    return np.stack(images), contours, centres


def test_a_small_unet_finds_discs_it_has_not_seen():
    """Within a pixel and a bit of its 32; the discs are 47 mm wide."""
    rng = np.random.default_rng(0)
    images, contours, _ = discs(12, rng)
    place = Localization(copies=12, epochs=6).fit(images, contours, (2.6, 2.6))
    unseen, _, centres = discs(1, rng)
    found = place.centres(np.repeat(unseen, 3, axis=0), (2.6, 2.6))
    assert found.shape == (3, 2)
    assert np.linalg.norm((found - centres) * 2.6, axis=1).max() < 13


def test_the_published_network_learns_squares():
    images, contours, _ = discs(4, np.random.default_rng(0))
    options = {"num_filters": 2, "copies": 1, "epochs": 1}
    place = Localization("published", **options)
    place.fit(images, contours, (2.6, 2.6))
    assert place.model_.output_shape == (None, 32, 32)
    assert place.centres(images[:1], (2.6, 2.6)).shape == (1, 2)


def test_filters_that_are_learnt_already_are_not_learnt_again(monkeypatch):
    images, contours, _ = discs(4, np.random.default_rng(0))
    start = localizer(num_filters=3)
    before = [weights.copy() for weights in start.get_weights()]
    options = {"num_filters": 2, "copies": 1, "epochs": 1, "start": start}
    monkeypatch.delattr(localization, "pretrain_filters")
    place = Localization("published", **options)
    place.fit(images, contours, (2.6, 2.6))
    found = place.model_.get_layer("filters").get_weights()[0]
    assert found.shape[-1] == place.num_filters == 3
    np.testing.assert_allclose(found, before[0], atol=0.01)  # hardly moved
    for old, new in zip(before, start.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize(
    ("network", "start"),
    [
        ("unet", localizer(num_filters=2)),
        ("published", localizer((32, 32, 1), 2)),
        ("published", localizer(num_filters=2, mask_size=16)),
        ("published", "filters"),
    ],
)
def test_a_start_is_a_localizer_of_its_sizes(network, start):
    with pytest.raises(UsageError, match="`start` must be a `localizer"):
        Localization(network, start=start)


def test_other_networks_and_sizes_are_refused():
    with pytest.raises(UsageError, match="'unet' or 'published'"):
        Localization("motion")
    with pytest.raises(UsageError, match="`epochs`"):
        Localization(epochs=0)
    with pytest.raises(UsageError, match="`fit` must come first"):
        Localization().centres(np.zeros((1, 9, 9)), (1, 1))
