"""Dense and convolutional autoencoders: shapes, the linear case, and the
three properties that the review names: data-specific, lossy, unsupervised.
"""

import io

import keras
import numpy as np
import pytest
from PIL import Image
from scipy.linalg import subspace_angles
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

from medkeras.models.autoencoder import (
    DenoisingAutoencoder,
    convolutional_autoencoder,
    dense_autoencoder,
)
from medkeras.models.autoencoder.builders import check_sizes, decode, encode
from medkeras.utils.errors import UsageError


@pytest.mark.parametrize("shape", [(9,), (5, 7, 2)])
def test_dense_builds_saves_and_trains(shape, check_model):
    keras.utils.set_random_seed(0)
    check_model(dense_autoencoder, {"units": (8, 3)}, shape, shape)


@pytest.mark.parametrize("code_size", [None, 3])
@pytest.mark.parametrize("shape", [(12, 2), (8, 12, 1), (4, 8, 4, 1)])
def test_convolutional_builds_saves_and_trains(shape, code_size, check_model):
    keras.utils.set_random_seed(1)
    options = {"filters": (6, 4), "code_size": code_size}
    check_model(convolutional_autoencoder, options, shape, shape)


def test_layers_narrow_and_widen_again():
    model = dense_autoencoder((9,), (7, 5, 3), output_activation="sigmoid")
    widths = [layer.output.shape[-1] for layer in model.layers]
    assert widths == [9, 7, 5, 3, 5, 7, 9]
    names = [layer.name for layer in model.layers[1:]]
    assert names == [
        "encode_1", "encode_2", "code", "decode_2", "decode_1",
        "reconstruction",
    ]  # fmt: skip
    assert model.layers[-1].activation.__name__ == "sigmoid"


def test_each_convolution_halves_the_maps():
    model = convolutional_autoencoder((16, 8, 1), (6, 4))
    assert model.encoder.output_shape == (None, 4, 2, 4)
    deep = convolutional_autoencoder((16, 8, 1), (6, 4, 2))
    kernels = [weight.shape for weight in deep.weights if len(weight.shape) > 1]
    widths = [shape[-1] for shape in kernels]
    assert widths == [6, 4, 2, 4, 6, 6, 1]
    dense = convolutional_autoencoder((16, 8, 1), (6, 4), code_size=3)
    assert dense.encoder.output_shape == (None, 3)


def test_a_linear_autoencoder_finds_the_subspace_of_the_pca():
    """Angles below 1e-3, and the loss is the sum of what PCA discards."""
    generator = np.random.default_rng(0)
    spreads = np.array([3.0, 2.0, 1.5, 0.6, 0.4, 0.2])
    turn, _ = np.linalg.qr(generator.normal(size=(6, 6)))
    x = generator.normal(size=(200, 6)) * spreads @ turn
    x -= x.mean(axis=0)
    values, axes = np.linalg.eigh(x.T @ x / len(x))
    keras.utils.set_random_seed(0)
    model = dense_autoencoder((6,), (3,))
    rate = keras.optimizers.schedules.CosineDecay(0.05, 1500)
    model.compile(keras.optimizers.Adam(rate), jit_compile=False,
                  steps_per_execution=100)  # fmt: skip
    repeated = np.tile(x, (1500, 1)).astype("float32")  # 1500 full batches
    model.fit(repeated, batch_size=200, shuffle=False, verbose=0)
    decoder = model.get_layer("reconstruction").kernel.numpy()
    angles = subspace_angles(decoder.T, axes[:, 3:])
    assert angles.max() < 1e-3
    loss = model.evaluate(x.astype("float32"), verbose=0) * 6
    assert np.isclose(loss, values[:3].sum(), rtol=1e-4)


def trained(model, x, steps=600, rate=3e-3, seed=0, batch=64):
    """The model after so many steps; a data set that is repeated."""
    falling = keras.optimizers.schedules.CosineDecay(rate, steps)
    model.compile(
        keras.optimizers.Adam(falling),
        steps_per_execution=50,
        jit_compile=False,
    )
    draw = np.random.default_rng(seed)
    rows = draw.integers(0, len(x), (steps * batch,))
    model.fit(x[rows], batch_size=batch, shuffle=False, verbose=0)
    return model


