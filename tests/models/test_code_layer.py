import keras
import numpy as np
import pytest
from scipy.special import expit

from medkeras.models.dbn import CodeRBM
from medkeras.models.dbn.code_layer import contrastive_gap
from medkeras.models.rbm import RBM
from medkeras.utils.errors import DataError, UsageError


def machine(below=3, above=2, seed=0):
    made, draw = CodeRBM(below, above), np.random.default_rng(seed)
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
    made = CodeRBM(1, 1)
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
    made = CodeRBM(8, 1)
    made.compile(keras.optimizers.SGD(0.02, 0.9), jit_compile=False)
    history = made.fit(x, epochs=10, batch_size=20, verbose=0).history
    assert history["reconstruction"][-1] < 0.1 * history["reconstruction"][0]
    code = np.ravel(made.hidden_probabilities(x))
    apart = abs(code[kinds == 0].mean() - code[kinds == 1].mean())
    assert apart > 1


def test_the_gap_has_the_gradient_of_contrastive_divergence():
    """On the data's side and the samples' side, both by hand."""
    import tensorflow as tf

    made = RBM(3, 2, initial_scale=0.0)
    v = np.array([[1, 1, 0], [1, 0, 0]], "float32")
    with tf.GradientTape() as tape:
        gap = contrastive_gap(made, v, seed=1, step=0)
    for_bias = tape.gradient(gap, made.visible_bias)
    # With weights of 0 the gap is 0, and the samples are fair coins.
    assert float(gap) == pytest.approx(0, abs=1e-6)
    samples = -(np.asarray(for_bias) * -2 - v.sum(axis=0))
    np.testing.assert_allclose(samples, np.round(samples), atol=1e-5)
    assert samples.min() >= 0 and samples.max() <= 2


def test_samples_of_the_gap_are_drawn_around_the_code():
    """A code near 20 switches on both units, whatever the noise."""
    made = CodeRBM(2, 1)
    made.kernel.assign([[2.0], [2.0]])
    made.hidden_bias.assign([20.0])
    v = np.array([[0, 0], [1, 0]], "float32")
    on = made.free_energy(np.ones((1, 2), "float32"))
    expected = np.mean(made.free_energy(v)) - float(on[0])
    gap = float(contrastive_gap(made, v, seed=0, step=0))
    assert gap == pytest.approx(expected, rel=1e-5)
    assert abs(gap) > 10


def test_noise_changes_with_seed_and_step():
    made = machine(6, 4)
    v = np.random.default_rng(0).random((50, 6)).astype("float32")
    gaps = [
        float(contrastive_gap(made, v, seed, step))
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
        (lambda: CodeRBM(0, 2), "`num_visible`.*Received: 0"),
        (lambda: CodeRBM(2, 2, k=0), "`k`.*Received: 0"),
        (lambda: CodeRBM(2, 2).sample(0), "`n`.*Received: 0"),
        (
            lambda: CodeRBM(2, 2).hidden_probabilities(np.ones((1, 3))),
            r"\(rows, 2\)",
        ),
        (
            lambda: CodeRBM(2, 2).free_energy(np.full((1, 2), np.nan)),
            "finite",
        ),
        (
            lambda: CodeRBM(2, 2).free_energy(np.full((1, 2), 2.0)),
            r"\[0, 1\]",
        ),
    ],
)
def test_bad_input_is_one_line(call, message):
    with pytest.raises((UsageError, DataError), match=message) as caught:
        call()
    assert "\n" not in str(caught.value)
