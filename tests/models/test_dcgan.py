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


def test_conditions_are_read_by_both():
    generator = dcgan_generator(3, (8, 8, 1), 4, num_classes=5)
    discriminator = dcgan_discriminator((8, 8, 1), 4, num_classes=5)
    assert [i.name for i in generator.inputs] == ["noise", "labels"]
    assert [i.name for i in discriminator.inputs] == ["image", "labels"]


def test_only_the_generator_normalises_by_batches():
    both = dcgan_generator(3, (8, 8, 1)), dcgan_discriminator((8, 8, 1))
    kinds = [{type(layer).__name__ for layer in m.layers} for m in both]
    assert "BatchNormalization" in kinds[0]
    assert "BatchNormalization" not in kinds[1]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: dcgan_generator(3, (27, 28, 1)),
        lambda: dcgan_generator(0, (28, 28, 1)),
        lambda: dcgan_discriminator((28, 28)),
        lambda: dcgan_discriminator((28, 28, 1), num_filters=0),
    ],
)
def test_impossible_sizes_are_one_clear_line(wrong):
    with pytest.raises(UsageError, match="`image_shape` must be") as error:
        wrong()
    assert "\n" not in str(error.value)
