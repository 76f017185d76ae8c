import keras
import numpy as np
import pytest

from medkeras.by_hand import convolutional_rbm as by_hand
from medkeras.by_hand.rbm import all_states
from medkeras.layers import parts_of_batch
from medkeras.models.convolutional_dbn import ConvolutionalRBM
from medkeras.models.convolutional_dbn.contrastive_steps import noise_of
from medkeras.models.rbm import RBM
from medkeras.utils.errors import UsageError

rng = np.random.default_rng(0)


def random_rbm(image_shape=(5, 5, 2), filters=3, size=2, **options):
    options = dict(dtype="float64", initial_scale=0.7) | options
    rbm = ConvolutionalRBM(image_shape, filters, size, **options)
    rbm.visible_bias.assign(rng.normal(size=image_shape[-1]))
    rbm.hidden_bias.assign(rng.normal(size=filters))
    return rbm


def numbers(rbm):
    return [weight.numpy() for weight in rbm.trainable_variables]


def bits(rows, shape):
    return rng.integers(0, 2, (rows, *shape)).astype(float)


@pytest.mark.parametrize("pool_size", [1, 2, 4])
def test_layers_and_energy_are_those_by_hand(pool_size):
    rbm, v = random_rbm(pool_size=pool_size), bits(4, (5, 5, 2))
    kernel, c, b = numbers(rbm)
    on, off = by_hand.block_probabilities(
        by_hand.conv2d(v, kernel) + b, pool_size
    )
    np.testing.assert_allclose(rbm.hidden_probabilities(v), on, atol=1e-12)
    np.testing.assert_allclose(rbm.pooling_probabilities(v), 1 - off)
    expected = by_hand.free_energy((kernel, c, b), v, pool_size)
    np.testing.assert_allclose(rbm.free_energy(v), expected)


@pytest.mark.parametrize("visible", ["bernoulli", "gaussian"])
def test_a_filter_as_large_as_the_image_is_a_plain_rbm(visible):
    options = dict(pool_size=1, visible=visible)
    own = random_rbm((4, 3, 1), 5, 3, **options)
    assert own.map_shape == (2, 1, 5)
    own = random_rbm((3, 3, 1), 5, 3, **options)
    plain = RBM(9, 5, visible, dtype="float64")
    kernel, c, b = numbers(own)
    plain.set_weights([kernel.reshape(9, 5), np.repeat(c, 9), b])
    v, h = bits(6, (3, 3, 1)), bits(6, (1, 1, 5))
    flat = v.reshape(6, 9)
    p = own.hidden_probabilities(v).numpy().reshape(6, 5)
    np.testing.assert_allclose(p, plain.hidden_probabilities(flat))
    back = own.visible_probabilities(h).numpy().reshape(6, 9)
    np.testing.assert_allclose(
        back, plain.visible_probabilities(h.reshape(6, 5))
    )
    np.testing.assert_allclose(own.free_energy(v), plain.free_energy(flat))


def test_the_way_back_is_the_transpose_of_the_way_up():
    """<h, W ⋆ v> = <W * h, v>: both are the energy's product."""
    rbm = random_rbm(visible="gaussian")
    v, h = rng.normal(size=(1, 5, 5, 2)), rng.normal(size=(1, *rbm.map_shape))
    up = by_hand.conv2d(v, numbers(rbm)[0])
    down = rbm.visible_probabilities(h).numpy() - numbers(rbm)[1]
    assert (h * up).sum() == pytest.approx((down * v).sum())


def test_the_mean_update_is_data_minus_one_step_of_the_machine():
    """A tiny machine, all of whose states after one step are enumerated."""
    rbm = random_rbm((3, 3, 1), 1, 2, pool_size=2, dtype="float32")
    before = numbers(rbm)
    v = bits(1, (3, 3, 1))
    many = np.repeat(v, 60_000, axis=0)
    rbm.compile(keras.optimizers.SGD(1.0), jit_compile=False)
    rbm.fit(many, batch_size=len(many), verbose=0)
    after = _chances_after_one_step(before, v)
    every = all_states(9).reshape(-1, 3, 3, 1)
    on, _ = by_hand.block_probabilities(
        by_hand.conv2d(every, before[0]) + before[2], 2
    )
    here = (every == v).all(axis=(1, 2, 3))
    expected = here.astype(float) - after
    step = np.tensordot(expected, on.sum(axis=(1, 2)), 1)
    moved = numbers(rbm)[2] - before[2]
    np.testing.assert_allclose(moved, step, atol=0.02)
    visible = np.tensordot(expected, every.sum(axis=(1, 2)), 1)
    np.testing.assert_allclose(numbers(rbm)[1] - before[1], visible, atol=0.03)


