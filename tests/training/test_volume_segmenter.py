"""The segmenter of volumes: what it learns, what it refuses."""

import numpy as np
import pytest

from medkeras.training import volume_segmenter
from medkeras.training.volume_segmenter import VolumeSegmenter
from medkeras.utils.errors import UsageError


def drawn(count, seed):
    """Bright blocks with a brighter end, each somewhere near the middle."""
    rng = np.random.default_rng(seed)
    labels = np.zeros((count, 10, 14, 10), np.uint8)
    for label in labels:
        x, y, z = rng.integers(2, 5, 3)
        label[x : x + 4, y : y + 4, z : z + 4] = 1
        label[x : x + 4, y + 4 : y + 7, z : z + 4] = 2
    images = 50.0 * labels + rng.normal(0, 5, labels.shape)
    return images, labels


def small(**options):
    settings = dict(shape=(8, 12, 8), filters=(4, 8), steps=120, **options)
    return VolumeSegmenter(3, **settings)


@pytest.fixture(scope="module")
def fitted():
    lines = []
    segmenter = small(learning_rate=1e-2).fit(
        *drawn(12, 0), report=lambda *line: lines.append(line)
    )
    return segmenter, lines


def test_it_learns_what_is_to_be_seen(fitted):
    segmenter, lines = fitted
    images, labels = drawn(6, 1)
    found = segmenter.predict(images)
    assert found.shape == labels.shape and found.dtype == np.uint8
    inside = labels[:, 1:9, 1:13, 1:9]
    assert (found[:, 1:9, 1:13, 1:9] == inside).mean() > 0.93
    assert [done for done, _ in lines] == [16, 32, 48, 64, 80, 96, 112, 120]
    assert lines[-1][1] < 0.7 * lines[0][1]


def test_beyond_the_box_is_background(fitted):
    segmenter, _ = fitted
    found = segmenter.predict(drawn(2, 1)[0])
    outside = np.ones(found.shape, bool)
    outside[:, 1:9, 1:13, 1:9] = False
    assert not found[outside].any()


def test_few_steps_need_no_graph_and_give_its_numbers(monkeypatch):
    images, labels = drawn(4, 1)
    answers = []
    for few in (True, False):
        monkeypatch.setattr(
            volume_segmenter, "takes_few", lambda *_, few=few: few
        )
        segmenter = VolumeSegmenter(3, (8, 12, 8), (2, 4), steps=3)
        segmenter.fit(images, labels)
        assert segmenter.model_.run_eagerly == few
        answers.append(segmenter.probabilities(images))
    np.testing.assert_allclose(*answers, atol=1e-4)


def test_a_mirrored_volume_has_the_mirrored_answer():
    """Where both are shown, nothing depends on the side."""
    images, labels = drawn(2, 2)
    segmenter = VolumeSegmenter(3, (8, 12, 8), (2, 4), steps=2, mirror=True)
    segmenter.fit(images, labels)
    found = segmenter.probabilities(images)
    mirrored = segmenter.probabilities(images[:, ::-1])
    np.testing.assert_allclose(mirrored[:, ::-1], found, atol=1e-5)
    np.testing.assert_allclose(found.sum(axis=-1), 1, atol=1e-5)


def test_brightness_has_no_unit(fitted):
    segmenter, _ = fitted
    images, _ = drawn(2, 2)
    found = segmenter.probabilities(1000 * images + 7)
    np.testing.assert_allclose(
        found, segmenter.probabilities(images), atol=1e-3
    )


def test_each_volume_is_shown_equally_often():
    segmenter = VolumeSegmenter(2, (4, 4, 4), (2,), steps=50, batch_size=3)
    orders = segmenter._orders(7, np.random.default_rng(0))
    counts = np.bincount(np.concatenate(orders), minlength=7)
    assert counts.sum() == 150 and np.ptp(counts) <= 1


def test_what_cannot_be_fitted_is_refused():
    images, labels = drawn(2, 0)
    with pytest.raises(UsageError, match="`fit` must be called"):
        small().predict(images)
    with pytest.raises(UsageError, match="labels"):
        small().fit(images, labels[:1])
    with pytest.raises(UsageError, match="labels"):
        small().fit(images, labels + 1)
    with pytest.raises(UsageError, match="images"):
        small().fit(images[0], labels[0])
    with pytest.raises(UsageError, match="shape"):
        VolumeSegmenter(3, (9, 12, 8), (4, 8), steps=1).fit(images, labels)
    with pytest.raises(UsageError, match="num_classes"):
        VolumeSegmenter(1)
