"""The cell of DeepCare: an LSTM but for what it should react to."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.layers.deepcare import DeepCareCell, DeepCareRNN, pack
from medkeras.utils.errors import UsageError

WIDTH, UNITS = 4, 3


def visits(seed=0, batch=2, count=5):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(batch, count, WIDTH)).astype("float32")
    p = rng.normal(size=(batch, count, WIDTH)).astype("float32")
    method = rng.integers(1, 3, (batch, count))
    days = rng.uniform(0, 400, (batch, count)).astype("float32")
    return x, p, method, days


def cell(time="parametric", seed=0):
    """A cell with every weight away from 0."""
    made = DeepCareCell(UNITS, time)
    made.build((None, 3 * WIDTH + 5))
    rng = np.random.default_rng(seed)
    for weight in made.weights:
        weight.assign(rng.normal(0, 0.4, weight.shape))
    return made


def gates(made, x, p, before, method, days, h, c):
    """i, f, o, g by the equations in NumPy."""

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    W, U, b = made.kernel, made.recurrent_kernel, made.bias
    z = x @ W.numpy() + h @ U.numpy() + b.numpy()
    z_i, z_f, z_g, z_o = np.split(z, 4, axis=-1)
    forget = made.forget_kernel.numpy()
    z_f = z_f + before @ forget[:WIDTH]
    z_o = z_o + p @ made.output_kernel.numpy()
    if made.time == "parametric":
        q = np.stack([days / 60, (days / 180) ** 2, (days / 365) ** 3], axis=-1)
        z_f = z_f + q @ forget[WIDTH:]
    f = sigmoid(z_f)
    if made.time == "decay":
        f = f / np.log(np.e + days[:, None])
    return sigmoid(z_i) / method[:, None], f, sigmoid(z_o), np.tanh(z_g)


@pytest.mark.parametrize("time", ["parametric", "decay", None])
def test_the_equations_in_numpy(time):
    x, p, method, days = visits()
    made = cell(time)
    found = keras.layers.RNN(made, return_sequences=True)(
        pack(x, p, method, days)
    )
    h, c = np.zeros((2, UNITS)), np.zeros((2, UNITS))
    before = np.zeros((2, WIDTH))
    for t in range(5):
        i, f, o, g = gates(
            made, x[:, t], p[:, t], before, method[:, t], days[:, t], h, c
        )
        c = f * c + i * g
        h = o * np.tanh(c)
        before = p[:, t]
        np.testing.assert_allclose(found[:, t], h, atol=1e-6)


def test_with_nothing_added_it_is_kerass_lstm():
    x, p, _, days = visits(1)
    made = cell()
    for weight in (made.forget_kernel, made.output_kernel):
        weight.assign(np.zeros(weight.shape))
    rows = pack(x, p, np.ones((2, 5)), days)
    found = keras.layers.RNN(made, return_sequences=True)(rows)
    lstm = keras.layers.LSTM(UNITS, return_sequences=True)
    lstm.build(x.shape)
    lstm.set_weights([made.kernel, made.recurrent_kernel, made.bias])
    np.testing.assert_allclose(found, lstm(x), atol=1e-6)


def one_step(made, x, p, before, method, days, state):
    """The second of two visits; the first has the interventions before."""
    rows = pack(
        *(
            np.stack([first, second], axis=1).astype("float32")
            for first, second in (
                (x, x), (before, p), (method, method), (days, days),
            )
        )
    )  # fmt: skip
    _, (h, c) = made(rows[:, 1], state)
    return np.array(h), np.array(c)


@pytest.fixture
def step():
    """Arguments of one visit, in the middle of a history."""
    rng = np.random.default_rng(2)
    x, p, before = rng.normal(size=(3, 2, WIDTH))
    state = [tf.constant(rng.normal(size=(2, UNITS)), "float32")] * 2
    return x, p, before, np.ones(2), np.full(2, 30.0), state


def test_the_method_halves_what_comes_in_and_nothing_else(step):
    x, p, before, _, days, state = step
    made = cell()
    c = [
        one_step(made, x, p, before, np.full(2, m), days, state)[1]
        for m in (1.0, 2.0)
    ]
    i, f, _, g = gates(
        made, x, p, before, np.ones(2), days, np.array(state[0]),
        np.array(state[1]),
    )  # fmt: skip
    np.testing.assert_allclose(c[0] - c[1], i * g / 2, atol=1e-6)
    np.testing.assert_allclose(2 * c[1] - c[0], f * state[1], atol=1e-6)


def test_days_change_what_is_forgotten_and_nothing_else(step):
    x, p, before, method, days, state = step
    for time in ("parametric", "decay"):
        made = cell(time)
        nothing = [state[0], tf.zeros((2, UNITS))]
        near, far = (
            one_step(made, x, p, before, method, d, nothing)
            for d in (days, days + 300)
        )
        np.testing.assert_array_equal(near[1], far[1])  # nothing to forget
        near, far = (
            one_step(made, x, p, before, method, d, state)
            for d in (days, days + 300)
        )
        assert not np.allclose(near[1], far[1])
    none = cell(None)
    np.testing.assert_array_equal(
        one_step(none, x, p, before, method, days, state)[0],
        one_step(none, x, p, before, method, days + 300, state)[0],
    )


def test_interventions_of_now_act_on_the_output_and_earlier_ones_on_memory(
    step,
):
    x, p, before, method, days, state = step
    made = cell()
    h, c = one_step(made, x, p, before, method, days, state)
    now = one_step(made, x, p + 1, before, method, days, state)
    np.testing.assert_array_equal(now[1], c)
    assert not np.allclose(now[0], h)
    earlier = one_step(made, x, p, before + 1, method, days, state)
    assert not np.allclose(earlier[1], c)


def test_decay_starts_at_one_and_falls(step):
    """What of a memory is left, with nothing coming in."""
    x, p, before, method, _, state = step
    made, none = cell("decay"), cell(None)
    none.set_weights(made.get_weights())
    many = 1e9 + 0 * method  # a method that halves again and again
    kept = [
        one_step(made, x, p, before, many, np.full(2, days), state)[1]
        for days in (0.0, 1.0, 10.0, 100.0, 1000.0)
    ]
    whole = one_step(none, x, p, before, many, np.full(2, 0.0), state)[1]
    np.testing.assert_allclose(kept[0], whole, rtol=1e-5)
    assert (np.diff(np.abs(kept), axis=0) < 0).all()


def test_every_weight_has_its_slope_by_finite_differences():
    """In float64, for each weight one entry."""
    x, p, method, days = (np.asarray(v, "float64") for v in visits(3, 1, 3))
    made = DeepCareCell(UNITS, dtype="float64")
    layer = keras.layers.RNN(made, dtype="float64")
    rows = tf.cast(pack(x, p, method, days), "float64")
    layer(rows)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(rows) ** 2)
    slopes = tape.gradient(loss, made.trainable_variables)
    for weight, slope in zip(made.trainable_variables, slopes, strict=True):
        start, step = weight.numpy().copy(), 1e-6
        place = np.unravel_index(np.abs(slope).argmax(), slope.shape)
        ends = []
        for sign in (1, -1):
            moved = start.copy()
            moved[place] += sign * step
            weight.assign(moved)
            ends.append(float(tf.reduce_sum(layer(rows) ** 2)))
        weight.assign(start)
        expected = (ends[0] - ends[1]) / (2 * step)
        assert slope.numpy()[place] == pytest.approx(expected, rel=1e-4)


def test_masked_visits_at_the_end_change_no_bit():
    x, p, method, days = visits(4)
    layer = keras.layers.RNN(cell())
    short = layer(pack(x, p, method, days))
    longer = [
        np.concatenate([part, part[:, :2] + 7], axis=1)
        for part in (x, p, method, days)
    ]
    mask = np.arange(7) < 5
    found = layer(pack(*longer), mask=tf.constant(np.stack([mask, mask])))
    np.testing.assert_array_equal(np.array(found), np.array(short))


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="time"):
        DeepCareCell(3, time="weeks")
    with pytest.raises(UsageError, match="units"):
        DeepCareCell(0)
    with pytest.raises(UsageError, match="laid out by `pack`"):
        DeepCareCell(3).build((None, 12))


@pytest.mark.parametrize("time", ["parametric", "decay", None])
def test_all_visits_at_once_give_what_one_by_one_gives(time, tmp_path):
    """States, gradients and masks, and again after saving."""
    x, p, method, days = visits()
    rows, made = pack(x, p, method, days), cell(time)
    there = np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]], bool)
    results = []
    for kind in (keras.layers.RNN, DeepCareRNN):
        layer = kind(made, return_sequences=True)
        with tf.GradientTape() as tape:
            states = layer(rows, mask=tf.constant(there))
            loss = tf.reduce_sum(states**2)
        slopes = tape.gradient(loss, made.trainable_variables)
        results.append([states, *slopes])
    for slow, fast in zip(*results, strict=True):
        np.testing.assert_allclose(slow, fast, atol=1e-5)
    model = keras.Sequential([keras.Input(rows.shape[1:]), layer])
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(again(rows), model(rows))


def test_another_cell_is_refused():
    with pytest.raises(UsageError, match="DeepCareCell"):
        DeepCareRNN(keras.layers.LSTMCell(3))


def test_the_cell_is_its_own_again_after_the_loop():
    rng = np.random.default_rng(0)
    rows = rng.uniform(0.5, 1, (2, 3, 3 * 3 + 5)).astype("float32")
    made = DeepCareCell(3)
    slow = keras.layers.RNN(made)(rows)
    np.testing.assert_allclose(slow, DeepCareRNN(made)(rows), atol=1e-6)
    assert made.whole is None
    np.testing.assert_array_equal(slow, keras.layers.RNN(made)(rows))
