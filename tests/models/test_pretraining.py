import subprocess

import keras
import numpy as np
import pytest

from medkeras.models.dbn import DBN, pretraining
from medkeras.models.dbn.pretraining import one_each, train_greedily
from medkeras.models.rbm import RBM
from medkeras.utils.errors import UsageError

ON_REPLICAS = """
import keras, numpy as np, tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(
    cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
from medkeras.models.dbn import DBN
x = np.random.default_rng(0).uniform(size=(11, 6)).astype("float32")
ends = []
for way in tf.distribute.MirroredStrategy(), tf.distribute.get_strategy():
    keras.utils.set_random_seed(0)
    with way.scope():
        dbn = DBN((5, 4), code="gaussian")
    errors = dbn.pretrain(x, epochs=2, batch_size=4, learning_rate=0.1)
    on = dbn.rbms[0].distribute_strategy.num_replicas_in_sync
    ends.append((on, np.ravel(errors), *dbn.get_weights()))
assert [end[0] for end in ends] == [2, 1]
for two, one in zip(ends[0][1:], ends[1][1:]):
    np.testing.assert_allclose(two, one, atol=1e-5)
"""


def bars(rows, units=8, seed=0):
    """Noisy rows of two kinds."""
    draw = np.random.default_rng(seed)
    kinds = draw.integers(0, 2, (rows, 1))
    pattern = np.arange(units) < units // 2
    return (kinds ^ pattern ^ (draw.random((rows, units)) < 0.1)).astype("f4")


def test_pretraining_is_greedy_and_raises_the_likelihood():
    keras.utils.set_random_seed(0)
    x = bars(400)
    dbn = DBN((6, 4), num_visible=8)
    before = dbn.log_likelihood(x).mean()
    errors = dbn.pretrain(x, epochs=15, batch_size=20)
    assert [len(e) for e in errors] == [15, 15]
    assert all(e[-1] < e[0] for e in errors)
    assert dbn.log_likelihood(x).mean() > before + 1
    # The first machine is what it would be without a second.
    keras.utils.set_random_seed(0)
    alone = DBN((6,), num_visible=8)
    alone.pretrain(x, epochs=15, batch_size=20)
    np.testing.assert_allclose(
        alone.rbms[0].kernel, dbn.rbms[0].kernel, atol=1e-6
    )


def test_pretraining_on_two_replicas_is_that_on_one_device(warm_python):
    """With rows that do not divide, and a width learnt from the rows."""
    done = subprocess.run(
        [warm_python, "-c", ON_REPLICAS], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_visible_biases_start_from_the_means_of_the_units():
    x = np.repeat([[0.2, 0.7, 0.0]], 20, axis=0).astype("float32")
    dbn = DBN((2, 2))
    dbn.pretrain(x, epochs=1, learning_rate=1e-9)
    alone = dbn.rbms[0].visible_probabilities(np.zeros((1, 2)))
    np.testing.assert_allclose(alone[0], [0.206, 0.696, 0.01], atol=1e-4)
    numbers = DBN((2, 2), visible="gaussian")
    numbers.pretrain(5 * x, epochs=1, learning_rate=1e-9)
    bias = keras.ops.convert_to_numpy(numbers.rbms[0].visible_bias)
    np.testing.assert_allclose(bias, [1, 3.5, 0], atol=1e-4)


def test_the_next_machine_reads_probabilities(monkeypatch):
    """Numbers between 0 and 1, the mean of the layer below."""
    read = []
    fit = RBM.fit
    monkeypatch.setattr(
        RBM, "fit", lambda self, x, **o: read.append(x) or fit(self, x, **o)
    )
    machines, x = [RBM(8, 6), RBM(6, 4)], bars(40)
    train_greedily(machines, x, 0.1, epochs=2)
    np.testing.assert_array_equal(read[0], x)
    np.testing.assert_allclose(read[1], machines[0](x), rtol=1e-6)


def test_weights_decay_and_biases_do_not():
    x = bars(40)
    ends = {}
    for decay in (0.0, 1.0):
        keras.utils.set_random_seed(0)
        machine = RBM(8, 6)
        machine.visible_bias.assign(np.ones(8))
        rates = dict(momentum=0.0, weight_decay=decay)
        train_greedily([machine], x, 0.01, epochs=5, **rates)
        ends[decay] = [np.abs(w).mean() for w in machine.get_weights()[:2]]
    assert ends[1.0][0] < 0.95 * ends[0.0][0]
    assert ends[1.0][1] == pytest.approx(ends[0.0][1], rel=0.01)


def test_each_machine_has_its_rate():
    machines = [RBM(8, 6), RBM(6, 4)]
    train_greedily(machines, bars(40), (0.1, 0.002), epochs=1)
    rates = [float(m.optimizer.learning_rate) for m in machines]
    np.testing.assert_allclose(rates, (0.1, 0.002), rtol=1e-6)


def test_few_steps_need_no_graph_and_give_its_numbers(monkeypatch):
    ends = {}
    for few in (True, False):
        monkeypatch.setattr(pretraining, "takes_few", lambda *_, few=few: few)
        keras.utils.set_random_seed(0)
        machine = RBM(8, 6, seed=1)
        train_greedily([machine], bars(40), 0.1, epochs=2)
        assert machine.run_eagerly == few
        ends[few] = machine.get_weights()[:3]
    for one, other in zip(*ends.values(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_many_steps_after_few_get_a_graph():
    machine = RBM(8, 6)
    train_greedily([machine], bars(40), 0.1, epochs=1)
    assert machine.run_eagerly
    train_greedily([machine], bars(40), 0.1, epochs=9)
    assert not machine.run_eagerly
    step = machine.train_function
    train_greedily([machine], bars(40), 0.1, epochs=1)
    assert machine.train_function is step


@pytest.mark.parametrize(
    "rates", [0.1, [0.1], (0.1, 0.1), np.array(0.1), np.full(2, 0.1)]
)
def test_one_learning_rate_counts_for_all_and_several_for_each(rates):
    assert one_each(rates, 2).tolist() == [0.1, 0.1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"learning_rate": (1, 2, 3)}, "`learning_rate` .* each of 2"),
        ({"learning_rate": -1}, "`learning_rate` .* positive.*: -1"),
        ({"learning_rate": (0.1, "a")}, "`learning_rate` .* number.*: 'a'"),
        ({"learning_rate": None}, "`learning_rate` .* number.*: None"),
        ({"momentum": 1.5}, "`momentum` .* 0 to 1.*: 1.5"),
        ({"weight_decay": -1e-4}, "`weight_decay` .* 0 or more.*: -0.0001"),
        ({"epochs": 0}, "`epochs`.*Received: 0"),
        ({"batch_size": 0.5}, "`batch_size`.*Received: 0.5"),
    ],
)
def test_bad_options_are_one_line(options, message):
    with pytest.raises(UsageError, match=message) as caught:
        DBN((4, 3), 8).pretrain(bars(4), **options)
    assert "\n" not in str(caught.value)
