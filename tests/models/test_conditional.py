import keras
import numpy as np
import pytest
from keras import layers
from sklearn.datasets import load_digits
from sklearn.svm import SVC

from medkeras.models.gan import (
    ConditionalGAN,
    dcgan_discriminator,
    dcgan_generator,
)
from medkeras.utils.errors import UsageError


def reader(entries, outputs, final=None, loudness=1.0):
    """A small dense network that reads numbers and a label."""
    numbers, label = keras.Input((entries,)), keras.Input((), dtype="int32")
    loud = keras.initializers.RandomNormal(stddev=loudness)
    meaning = layers.Embedding(10, 16, embeddings_initializer=loud)(label)
    hidden = layers.Concatenate()([numbers, meaning])
    for _ in range(2):
        hidden = layers.Dense(128, activation="leaky_relu")(hidden)
    answer = layers.Dense(outputs, activation=final)(hidden)
    return keras.Model([numbers, label], answer)


def test_an_outside_classifier_recovers_the_condition():
    keras.utils.set_random_seed(0)
    digits = load_digits()
    x, y = (digits.data / 16).astype("float32"), digits.target
    outside = SVC(C=10).fit(x[1::2], y[1::2])
    gan = ConditionalGAN(
        reader(16, 64, "sigmoid"), reader(64, 1, loudness=0.05), num_classes=10
    )
    falling = keras.optimizers.schedules.CosineDecay(2e-3, 14 * 160)
    gan.compile(
        keras.optimizers.Adam(falling, beta_1=0.5), steps_per_execution=14
    )
    gan.fit(x[:1792:2], y[:1792:2], batch_size=64, epochs=160, verbose=0)
    wanted = np.arange(500) % 10
    made = gan.sample(500, labels=wanted)
    assert outside.score(made, wanted) >= 0.95
    shuffled = np.random.default_rng(0).permutation(wanted)
    assert outside.score(made, shuffled) < 0.2


@pytest.fixture
def gan():
    keras.utils.set_random_seed(0)
    model = ConditionalGAN(
        dcgan_generator(4, (8, 8, 1), 4, num_classes=3),
        dcgan_discriminator((8, 8, 1), 4, num_classes=3),
        num_classes=3,
    )
    model.compile("adam", jit_compile=False)
    return model


X, Y = np.ones((6, 8, 8, 1), "float32"), np.arange(6) % 3


def test_a_file_keeps_the_classes(gan, tmp_path):
    gan.fit(X, Y, verbose=0)
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras", safe_mode=True)
    assert again.num_classes == 3
    np.testing.assert_allclose(
        again.sample(6, labels=Y), gan.sample(6, labels=Y), atol=1e-6
    )


def test_both_networks_read_the_label(gan):
    noise = np.zeros((3, 4), "float32")
    made = np.asarray(gan.generator([noise, np.arange(3)]))
    odds = np.asarray(gan([X[:3], np.arange(3)]))
    assert np.ptp(made, axis=0).max() > 1e-4
    assert np.ptp(odds) > 1e-4


def test_every_noise_keeps_its_label(gan):
    labels = np.arange(600) % 3  # more than one piece of 512
    made = gan.sample(600, labels=labels)
    noise = keras.random.normal((600, 4), seed=0)
    whole = gan.generator([noise, keras.ops.array(labels)], training=False)
    np.testing.assert_allclose(made, whole, atol=1e-5)


def test_both_players_learn_about_the_label_of_the_example_alone(gan):
    def meanings():
        return [
            layer.get_weights()[0]
            for player in (gan.generator, gan.discriminator)
            for layer in player.layers
            if isinstance(layer, layers.Embedding)
        ]

    before = meanings()
    gan.fit(X, np.full(6, 1), verbose=0)
    for first, then in zip(before, meanings(), strict=True):
        moved = np.abs(then - first).max(axis=1) > 0
        np.testing.assert_array_equal(moved, [False, True, False])


@pytest.mark.parametrize("number", [0, 2.5, None])
def test_no_classes_are_one_clear_line(gan, number):
    with pytest.raises(UsageError, match="`num_classes` must be"):
        ConditionalGAN(gan.generator, gan.discriminator, number)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (None, "one label a row"),
        (Y + 1, r"0 to 2. Received: \[3\]"),
    ],
)
def test_labels_that_are_missing_or_unknown_are_one_clear_line(
    gan, labels, message
):
    for call in (lambda: gan.fit(X, labels), lambda: gan.sample(6, 0, labels)):
        with pytest.raises(UsageError, match=message) as error:
            call()
        assert "\n" not in str(error.value)
