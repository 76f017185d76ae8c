import keras
import numpy as np
import pytest

from medkeras.models.convolutional_dbn import ConvolutionalDBN
from medkeras.utils.errors import UsageError

rng = np.random.default_rng(0)
IMAGES = rng.normal(size=(12, 10, 11, 1))


def network(**options):
    dbn = ConvolutionalDBN((10, 11, 1), (4, 5), (3, 2), (1, 1), **options)
    return dbn


def test_layers_fit_upon_each_other():
    dbn = ConvolutionalDBN((11, 11, 1), (4, 5, 2), (4, 2, 1), (2, 3, 1))
    shapes = [(rbm.image_shape, rbm.map_shape) for rbm in dbn.rbms]
    assert shapes == [
        ((11, 11, 1), (8, 8, 4)),
        ((4, 4, 4), (3, 3, 5)),
        ((1, 1, 5), (1, 1, 2)),
    ]
    assert dbn.feature_shape == (1, 1, 2)
    visible = [rbm.visible for rbm in dbn.rbms]
    assert visible == ["gaussian", "bernoulli", "bernoulli"]


def test_pretraining_is_greedy_and_makes_filters():
    dbn = ConvolutionalDBN((10, 10, 1), (4, 5), (3, 3), (2, 2), seed=1)
    smooth = np.repeat(np.repeat(rng.normal(size=(60, 5, 5, 1)), 2, 1), 2, 2)
    lowest, above = dbn.pretrain(
        smooth, epochs=12, batch_size=10, learning_rate=(0.3, 2.0)
    )
    assert len(lowest) == len(above) == 12
    assert lowest[-1] < 0.8 * lowest[0]
    for rbm in dbn.rbms:  # both began at 0.01
        assert rbm.kernel.numpy().std() > 0.015
    alone = ConvolutionalDBN((10, 10, 1), (4,), (3,), (2,), seed=1)
    alone.pretrain(smooth, epochs=1, batch_size=60, learning_rate=0.3)
    again = ConvolutionalDBN((10, 10, 1), (4, 5), (3, 3), (2, 2), seed=1)
    again.pretrain(smooth, epochs=1, batch_size=60, learning_rate=0.3)
    np.testing.assert_allclose(
        alone.rbms[0].kernel, again.rbms[0].kernel, atol=2e-5
    )


def test_a_second_pretraining_goes_on_with_the_same_graph():
    """As a fresh compilation would: the optimizer begins anew."""
    ends = []
    for fresh in (True, False):
        keras.utils.set_random_seed(0)
        dbn = ConvolutionalDBN((10, 11, 1), (3,), (3,), (1,))
        dbn.pretrain(IMAGES, epochs=1, learning_rate=0.2)
        if fresh:
            dbn.rbms[0].compile("sgd")
        keras.utils.set_random_seed(1)
        dbn.pretrain(IMAGES, epochs=2, learning_rate=0.3)
        ends.append(dbn.rbms[0].get_weights()[0])
    np.testing.assert_allclose(*ends, atol=1e-6)


def test_the_classifier_starts_from_the_filters():
    dbn = network()
    dbn.pretrain(IMAGES, epochs=1)
    classifier = dbn.classifier(2)
    features = keras.Model(classifier.inputs, classifier.layers[-1].input)
    expected = dbn.features(IMAGES).reshape(12, -1)
    found = features.predict(IMAGES.astype("float32"), verbose=0)
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize("num_classes", [1, 3])
def test_the_classifier_can_be_trained_and_saved(num_classes, check_model):
    def build(image_shape):
        dbn = ConvolutionalDBN(image_shape, (3,), (3,), (2,))
        return dbn.classifier(num_classes, dropout=0.2)

    check_model(build, {}, (10, 12, 1), (num_classes,))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((4,), (3, 3), (2, 2)), "as many layers"),
        (((), (), ()), "one layer or more"),
        (((4, 4), (3, 2), (4, 2)), "must divide"),
        (((4, 4), (9, 9), (2, 2)), "at most the side of an image, 1"),
        ((4.5, 3, 2), "`num_filters`"),
    ],
)
def test_layers_that_do_not_fit_are_refused(arguments, message):
    with pytest.raises(UsageError, match=message):
        ConvolutionalDBN((10, 10, 1), *arguments)


def test_a_training_that_diverges_says_so():
    dbn = network()
    with pytest.raises(UsageError, match=r"smaller: .* diverged"):
        dbn.pretrain(IMAGES, epochs=3, learning_rate=1e20)


def test_a_learning_rate_too_many_is_refused():
    with pytest.raises(UsageError, match=r"`learning_rate`.* each of 2"):
        network().pretrain(IMAGES, epochs=1, learning_rate=(0.1, 0.1, 0.1))


@pytest.mark.parametrize("wrong", [-1, 0, "a", (0.1, None)])
def test_a_learning_rate_that_is_none_is_refused(wrong):
    with pytest.raises(UsageError, match="`learning_rate` must be "):
        network().pretrain(IMAGES, epochs=1, learning_rate=wrong)


def test_images_of_another_size_are_refused():
    dbn = network(visible="bernoulli")
    with pytest.raises(UsageError, match="`x`"):
        dbn.pretrain(np.zeros((3, 9, 9, 1)))
    with pytest.raises(UsageError, match="`x`"):
        dbn.features(IMAGES)
