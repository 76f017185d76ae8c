"""Inception v3: the published count, Keras' outputs, weights from a file."""

import keras
import numpy as np
import pytest

from medkeras.models.cnn import inception_v3
from medkeras.models.cnn.keras_weights import take_over
from medkeras.utils.errors import UsageError

SMALL = {"num_classes": 3, "width": 1 / 32, "blocks": (1, 1, 1)}
PUBLISHED = 23_851_784


@pytest.fixture(scope="module")
def both():
    """Ours and Keras' network, in the smallest size, with equal weights."""
    keras.utils.set_random_seed(0)
    theirs = keras.applications.InceptionV3(
        weights=None, include_top=False, input_shape=(75, 75, 3), pooling="avg"
    )
    ours = inception_v3((75, 75, 3), 5)
    take_over(ours, theirs, with_top=False)
    return ours, theirs


def test_builds_saves_and_trains(check_model):
    keras.utils.set_random_seed(0)
    check_model(inception_v3, SMALL, (77, 91, 1), (3,))


def test_it_has_the_published_parameters_for_a_thousand_classes(both):
    """The last layer of 1000 classes in place of ours of 5."""
    ours, theirs = both
    trunk = ours.count_params() - (2048 * 5 + 5)
    assert trunk == theirs.count_params()
    assert trunk + 2048 * 1000 + 1000 == PUBLISHED


def test_it_computes_what_keras_network_computes(both):
    ours, theirs = both
    rng = np.random.default_rng(0)
    images = rng.uniform(-1, 1, (2, 75, 75, 3)).astype("float32")
    features = keras.Model(ours.input, ours.layers[-1].input)
    np.testing.assert_allclose(
        features(images), theirs(images), rtol=1e-4, atol=1e-5
    )


def test_at_299_pixels_the_grids_are_those_of_the_paper():
    model = inception_v3(width=1 / 32, num_classes=2)
    assert model.input_shape == (None, 299, 299, 3)
    grids = {layer.output.shape[1] for layer in model.layers[1:-2]}
    assert {149, 147, 73, 71, 35, 17, 8} == grids - {None} - {2048 // 32}


@pytest.mark.parametrize(
    ("shape", "options", "message"),
    [
        ((74, 99, 3), {}, "at least 75"),
        ((99, 3), {}, "height, width"),
        ((75, 75, 75, 3), {}, "height, width"),
        ((75, 75, 3), {"width": 0}, "width"),
        ((75, 75, 3), {"width": 0.5, "weights": "x.h5"}, "expected width=1"),
        ((75, 75, 3), {"blocks": (1, 1, 1), "weights": "x.h5"}, "all blocks"),
        ((75, 75, 1), {"weights": "imagenet"}, "3 channels"),
        ((75, 75, 3), {"blocks": (4, 4, 2)}, "blocks"),
        ((75, 75, 3), {"blocks": (3, 4)}, "blocks"),
    ],
)
def test_what_does_not_fit_is_refused(shape, options, message):
    options = {"width": 1 / 32} | options
    if options.get("weights") == "imagenet":
        options["width"] = 1
    with pytest.raises(UsageError, match=message):
        inception_v3(shape, 2, **options)
