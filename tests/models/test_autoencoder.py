"""What all autoencoders share."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.models.autoencoder import (
    Autoencoder,
    ContractiveAutoencoder,
    DenoisingAutoencoder,
    SparseAutoencoder,
    StackedAutoencoder,
    VariationalAutoencoder,
    convolutional_autoencoder,
    dense_autoencoder,
    k_sparse_autoencoder,
    l1_sparse_autoencoder,
)
from medkeras.utils.errors import UsageError

MAKERS = {
    "dense": lambda: dense_autoencoder((6,), (5, 3)),
    "convolutional": lambda: convolutional_autoencoder((8, 8, 1), (4, 2)),
    "sparse": lambda: SparseAutoencoder((6,), 8),
    "k-sparse": lambda: k_sparse_autoencoder((6,), 4, active=3),
    "L1": lambda: l1_sparse_autoencoder((6,), 8),
    "contractive": lambda: ContractiveAutoencoder((6,), 4),
    "denoising": lambda: DenoisingAutoencoder(
        dense_autoencoder((6,), (5, 3)), "mask", 0.3
    ),
    "stacked": lambda: StackedAutoencoder((6,), (5, 3)),
    "variational": lambda: VariationalAutoencoder((6,), (5,), code_size=3),
}


def draw(model, rows=12):
    shape = (rows, *model.input_shape[1:])
    generator = np.random.default_rng(0)
    return generator.uniform(0.1, 0.9, shape).astype("float32")


@pytest.mark.parametrize("name", MAKERS)
def test_decoder_after_encoder_is_the_whole(name):
    model = MAKERS[name]()
    x = draw(model)
    codes = model.encoder(x)
    np.testing.assert_allclose(model.decoder(codes), model(x), atol=1e-6)


@pytest.mark.parametrize("name", MAKERS)
def test_fits_without_a_target_and_comes_back_from_a_file(name, tmp_path):
    keras.utils.set_random_seed(0)
    model = MAKERS[name]()
    x = draw(model)
    # Steps in a graph are traced by tests/test_replicas.py, for every model.
    adam = keras.optimizers.Adam(0.01)
    model.compile(adam, metrics=["mae"], run_eagerly=True)
    before = [w.copy() for w in model.get_weights()]
    model.fit(x, epochs=2, batch_size=4, verbose=0)
    moved = [
        not np.array_equal(a, b)
        for a, b in zip(before, model.get_weights(), strict=True)
    ]
    assert all(moved)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    assert type(again) is type(model)
    assert [each.name for each in again.layers] == [
        each.name for each in model.layers
    ]
    np.testing.assert_array_equal(again(x), model(x))
    judged = [m.evaluate(x, verbose=0) for m in (model, again)]
    np.testing.assert_allclose(*judged, rtol=1e-6)
    again.run_eagerly = True
    again.fit(x, epochs=1, verbose=0)


@pytest.mark.parametrize("name", MAKERS)
def test_no_target_and_the_input_as_target_are_the_same(name):
    losses = []
    for with_target in (False, True):
        keras.utils.set_random_seed(0)
        model = MAKERS[name]()
        x = draw(model)
        model.compile(keras.optimizers.SGD(0.1), run_eagerly=True)
        target = x if with_target else None
        history = model.fit(x, target, epochs=2, shuffle=False, verbose=0)
        losses.append(history.history["loss"])
    assert losses[0] == losses[1]


def test_a_metric_without_a_target_is_that_of_the_input():
    """Keras asks so before the first step on several replicas."""
    model = dense_autoencoder((6,), (2,))
    model.compile(metrics=["mae"])
    x = draw(model)
    answer = np.asarray(model(x))
    found = model.compute_metrics(x, None, answer)["mae"]
    assert np.isclose(found, np.abs(answer - x).mean(), rtol=1e-5)


USES = ("fit", "evaluate", "predict")


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("spoil", [np.nan, np.inf])
def test_what_is_not_a_number_is_one_line(spoil, use):
    model = dense_autoencoder((6,), (2,))
    model.compile()
    x = draw(model)
    x[1, 2] = spoil
    for rows in (x, keras.ops.convert_to_tensor(x)):
        with pytest.raises(UsageError, match="1 of 72 values") as error:
            getattr(model, use)(rows, verbose=0)
        assert "\n" not in str(error.value)


@pytest.mark.parametrize("use", USES)
def test_rows_of_another_width_are_one_line(use):
    model = dense_autoencoder((6,), (2,))
    model.compile()
    with pytest.raises(UsageError, match=r"\(rows, 6\). Received: \(3, 5\)"):
        getattr(model, use)(np.zeros((3, 5)), verbose=0)


def test_a_data_set_is_taken_as_it_comes():
    model = dense_autoencoder((6,), (2,))
    model.compile()
    x = draw(model)
    batches = tf.data.Dataset.from_tensor_slices(x).batch(5)
    judged = [model.evaluate(rows, verbose=0) for rows in (batches, x)]
    assert np.isclose(*judged, rtol=1e-5)
    answers = [model.predict(rows, verbose=0) for rows in (batches, x)]
    np.testing.assert_allclose(*answers, atol=1e-6)


@pytest.mark.parametrize("name, width", [("code", 5), ("core", 4)])
def test_no_code_or_another_shape_is_refused(name, width):
    inputs = keras.Input((4,))
    code = keras.layers.Dense(2, name=name)(inputs)
    with pytest.raises(UsageError, match="code"):
        Autoencoder(inputs, keras.layers.Dense(width)(code))
