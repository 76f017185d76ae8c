"""The detector: maps there and back, and discs found after seconds."""

import keras
import numpy as np
import pytest

from medkeras.losses.center_point import CenterPointLoss
from medkeras.models.cnn import center_point_detector, decode, draw_targets
from medkeras.utils.errors import UsageError

SIDES = (48, 44)


def discs(images, seed):
    """Noisy images of two discs each, and where they lie."""
    draw = np.random.default_rng(seed)
    pictures = draw.normal(0, 0.1, (images, *SIDES, 1)).astype("f4")
    rows, columns = np.indices(SIDES)
    found = []
    for picture in pictures:
        left = (*draw.uniform(8, 40, 1), draw.uniform(8, 14))
        right = (*draw.uniform(8, 40, 1), draw.uniform(30, 36))
        both = np.array([(*c, draw.uniform(6, 14)) for c in (left, right)])
        for row, column, size in both:
            apart = np.hypot(rows - row, columns - column)
            picture[apart < size / 2] += 1
        found.append(both)
    return pictures, found


def hits(answers, truth):
    """Discs with an answer within two pixels of the centre."""
    count = 0
    for answer, objects in zip(answers, truth, strict=True):
        for row, column, size in objects:
            near = np.hypot(answer[:, 0] - row, answer[:, 1] - column) < 2
            right = np.abs(answer[:, 2] - size) < 3
            count += bool(np.any(near & right))
    return count


def train(model, x, targets, passes):
    """All passes as one, for each is begun in the time of many a step."""
    model.compile(
        keras.optimizers.Adam(0.01), CenterPointLoss(), steps_per_execution=30
    )
    rows = np.tile(np.arange(len(x)), passes)
    model.fit(x[rows], targets[rows], 16, verbose=0)


def test_finds_drawn_discs_after_a_few_seconds_of_training():
    keras.utils.set_random_seed(0)
    model = center_point_detector((*SIDES, 1), num_filters=8)
    x, objects = discs(96, seed=0)
    fresh, truth = discs(16, seed=1)
    assert hits(decode(model(fresh, training=False)), truth) < 8
    train(model, x, draw_targets(objects, SIDES), 30)
    answers = decode(model(fresh, training=False))
    assert hits(answers, truth) >= 28  # of 32
    assert sum(len(answer) for answer in answers) <= 36


def blobs(examples, sides, seed):
    """Noisy signals or volumes with one bright ball each, and where it is."""
    draw = np.random.default_rng(seed)
    pictures = draw.normal(0, 0.1, (examples, *sides, 1)).astype("f4")
    steps = np.stack(np.indices(sides), axis=-1)
    objects = []
    for picture in pictures:
        centre = draw.uniform(4, np.array(sides) - 4)
        size = draw.uniform(4, 8)
        picture[np.linalg.norm(steps - centre, axis=-1) < size / 2] += 1
        objects.append(np.array([[*centre, size]]))
    return pictures, objects


@pytest.mark.parametrize(
    "sides, passes", [((90,), 60), ((14, 15, 13), 35)], ids=["1-D", "3-D"]
)
def test_finds_a_ball_in_signals_and_volumes(sides, passes):
    keras.utils.set_random_seed(0)
    model = center_point_detector((*sides, 1), num_filters=8)
    x, objects = blobs(96, sides, seed=0)
    fresh, truth = blobs(16, sides, seed=1)
    train(model, x, draw_targets(objects, sides), passes)
    close = 0
    for found, ((*centre, size),) in zip(
        decode(model(fresh, training=False)), truth, strict=True
    ):
        assert len(found) <= 2
        if len(found):
            surest = found[0, : len(sides)]
            off = np.linalg.norm(surest - centre)
            close += off < 2 and abs(found[0, len(sides)] - size) < 3
    assert close >= 13  # of 16


