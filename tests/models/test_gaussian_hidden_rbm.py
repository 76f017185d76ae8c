import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.special import expit

from medkeras.by_hand import rbm as by_hand
from medkeras.layers.replicas import row_normal
from medkeras.models.dbn import GaussianHiddenRBM
from medkeras.models.dbn.gaussian_hidden_rbm import contrastive_divergence_loss
from medkeras.models.rbm import RBM
from medkeras.utils.errors import UsageError


def machine(below=3, above=2, seed=0):
    made, draw = GaussianHiddenRBM(below, above), np.random.default_rng(seed)
    for weight in made.trainable_weights:
        weight.assign(draw.normal(size=weight.shape))
    return made


def test_the_free_energy_is_the_energy_summed_over_all_codes():
    """The integral of exp(-E) over h, on a fine grid."""
    made = machine()
    kernel, a, b = (keras.ops.convert_to_numpy(w) for w in made.weights[:3])
    axis = np.linspace(-12, 12, 601)
    h = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    rows = np.array([[0, 1, 1], [1, 0, 0], [0, 0, 0]], dtype="float32")
    logs = []
    for v in rows:
        minus = v @ a + h @ b + h @ (v @ kernel) - (h**2).sum(axis=1) / 2
        logs.append(np.log(np.exp(minus).sum() * (axis[1] - axis[0]) ** 2))
    expected = -np.array(logs) + np.log(2 * np.pi)
    # F leaves out what is the same for every row, here |b|² / 2 is kept.
    np.testing.assert_allclose(made.free_energy(rows), expected, atol=1e-4)


def test_there_and_back_by_the_definition():
    made = machine()
    kernel, a, b = (keras.ops.convert_to_numpy(w) for w in made.weights[:3])
    v = np.array([[0.2, 0.9, 0.5]], "float32")
    mean = v @ kernel + b
    np.testing.assert_allclose(made.hidden_probabilities(v), mean, atol=1e-6)
    back = made.visible_probabilities(mean)
    np.testing.assert_allclose(back, expit(mean @ kernel.T + a), atol=1e-6)


def test_samples_have_the_frequencies_of_the_free_energy():
    made = machine(seed=3)
    made.kernel.assign(1.5 * made.kernel)
    rows = np.array([[i >> 2 & 1, i >> 1 & 1, i & 1] for i in range(8)])
    weight = np.exp(-np.asarray(made.free_energy(rows.astype("float32"))))
    drawn = np.asarray(made.sample(20_000, steps=300)).astype(int)
    seen = np.bincount(drawn @ [4, 2, 1], minlength=8) / len(drawn)
    np.testing.assert_allclose(seen, weight / weight.sum(), atol=0.02)
    assert seen.max() > 0.2


def test_the_code_is_drawn_not_only_its_mean():
    """One unit each: p(v = 1) = σ(a + ((b + w)² - b²) / 2)."""
    made = GaussianHiddenRBM(1, 1)
    made.kernel.assign([[1.5]])
    made.hidden_bias.assign([1.0])
    seen = np.mean(made.sample(20_000, steps=100))
    assert seen == pytest.approx(expit((2.5**2 - 1) / 2), abs=0.01)
    # With the mean in place of the code it would be 0.973.
    assert seen < 0.95


def test_training_makes_the_way_back_shorter():
    keras.utils.set_random_seed(0)
    kinds = np.random.default_rng(0).integers(0, 2, 300)
    x = np.eye(2)[kinds].repeat(4, axis=1).astype("float32")
    made = GaussianHiddenRBM(8, 1)
    made.compile(keras.optimizers.SGD(0.02, 0.9), jit_compile=False)
    history = made.fit(x, epochs=10, batch_size=20, verbose=0).history
    assert (
        history["reconstruction_error"][-1]
        < 0.1 * history["reconstruction_error"][0]
    )
    code = np.ravel(made.hidden_probabilities(x))
    apart = abs(code[kinds == 0].mean() - code[kinds == 1].mean())
    assert apart > 1