def spots(count, seed):
    """Pictures of one spot, 16 x 16: two numbers, its place, say it all."""
    places = np.random.default_rng(seed).uniform(4, 12, (count, 2, 1, 1))
    rows, columns = np.mgrid[:16, :16]
    away = (rows - places[:, 0]) ** 2 + (columns - places[:, 1]) ** 2
    return np.exp(-away / 12).astype("float32")[..., None]


def decibels(clean, restored):
    return 10 * np.log10(1 / np.mean((clean - restored) ** 2))


def rounded(codes, reference, bits=8):
    """Codes at 2 ** bits levels between the extremes of the reference."""
    low, high, most = reference.min(axis=0), reference.max(axis=0), 2**bits - 1
    levels = np.clip(np.round((codes - low) / (high - low) * most), 0, most)
    return (low + levels / most * (high - low)).astype("float32")


def of_pca(known, test, size):
    """Test pictures from rounded codes of a principal component analysis."""
    flat, middle = known.reshape(len(known), -1), known.mean(axis=0)
    flat = flat - middle.ravel()
    axes = np.linalg.svd(flat, full_matrices=False)[2][:size]
    codes = (test - middle).reshape(len(test), -1) @ axes.T
    restored = rounded(codes, flat @ axes.T) @ axes
    return restored.reshape(test.shape) + middle


def of_jpeg(test, quality):
    """Bits a picture, and the pictures as JPEG gives them back."""
    sheet = np.round(255 * test[..., 0].reshape(-1, 16)).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(sheet).save(file, "JPEG", quality=quality, optimize=True)
    back = np.asarray(Image.open(file)).reshape(test.shape) / 255
    return 8 * len(file.getvalue()) / len(test), back


def test_lossy_less_is_lost_with_more_bits_and_where_the_data_are_bent():
    """On a curved set a short code beats PCA and JPEG at equal bits."""
    known, test = spots(600, 0), spots(200, 1)
    found = {}
    for size in (1, 2):
        keras.utils.set_random_seed(0)
        model = dense_autoencoder((16, 16, 1), (96, size), "tanh")
        model = trained(model, known, steps=800)
        codes = [np.asarray(model.encoder(x)) for x in (test, known)]
        for bits in (1, 2, 4, 8):
            few = np.asarray(model.decoder(rounded(*codes, bits)))
            found[size, bits] = decibels(test, few)
    curve = [found[2, bits] for bits in (1, 2, 4, 8)]
    assert all(np.diff(curve) > 0.5) and np.isfinite(curve[-1])
    assert found[2, 8] > found[1, 8] + 3
    assert found[2, 8] > decibels(test, of_pca(known, test, 2)) + 3
    bits, back = of_jpeg(test, 1)  # the fewest bits that JPEG can take
    assert bits > 16 and decibels(test, back) < found[2, 8]


def test_data_specific_another_kind_costs_more_error():
    """Digits and spots, each read by the coder of the other."""
    digits = np.kron(load_digits().images / 16, np.ones((2, 2)))[..., None]
    kinds = {"digits": digits.astype("float32"), "spots": spots(1500, 0)}
    error = {}
    for own, known in kinds.items():
        keras.utils.set_random_seed(0)
        model = dense_autoencoder((16, 16, 1), (96, 8))
        model = trained(model, known[:1000], steps=400)
        for other, x in kinds.items():
            test = x[1000:]
            left = np.mean((np.asarray(model(test)) - test) ** 2)
            error[own, other] = left / np.var(test - x[:1000].mean(axis=0))
    for own, other in (("digits", "spots"), ("spots", "digits")):
        assert error[other, own] > 3 * error[own, own]
        assert error[own, own] < 0.5


@pytest.mark.parametrize("supervised", [False, True])
def test_unsupervised_permuted_labels_leave_every_bit_as_it_was(supervised):
    """A classifier, trained by the same function, does differ."""
    x, labels = load_digits(return_X_y=True)
    x = (x[:256] / 16).astype("float32")
    permuted = np.random.default_rng(0).permutation(labels[:256])
    seen = []
    for given in (labels[:256], permuted):
        keras.utils.set_random_seed(0)
        model, target, loss = dense_autoencoder((64,), (16, 4)), x, "mse"
        if supervised:
            classes = keras.layers.Dense(10, "softmax")
            model = keras.Sequential([model.encoder, classes])
            target, loss = given, "sparse_categorical_crossentropy"
        model.compile("adam", loss, jit_compile=False)
        model.fit(x, target, verbose=0)
        seen.append(b"".join(w.tobytes() for w in model.get_weights()))
    assert (seen[0] == seen[1]) is not supervised


