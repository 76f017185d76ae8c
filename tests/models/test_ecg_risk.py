"""Networks of ECG risk: masks, order, shapes, published layers."""

import keras
import numpy as np
import pytest

from medkeras.models.ecg_risk import attention_of, ecg_risk_network, lstm_fcn
from medkeras.utils.errors import UsageError

SMALL = dict(filters=(3, 4), kernel_size=5, units=5)


def day(days=4, windows=6, samples=37, leads=2, hrv=0, seed=0):
    rng = np.random.default_rng(seed)
    there = np.ones((days, windows), "float32")
    there[0, 4:] = there[1, 2] = 0
    given = {
        "windows": rng.normal(size=(days, windows, samples, leads)),
        "there": there,
    }
    if hrv:
        given["hrv"] = rng.normal(size=(days, hrv))
    return {name: values.astype("float32") for name, values in given.items()}


def built(windows=6, **options):
    keras.utils.set_random_seed(0)
    return ecg_risk_network(windows, (37, 2), **(SMALL | options))


FORMS = [
    {},
    {"pooling": "mean"},
    {"lstm": False},
    {"lstm": False, "pooling": "mean", "hrv_features": 3},
]


@pytest.mark.parametrize("form", FORMS)
def test_a_window_that_is_not_there_changes_no_bit(form):
    model, given = built(**form), day(hrv=form.get("hrv_features", 0))
    right = np.array(model(given))
    for value in (5.0, np.nan, np.inf):
        given["windows"][given["there"] == 0] = value
        np.testing.assert_array_equal(np.array(model(given)), right)
    given["windows"][:, 0] += 1.0
    assert (np.array(model(given)) != right).all()


@pytest.mark.parametrize("form", FORMS)
def test_windows_of_padding_change_nothing(form):
    short, long = built(**form), built(9, **form)
    long.set_weights(short.get_weights())
    given = day(hrv=form.get("hrv_features", 0))
    padded = dict(given)
    padded["windows"] = np.pad(
        given["windows"], ((0, 0), (0, 3), (0, 0), (0, 0))
    )
    padded["there"] = np.pad(given["there"], ((0, 0), (0, 3)))
    np.testing.assert_allclose(short(given), long(padded), atol=1e-6)


def test_a_mean_without_memory_knows_no_order_and_an_lstm_does():
    given, order = day(), [3, 5, 0, 2, 4, 1]
    shuffled = {name: values[:, order] for name, values in given.items()}
    plain = built(lstm=False, pooling="mean")
    np.testing.assert_allclose(plain(given), plain(shuffled), atol=1e-6)
    memory = built(pooling="mean")
    moved = np.abs(np.array(memory(given)) - np.array(memory(shuffled)))
    assert moved.max() > 1e-5


def test_masked_windows_change_no_weight_in_training():
    first, second = built(dropout=0.0), built(dropout=0.0)
    given, labels = day(), np.array([[0], [1], [0], [1]], "float32")
    other = {name: values.copy() for name, values in given.items()}
    other["windows"][given["there"] == 0] = 77.0
    for model, x in ((first, given), (second, other)):
        model.compile("sgd", "binary_crossentropy", jit_compile=False)
        model.train_on_batch(x, labels)
    for one, two in zip(first.weights, second.weights, strict=True):
        np.testing.assert_array_equal(one.numpy(), two.numpy())


def test_the_second_branch_reads_variability():
    model, given = built(hrv_features=3), day(hrv=3)
    before = np.array(model(given))
    given["hrv"][0] += 2.0
    after = np.array(model(given))
    assert after[0] != before[0] and (after[1:] == before[1:]).all()


def test_a_day_without_windows_has_no_answer():
    model, given = built(), day()
    given["there"][2] = 0
    found = np.array(model(given))[:, 0]
    assert np.isnan(found[2]) and np.isfinite(found[[0, 1, 3]]).all()


def test_attention_weighs_what_is_there():
    model, given = built(), day()
    weights = attention_of(model, given)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-6)
    assert (weights[given["there"] == 0] == 0).all()
    plain = attention_of(built(pooling="mean"), given)
    np.testing.assert_allclose(plain[1], [0.2, 0.2, 0, 0.2, 0.2, 0.2])
    with pytest.raises(UsageError, match="ecg_risk_network"):
        attention_of(keras.Sequential([keras.Input((3,))]), given)