def slopes(made, v, seed=0):
    """Gradient of the gap for kernel, visible and hidden bias."""
    with tf.GradientTape() as tape:
        gap = contrastive_divergence_loss(made, v, seed, step=0)
    return tape.gradient(gap, [made.kernel, made.visible_bias,
                               made.hidden_bias])  # fmt: skip


@pytest.mark.parametrize("k", [1, 3])
def test_the_mean_slope_is_that_of_all_draws(k):
    made, draw = RBM(4, 3, k=k), np.random.default_rng(0)
    machine = tuple(draw.normal(size=w.shape) for w in made.weights[:3])
    made.set_weights(machine)
    rows = by_hand.all_states(4)[[1, 6, 6, 13]]
    found = slopes(made, np.tile(rows, (10_000, 1)).astype("float32"))
    for slope, step in zip(
        found, by_hand.expected_cd_gradient(machine, rows, k), strict=True
    ):
        np.testing.assert_allclose(-slope, step, atol=0.01)


def test_a_sample_goes_through_a_drawn_code():
    """One unit each: p(v' = 1) is the mean of σ(w h) over h ~ N(b + w v, 1)."""
    made = GaussianHiddenRBM(1, 1)
    made.kernel.assign([[3.0]])
    made.hidden_bias.assign([-2.0])
    h = np.linspace(-12, 12, 4001) - 2 + 3 * 1
    normal = np.exp(-((h - 1) ** 2) / 2) / np.exp(-((h - 1) ** 2) / 2).sum()
    expected = (normal * expit(3 * h)).sum()
    rows = np.ones((20_000, 1), "float32")
    _, for_bias, _ = slopes(made, rows)
    # The slope is the mean of the samples minus that of the data.
    assert float(for_bias[0]) + 1 == pytest.approx(expected, abs=0.01)
    # With the mean of the code in its place it would be 0.953.
    assert expected < 0.87


def test_the_samples_are_held_constant():
    """With Gaussian rows a sample moves with its mean; the slope must not."""
    made = RBM(3, 2, visible="gaussian", initial_scale=0.0)
    v = np.array([[1, 2, 0], [1, 0, 0]], "float32")
    _, for_bias, _ = slopes(made, v, seed=4)
    noise = row_normal((2, 3), 5, 0)  # the seed after that of h
    expected = np.mean(noise, axis=0) - v.mean(axis=0)
    np.testing.assert_allclose(for_bias, expected, atol=1e-6)


def test_noise_changes_with_seed_and_step():
    made = machine(6, 4)
    v = np.random.default_rng(0).random((50, 6)).astype("float32")
    gaps = [
        float(contrastive_divergence_loss(made, v, seed, step))
        for seed, step in ((0, 0), (0, 0), (7, 0), (0, 1))
    ]
    assert gaps[0] == gaps[1]
    assert len(set(gaps)) == 3


def test_a_file_holds_the_machine(tmp_path):
    made = machine(5, 3)
    made.save(tmp_path / "code.keras")
    again = keras.models.load_model(tmp_path / "code.keras", safe_mode=True)
    v = np.random.default_rng(0).random((4, 5)).astype("float32")
    np.testing.assert_array_equal(again(v), made(v))
    assert again.get_config() == made.get_config()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: GaussianHiddenRBM(0, 2), "`num_visible`.*Received: 0"),
        (lambda: GaussianHiddenRBM(2, 2, k=0), "`k`.*Received: 0"),
        (lambda: GaussianHiddenRBM(2, 2).sample(0), "`n`.*Received: 0"),
        (
            lambda: GaussianHiddenRBM(2, 2).hidden_probabilities(
                np.ones((1, 3))
            ),
            r"\(rows, 2\)",
        ),
        (
            lambda: GaussianHiddenRBM(2, 2).free_energy(
                np.full((1, 2), np.nan)
            ),
            "finite",
        ),
        (
            lambda: GaussianHiddenRBM(2, 2).free_energy(np.full((1, 2), 2.0)),
            "from 0 to 1",
        ),
    ],
)
def test_bad_input_is_one_line(call, message):
    with pytest.raises(UsageError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)