def _chances_after_one_step(weights, v):
    """p(v' | v) of all 512 images: five hidden states, then nine coins."""
    kernel, c, b = weights
    on, off = by_hand.block_probabilities(by_hand.conv2d(v, kernel) + b, 2)
    every, total = all_states(9), 0
    for number, p in enumerate([off.item(), *on.ravel()]):
        laid = np.zeros((3, 3))
        if number:
            i, j = divmod(number - 1, 2)
            laid[i : i + 2, j : j + 2] = kernel[..., 0, 0]
        q = 1 / (1 + np.exp(-laid.ravel() - c))
        total = total + p * np.prod(np.where(every == 1, q, 1 - q), axis=1)
    return total


def test_training_makes_filters_and_lowers_the_error():
    stripes = np.zeros((60, 8, 8, 1))
    for row in stripes:
        row[:, rng.integers(8) :: 4] = 1.0
    rbm = ConvolutionalRBM((8, 8, 1), 4, 3, initial_scale=0.1)
    rbm.compile(keras.optimizers.SGD(0.5 / rbm.num_places))
    seen = rbm.fit(stripes, batch_size=10, epochs=20, verbose=0).history
    errors = seen["reconstruction_error"]
    assert errors[-1] < 0.7 * errors[0]
    kernel = numbers(rbm)[0]
    assert kernel.std(axis=1).mean() > 2 * kernel.std(axis=0).mean()


def test_sparsity_draws_the_units_to_their_target():
    images = bits(40, (6, 6, 1))
    activity = {}
    for target in (0.02, 0.2):
        rbm = ConvolutionalRBM(
            (6, 6, 1), 3, 3, sparsity_target=target, sparsity_weight=20.0
        )
        rbm.compile(
            keras.optimizers.SGD(0.2 / rbm.num_places), steps_per_execution=60
        )
        rbm.fit(np.tile(images, (60, 1, 1, 1)), batch_size=10, verbose=0)
        activity[target] = rbm.hidden_probabilities(images).numpy().mean()
        assert activity[target] == pytest.approx(target, abs=0.03)
    assert activity[0.02] < activity[0.2]


def test_it_can_be_saved(tmp_path):
    rbm = random_rbm(dtype="float32", sparsity_target=0.1)
    path = tmp_path / "rbm.keras"
    rbm.save(path)
    again = keras.saving.load_model(path)
    v = bits(2, (5, 5, 2))
    np.testing.assert_array_equal(again.predict(v), rbm.predict(v))
    assert again.get_config() == rbm.get_config()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(kernel_size=9), "at most the side of an image, 8"),
        (dict(pool_size=4), "must divide the height"),
        (dict(num_filters=0), "`num_filters`"),
        (dict(visible="poisson"), 'must be "bernoulli" or "gaussian"'),
        (dict(image_shape=(8, 8)), "`image_shape`"),
        (dict(sparsity_target=2.0), "`sparsity_target`"),
    ],
)
def test_what_cannot_be_built_is_refused(arguments, message):
    usual = dict(image_shape=(8, 8, 1), num_filters=2, kernel_size=3)
    with pytest.raises(UsageError, match=message):
        ConvolutionalRBM(**usual | arguments)


def test_images_of_another_size_or_range_are_refused():
    rbm = ConvolutionalRBM((6, 6, 1), 2, 3)
    for wrong in (np.ones((2, 5, 6, 1)), 2 * np.ones((2, 6, 6, 1))):
        with pytest.raises(UsageError, match="`v`"):
            rbm.hidden_probabilities(wrong)
    with pytest.raises(UsageError, match="`h`"):
        rbm.visible_probabilities(np.ones((2, 3, 4, 2)))


def test_every_update_has_noise_of_its_own():
    rbm = random_rbm((4, 4, 1), 2, 3, k=2)
    rbm.compile("sgd")
    rbm.optimizer.build(rbm.trainable_variables)
    first, again = noise_of(rbm, 3), noise_of(rbm, 3)
    rbm.optimizer.iterations.assign(1)
    later = noise_of(rbm, 3)
    assert len(first) == 4  # hidden and visible, twice
    for one, two, other in zip(first, again, later, strict=True):
        np.testing.assert_array_equal(one, two)
        assert (np.array(one) != np.array(other)).any()
    assert (np.array(first[0]) != np.array(first[2])).any()


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_a_batch_may_be_smaller_than_the_cores(rows, monkeypatch):
    """A part of a batch may have no rows at all."""
    monkeypatch.setattr(parts_of_batch, "cores", lambda: 4)
    rbm = random_rbm((8, 8, 1), 4, 3, dtype="float32")
    rbm.compile("sgd", jit_compile=False)
    before = numbers(rbm)
    seen = rbm.fit(bits(rows, (8, 8, 1)), batch_size=4, verbose=0).history
    assert np.isfinite(
        [*seen["free_energy"], *seen["reconstruction_error"]]
    ).all()
    for old, new in zip(before, numbers(rbm), strict=True):
        assert np.isfinite(new).all() and (old != new).any()
