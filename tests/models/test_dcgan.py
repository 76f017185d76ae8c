import subprocess

import keras
import numpy as np
import pytest

from medkeras.models.gan import dcgan_discriminator, dcgan_generator
from medkeras.utils.errors import UsageError


def test_a_discriminator_passes_the_boring_checks(check_model):
    check_model(dcgan_discriminator, {"num_filters": 4}, (12, 20, 2), (1,))


def test_a_generator_passes_the_boring_checks(check_model):
    def from_noise(input_shape, **kwargs):
        return dcgan_generator(input_shape[0], (12, 20, 2), **kwargs)

    check_model(from_noise, {"num_filters": 4}, (5,), (12, 20, 2))


def test_images_lie_between_zero_and_one():
    noise = 30 * np.random.default_rng(0).normal(size=(4, 3))
    made = np.asarray(dcgan_generator(3, (8, 8, 1), 4)(noise))
    assert made.min() >= 0 and made.max() <= 1


def test_the_discriminator_leaks_a_fifth_of_what_is_negative():
    model = dcgan_discriminator((4, 4, 1), 1)
    for layer in model.layers:
        for weight in layer.weights:
            weight.assign(np.zeros(weight.shape))
    first, second = (
        layer
        for layer in model.layers
        if isinstance(layer, keras.layers.Conv2D)
    )
    first.kernel.assign(np.full((4, 4, 1, 1), 1 / 16))  # the mean of a patch
    first.bias.assign([-1.0])
    second.kernel.assign(np.full((4, 4, 1, 2), [1.0, -1.0]))
    model.layers[-1].kernel.assign([[1.0], [10.0]])
    # a patch of the border holds 9 of its 16 pixels, all maps are seen at once
    inner = 4 * (9 / 16 * 8 - 1)
    expected = inner - 10 * 0.2 * inner
    image = np.full((1, 4, 4, 1), 8.0, "float32")
    np.testing.assert_allclose(model(image), [[expected]], rtol=1e-5)
    below = 4 * 0.2 * -1  # black: each place of the first map is -1
    expected = 0.2 * below - 10 * below
    np.testing.assert_allclose(model(0 * image), [[expected]], rtol=1e-5)


def test_training_prints_no_error_of_tensorflow(warm_python):
    # It says so once a process, so this takes one of its own.
    code = """
import numpy as np
from medkeras.models.gan import GAN, dcgan_discriminator, dcgan_generator
shape = (8, 8, 1)
gan = GAN(dcgan_generator(4, shape, 4), dcgan_discriminator(shape, 4))
gan.compile("sgd", jit_compile=False)
gan.fit(np.ones((32, *shape), "float32"), verbose=0)
"""
    ran = subprocess.run(
        [warm_python, "-c", code], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert "remapper failed" not in ran.stderr


def test_conditions_are_read_by_both():
    generator = dcgan_generator(3, (8, 8, 1), 4, num_classes=5)
    discriminator = dcgan_discriminator((8, 8, 1), 4, num_classes=5)
    assert [i.name for i in generator.inputs] == ["noise", "labels"]
    assert [i.name for i in discriminator.inputs] == ["image", "labels"]


def test_only_the_generator_normalises_by_batches():
    both = dcgan_generator(3, (8, 8, 1)), dcgan_discriminator((8, 8, 1))
    kinds = [{type(layer).__name__ for layer in m.layers} for m in both]
    assert "BatchNormalization" in kinds[0]
    assert all(getattr(x, "synchronized", True) for x in both[0].layers)
    assert "BatchNormalization" not in kinds[1]


@pytest.mark.parametrize(
    "wrong, name",
    [
        (lambda: dcgan_generator(3, (27, 28, 1)), "image_shape"),
        (lambda: dcgan_generator(3, (28, 26, 1)), "image_shape"),
        (lambda: dcgan_generator(0, (28, 28, 1)), "latent_size"),
        (lambda: dcgan_discriminator((28, 28)), "image_shape"),
        (
            lambda: dcgan_discriminator((28, 28, 1), num_filters=0),
            "num_filters",
        ),
    ],
)
def test_impossible_sizes_are_one_clear_line(wrong, name):
    with pytest.raises(UsageError, match=f"`{name}` must be") as error:
        wrong()
    assert "\n" not in str(error.value)