@pytest.mark.parametrize("shape", [(37, 2), (33, 37, 1), (9, 13, 15, 1)])
@pytest.mark.parametrize("classes", [1, 2])
def test_builds_saves_and_trains_on_odd_sizes(shape, classes, check_model):
    keras.utils.set_random_seed(0)
    options = {"num_classes": classes, "num_filters": 4}
    *places, _ = shape
    cells = [-(-side // 4) for side in places]  # four places a cell
    answer = (*cells, classes + 1 + len(cells))
    check_model(center_point_detector, options, shape, answer)


def test_empty_cells_begin_at_one_in_ten():
    keras.utils.set_random_seed(0)
    model = center_point_detector((33, 37, 1), num_filters=4)
    heat = np.asarray(model(np.zeros((1, 33, 37, 1))))[..., 0]
    np.testing.assert_allclose(heat, 0.1, atol=1e-6)


def test_targets_hold_centre_size_offset_and_a_gaussian():
    (target,) = draw_targets([np.array([[9.0, 22.0, 24.0]])], SIDES)
    assert target.shape == (12, 11, 4)
    np.testing.assert_allclose(target[2, 5], [1, 24, 0.25, 0.5])
    # 24 pixels are six cells: the Gaussian is one cell wide.
    assert target[2, 6, 0] == pytest.approx(np.exp(-0.5), rel=1e-6)
    assert target[4, 5, 0] == pytest.approx(np.exp(-2), rel=1e-6)
    assert np.count_nonzero(target[..., 1:].any(axis=-1)) == 1


@pytest.mark.parametrize("sides", [(48,), (48, 44, 40)], ids=["1-D", "3-D"])
@pytest.mark.parametrize("classes", [1, 2])
def test_signals_and_volumes_come_back_as_well(sides, classes):
    axes = len(sides)
    objects = np.array([[5.3, 7.9, 6.1, 6], [40, 9.75, 30.5, 8]])
    objects = np.hstack([objects[:, :axes], objects[:, 3:]])
    kinds = np.array([[1.0], [0.0]])
    given = objects if classes == 1 else np.hstack([objects, kinds])
    targets = draw_targets([given], sides, classes)
    assert targets.shape[1:-1] == tuple(side // 4 for side in sides)
    (found,) = decode(targets, classes)
    found = found[np.argsort(found[:, 0])]
    np.testing.assert_allclose(found[:, : axes + 1], objects, atol=1e-5)
    np.testing.assert_array_equal(found[:, axes + 1], 1)
    if classes > 1:
        np.testing.assert_array_equal(found[:, axes + 2 :], kinds)


@pytest.mark.parametrize("classes", [1, 3])
def test_decoding_the_targets_gives_the_objects_back(classes):
    draw = np.random.default_rng(0)
    objects = np.array([[5.3, 7.9, 6], [20.25, 30, 11.5], [40, 9.75, 8]])
    kinds = draw.integers(0, classes, (3, 1)).astype(float)
    given = objects if classes == 1 else np.hstack([objects, kinds])
    targets = draw_targets([given, given[:0]], SIDES, classes)
    some, none = decode(targets, classes)
    assert none.shape == (0, 4 if classes == 1 else 5)
    order = np.argsort(some[:, 0])
    np.testing.assert_allclose(some[order, :3], objects, atol=1e-5)
    np.testing.assert_array_equal(some[:, 3], 1)
    if classes > 1:
        np.testing.assert_array_equal(some[order, 4:], kinds)


def test_only_hot_peaks_are_objects_and_the_surest_comes_first():
    maps = np.zeros((1, 8, 8, 4))
    maps[0, 1, 1, 0], maps[0, 1, 2, 0] = 0.6, 0.5  # neighbours: one object
    maps[0, 5, 5, 0], maps[0, 7, 0, 0] = 0.9, 0.29
    (found,) = decode(maps, threshold=0.3)
    np.testing.assert_array_equal(found[:, 3], [0.9, 0.6])
    np.testing.assert_array_equal(found[:, :2], [[20, 20], [4, 4]])


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="height, width"):
        center_point_detector((33,))
    with pytest.raises(UsageError, match="num_classes"):
        center_point_detector((33, 37, 1), num_classes=0)
    with pytest.raises(UsageError, match="at least 4"):
        center_point_detector((3, 37, 1))
    with pytest.raises(UsageError, match="objects, 4"):
        draw_targets([np.ones((1, 3))], SIDES, num_classes=2)
    with pytest.raises(UsageError, match="inside"):
        draw_targets([np.array([[48.0, 3, 5]])], SIDES)
    with pytest.raises(UsageError, match="objects, 2"):
        draw_targets([np.ones((1, 3))], (48,))
    with pytest.raises(UsageError, match="maps"):
        decode(np.zeros((1, 8, 8, 5)))


def one(**changed):
    """An object of row, column, size and class, with some of it changed."""
    names = ("row", "column", "size", "kind")
    there = dict(zip(names, (9.0, 6.0, 8.0, 1.0), strict=True)) | changed
    return np.array([list(there.values())])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"kind": 2}, r"classes from 0 to 1. Received: \[9.0, 6.0, 8.0, 2.0\]"),
        ({"kind": -1}, "classes from 0 to 1"),
        ({"kind": 0.7}, "classes from 0 to 1"),
        ({"size": -3}, "sizes above 0"),
        ({"size": 0}, "sizes above 0"),
        ({"size": np.nan}, "finite"),
        ({"row": np.inf}, "finite"),
        ({"column": -0.5}, "centres inside"),
        ({"kind": "film"}, "real numbers"),
    ],
)
def test_an_object_that_cannot_be_drawn_is_one_line(changed, message):
    with pytest.raises(UsageError, match=message) as error:
        draw_targets([one(), one(**changed)], (16, 16), 2)
    assert "\n" not in str(error.value)


def test_every_class_has_a_heat_of_its_own():
    for kind in (0, 1):
        heat = draw_targets([one(kind=kind)], (16, 16), 2)[0, ..., :2]
        assert heat.max(axis=(0, 1)).tolist() == [1 - kind, kind]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"maps": np.full((1, 8, 8, 4), np.nan)}, "`maps` must be finite"),
        ({"threshold": 30}, "`threshold` must be a finite number from 0 to 1"),
        ({"threshold": np.nan}, "`threshold`"),
        ({"num_classes": 0}, "`num_classes`"),
    ],
)
def test_heat_that_cannot_be_compared_is_one_line(changed, message):
    with pytest.raises(UsageError, match=message):
        decode(**{"maps": np.zeros((1, 8, 8, 4))} | changed)