def test_on_noisy_digits_a_denoising_code_keeps_its_neighbours():
    """DAE above AE, as is said; PCA is *not* below them here: reported."""
    x, labels = load_digits(return_X_y=True)
    x = (x / 16 - (x / 16).mean(axis=0)).astype("float32")
    noise = 0.4 * np.random.default_rng(0).normal(size=x[900:].shape)
    right = {}
    for name in ("plain", "denoising"):
        keras.utils.set_random_seed(0)
        model = dense_autoencoder((64,), (128, 16))
        if name == "denoising":
            model = DenoisingAutoencoder(model, amount=0.4)
        encoder = trained(model, x[:900], steps=900).encoder
        vote = KNeighborsClassifier(5).fit(encoder(x[:900]), labels[:900])
        noisy = encoder((x[900:] + noise).astype("float32"))
        right[name] = vote.score(noisy, labels[900:])
    assert right["denoising"] > right["plain"] + 0.02 > 0.5


def curved(seed, rows=1500):
    """A bent and folded surface in 40 dimensions, in four classes."""
    places = np.random.default_rng(seed).uniform(-1, 1, (rows, 2))
    draw = np.random.default_rng(99)  # the same surface for every seed
    waves, phases = draw.normal(size=(2, 40)), draw.uniform(0, 2 * np.pi, 40)
    labels = 2 * (places[:, 0] > 0) + (places[:, 1] > 0)
    return np.sin(np.pi * places @ waves + phases).astype("float32"), labels


def votes_on_a_curved_surface(seed, amount=0.2):
    """Right votes of 5 neighbours in codes of noisy points."""
    x, labels = curved(seed)
    x = x - x[:1000].mean(axis=0)
    noise = np.random.default_rng(seed).normal(size=x[1000:].shape)
    noisy = (x[1000:] + amount * noise).astype("float32")
    axes = np.linalg.svd(x[:1000], full_matrices=False)[2][:2]
    codes = {"PCA": lambda rows: rows @ axes.T}
    for name in ("plain", "denoising"):
        keras.utils.set_random_seed(seed)
        model = dense_autoencoder((40,), (64, 32, 2))
        if name == "denoising":
            model = DenoisingAutoencoder(model, amount=amount)
        codes[name] = trained(model, x[:1000], steps=1500).encoder
    return [
        KNeighborsClassifier(5)
        .fit(code(x[:1000]), labels[:1000])
        .score(np.asarray(code(noisy)), labels[1000:])
        for code in codes.values()
    ]


def test_on_a_curved_surface_codes_get_better_from_pca_to_denoising():
    votes = [votes_on_a_curved_surface(seed) for seed in range(3)]
    linear, plain, denoising = np.mean(votes, axis=0)
    assert linear + 0.01 < plain < denoising - 0.01


def test_encode_and_decode_undo_each_others_shapes():
    inputs = keras.Input((2, 3))
    features = encode(inputs, (5, 4), "relu")
    answer = decode(features, (4, 5), "relu", (2, 3), "linear")
    assert features.shape == (None, 4) and answer.shape == (None, 2, 3)
    assert encode(inputs, (), "relu").shape == (None, 6)


def test_a_size_that_cannot_be_halved_so_often_is_named():
    with pytest.raises(UsageError, match="multiples of 4, to be halved 2"):
        convolutional_autoencoder((6, 6, 1), (4, 2))


@pytest.mark.parametrize(
    "call",
    [
        lambda: check_sizes((6,), ()),
        lambda: check_sizes((None,), (2,)),
        lambda: check_sizes(None, (2,)),
        lambda: dense_autoencoder((6,), (0,)),
        lambda: convolutional_autoencoder((33, 37, 1), (4, 2)),
        lambda: convolutional_autoencoder((6, 6, 1), (4, 2)),
    ],
)
def test_bad_input_is_one_line(call):
    with pytest.raises(UsageError, match="Received") as error:
        call()
    assert "\n" not in str(error.value)