def test_a_saved_network_answers_as_before(tmp_path):
    model, given = built(hrv_features=2), day(hrv=2)
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(model(given), again(given), atol=1e-6)


def test_a_mark_in_some_windows_is_learnt():
    rng = np.random.default_rng(0)
    given = day(60, 4, 37, 1)
    given["there"][:] = 1
    labels = rng.permutation(np.arange(60) % 2)
    given["windows"] *= 0.3
    given["windows"][labels == 1, 1:3, 10:20] += 1.0
    keras.utils.set_random_seed(0)
    model = ecg_risk_network(4, (37, 1), **SMALL)
    model.compile(
        keras.optimizers.Adam(0.02), "binary_crossentropy", jit_compile=False
    )
    rows = np.tile(np.arange(60), 12)
    many = {name: values[rows] for name, values in given.items()}
    model.fit(many, labels[rows, None], batch_size=20, verbose=0)
    assert ((np.array(model(given))[:, 0] > 0.5) == labels).mean() > 0.9


def test_lstm_fcn_has_the_published_layers(check_model):
    model = lstm_fcn((33, 2), 3)
    convolutions = [
        (layer.filters, layer.kernel_size[0])
        for layer in model.layers
        if isinstance(layer, keras.layers.Conv1D)
    ]
    assert convolutions == [(128, 8), (256, 5), (128, 3)]
    # Turned over: the LSTM reads each channel's 33 steps as one.
    lstm = next(x for x in model.layers if isinstance(x, keras.layers.LSTM))
    assert lstm.cell.kernel.shape == (33, 4 * 8)
    dropout = [x for x in model.layers if isinstance(x, keras.layers.Dropout)]
    assert [layer.rate for layer in dropout] == [0.8]
    small = dict(filters=(4, 5), kernel_sizes=(8, 3), units=2, dropout=0.0)
    check_model(lstm_fcn, small, (37, 2), (1,))
    check_model(lstm_fcn, {"num_classes": 4, **small}, (33, 3), (4,))


def test_one_channel_is_one_step_so_no_memory_is_learnt():
    model = lstm_fcn((33, 1), units=3, filters=(4,), kernel_sizes=(5,))
    lstm = next(x for x in model.layers if isinstance(x, keras.layers.LSTM))
    before = lstm.cell.recurrent_kernel.numpy()
    model.compile("adam", "binary_crossentropy", jit_compile=False)
    x = np.random.default_rng(0).normal(size=(6, 33, 1))
    model.train_on_batch(x, np.tile([[0.0], [1.0]], (3, 1)))
    np.testing.assert_array_equal(lstm.cell.recurrent_kernel.numpy(), before)


def test_the_convolutions_of_lstm_fcn_see_no_order_of_far_parts():
    """Its mean over time: the same bump early or late is the same."""
    model = lstm_fcn((60, 1), units=2, filters=(3,), kernel_sizes=(5,))
    pooled = next(
        layer
        for layer in model.layers
        if isinstance(layer, keras.layers.GlobalAveragePooling1D)
    )
    branch = keras.Model(model.input, pooled.output)
    early, late = np.zeros((2, 1, 60, 1), "float32")
    early[0, 10:14], late[0, 40:44] = 1.0, 1.0
    np.testing.assert_allclose(branch(early), branch(late), atol=1e-6)


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: ecg_risk_network(0, (37, 2)), "num_windows"),
        (lambda: ecg_risk_network(4, (37,)), "window_shape"),
        (lambda: ecg_risk_network(4, (37.0, 2)), "window_shape"),
        (lambda: ecg_risk_network(4, (15, 1)), "16 samples or more"),
        (lambda: ecg_risk_network(4, (37, 1), hrv_features=-1), "hrv_features"),
        (lambda: ecg_risk_network(4, (37, 1), filters=()), "filters"),
        (lambda: ecg_risk_network(4, (37, 1), pooling="max"), "kind"),
        (lambda: ecg_risk_network(4, (37, 1), dropout=1.5), "dropout"),
        (lambda: ecg_risk_network(4, (37, 1), units=0), "units"),
        (lambda: lstm_fcn((20,)), "input_shape"),
        (lambda: lstm_fcn((20, 1), filters=(4,)), "kernel_sizes"),
        (lambda: lstm_fcn((20, 1), 0), "num_classes"),
    ],
)
def test_what_cannot_be_built_is_refused(make, match):
    with pytest.raises(UsageError, match=match):
        make()
