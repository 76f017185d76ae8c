import keras
import numpy as np
import pytest

from medkeras.by_hand.convolutional_rbm import block_probabilities
from medkeras.layers import probabilistic_pooling as pooling
from medkeras.layers.probabilistic_pooling import ProbabilisticMaxPooling
from medkeras.utils.errors import UsageError

rng = np.random.default_rng(0)


def maps(height=6, width=9, scale=3.0):
    return rng.normal(scale=scale, size=(2, height, width, 3))


def test_shapes_and_a_file_bring_it_back(tmp_path):
    layer = ProbabilisticMaxPooling(3, name="pool")
    assert layer.compute_output_shape((None, 6, 9, 4)) == (None, 2, 3, 4)
    inputs = keras.Input((6, 9, 4))
    model = keras.Model(inputs, layer(inputs))
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    assert again.layers[1].get_config() == layer.get_config()
    x = rng.normal(size=(2, 6, 9, 4)).astype("float32")
    np.testing.assert_array_equal(again(x), model(x))


@pytest.mark.parametrize("scale", [3.0, 500.0])
def test_probabilities_are_those_by_hand(scale):
    x = maps(scale=scale)
    on, off = block_probabilities(x, 3)
    found = keras.ops.convert_to_numpy(pooling.unit_probabilities(x, 3))
    np.testing.assert_allclose(found, on, atol=1e-12)
    found = keras.ops.convert_to_numpy(pooling.pool_probabilities(x, 3))
    np.testing.assert_allclose(found, 1 - off, atol=1e-12)
    found = pooling.log_total(pooling.blocks(x, 3))
    np.testing.assert_allclose(np.exp(-found), off, atol=1e-12)


def test_a_block_of_one_unit_is_a_plain_sigmoid():
    x = maps()
    sigmoid = 1 / (1 + np.exp(-x))
    layer = ProbabilisticMaxPooling(1, dtype="float64")
    np.testing.assert_allclose(layer(x), sigmoid)
    np.testing.assert_allclose(pooling.unit_probabilities(x, 1), sigmoid)


def test_a_block_and_its_off_state_sum_to_1():
    x = maps()
    apart = pooling.blocks(pooling.unit_probabilities(x, 3), 3)
    off = 1 - pooling.pool_probabilities(x, 3)
    np.testing.assert_allclose(np.sum(apart, axis=0) + off, 1)


def test_units_of_a_block_come_back_to_their_places():
    x = maps()
    apart = pooling.blocks(x, 3)
    assert [unit.shape for unit in apart] == 9 * [(2, 2, 3, 3)]
    block = [float(unit[0, 1, 2, 0]) for unit in apart]
    np.testing.assert_array_equal(block, x[0, 3:6, 6:9, 0].ravel())
    np.testing.assert_array_equal(pooling.unblocks(apart, 3), x)


@pytest.mark.parametrize("size", [0, 2.0, True])
def test_a_size_that_is_none_is_refused(size):
    with pytest.raises(UsageError, match="`pool_size`"):
        ProbabilisticMaxPooling(size)


def test_maps_that_blocks_do_not_fill_are_refused():
    with pytest.raises(UsageError, match=r"must divide.*2 for \(5, 4\)"):
        ProbabilisticMaxPooling(2)(np.zeros((1, 5, 4, 1)))
    with pytest.raises(UsageError, match="must divide"):
        ProbabilisticMaxPooling(2)(keras.Input((5, 4, 1)))
