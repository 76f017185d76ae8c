"""Every test runs in smoke mode, without a network, in folders of its own."""

import contextlib
import gc
import importlib.util
import os
import runpy
import signal
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent

# Set at import, before any test touches TensorFlow; kernels inherit it. The
# first process makes the folder, its workers find it in the environment.
os.environ.setdefault("MEDKERAS_TEST_FOLDER", tempfile.mkdtemp(prefix="tests-"))
FOLDER = Path(os.environ["MEDKERAS_TEST_FOLDER"])
os.environ.update(
    MEDKERAS_MODE="smoke",
    MEDKERAS_DATA_DIR=str(FOLDER / "data"),
    MEDKERAS_OUT=str(FOLDER / "out"),
    MEDKERAS_PROGRESS="off",
    MPLBACKEND="Agg",
    CUDA_VISIBLE_DEVICES="",
    TF_CPP_MIN_LOG_LEVEL="2",
    PYTHONPATH=str(TESTS / "no_network"),
)
if "PYTEST_XDIST_WORKER" in os.environ:
    # There is a process for each core: more threads would only get in the way.
    os.environ.update(
        TF_NUM_INTRAOP_THREADS="1",
        OMP_NUM_THREADS="1",
        OPENBLAS_NUM_THREADS="1",
    )
for name in ("MEDKERAS_DATA", "MEDKERAS_MANUAL_DIR", "NBGRADER_EXECUTION"):
    os.environ.pop(name, None)
runpy.run_path(str(TESTS / "no_network" / "sitecustomize.py"))

# A shell that runs the tests in the background has them ignore Ctrl-C, and
# so would the commands whose answer to Ctrl-C is tested.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _plugin(name):
    """A module of tests/, which is no package."""
    place = TESTS / f"{name}.py"
    spec = importlib.util.spec_from_file_location(place.stem, place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pytest_addoption(parser):
    parser.addoption(
        "--worked",
        action="store_true",
        help="run the worked notebooks, too; they differ from the students' "
        "only in the answers, which the tests of the checks prove",
    )


def pytest_configure(config):
    config.pluginmanager.register(_plugin("chapter_outputs"), "chapter_outputs")
    config.pluginmanager.register(_plugin("one_device"), "one_device")
    config.pluginmanager.register(_plugin("small_site"), "small_site")
    config.pluginmanager.register(_plugin("warm_kernels"), "warm_kernels")
    if not hasattr(config, "workerinput"):  # not in the workers of xdist
        config.pluginmanager.register(_plugin("seconds").Seconds())
    if config.option.worked and "solutions" not in config.args:
        config.args.append("solutions")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """No process is to wait at the end for one with a long file."""
    order = _plugin("seconds").longest_first([item.nodeid for item in items])
    items[:] = [items[index] for index in order]


def pytest_collection_finish():
    """What is there to stay is not searched for garbage again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def chapter_outputs(request):
    """The plugin that looks at what chapters show."""
    return request.config.pluginmanager.get_plugin("chapter_outputs")


@pytest.fixture
def warm_kernels(request):
    """The plugin that forks the kernels of chapters."""
    return request.config.pluginmanager.get_plugin("warm_kernels")


@pytest.fixture
def warm_python(warm_kernels):
    """What starts as Python does, but with TensorFlow imported already."""
    return warm_kernels.python()


@pytest.fixture(scope="session")
def warm_without_onednn(pytestconfig):
    """As `warm_python`, with TensorFlow's own operations only.

    With few maps and few rows, or a last batch of another size, oneDNN's
    gradient of a convolution can end the process (TensorFlow 2.21).
    """
    warm = pytestconfig.pluginmanager.get_plugin("warm_kernels")
    return warm.python(TF_ENABLE_ONEDNN_OPTS="0", PYTHONFAULTHANDLER="1")


@pytest.fixture
def seconds():
    """The plugin that reports where the tests' time goes."""
    return _plugin("seconds")


def pytest_unconfigure(config):
    """Remove the folder when the first process is done."""
    if not hasattr(config, "workerinput"):
        import shutil

        shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.fixture(autouse=True)
def no_exact_sums_left_behind():
    """`set_seeds` asks the whole process for exact sums, which rule XLA out.

    The next test of the process must not depend on whether one did.
    """
    yield
    config = sys.modules.get("tensorflow.python.framework.config")
    if config is not None:
        config.disable_op_determinism()


@pytest.fixture(scope="session")
def root():
    """Root of the book."""
    return ROOT


@pytest.fixture
def weightless():
    """Inside of `with weightless()` a network gets shapes and no numbers.

    For what is counted only: 138 million weights are seconds to draw.
    """
    import keras
    from keras.src.backend.common import global_state

    @contextlib.contextmanager
    def without():
        waiting = "uninitialized_variables"
        with keras.StatelessScope(initialize_variables=False):
            yield
        global_state.set_global_attribute(waiting, [])  # never drawn

    return without


@pytest.fixture
def check_layer(tmp_path):
    """The boring checks of any layer; beside them goes a numeric one.

    check_layer(layer_class, kwargs, input_shape, output_shape), shapes
    without the batch: builds, shape and type of the output, configuration,
    `.keras` file, one training step.
    """

    def check(layer_class, kwargs, input_shape, output_shape):
        import keras

        layer = layer_class(**kwargs)
        config = layer.get_config()
        again = layer_class.from_config(config)
        assert again.get_config() == config
        assert again.name == layer.name
        inputs = keras.Input(input_shape)
        model = keras.Model(inputs, layer(inputs))
        assert model.output_shape == (None, *output_shape)
        _check_answers(model, input_shape, output_shape)
        _check_file(model, input_shape, tmp_path)
        _check_training_step(model, input_shape, output_shape)

    return check


@pytest.fixture
def check_model(tmp_path):
    """The boring checks of a function that makes a model.

    check_model(factory, kwargs, input_shape, output_shape), shapes without
    the batch; the factory takes `input_shape` first.
    """

    def check(factory, kwargs, input_shape, output_shape):
        model = factory(input_shape, **kwargs)
        _check_answers(model, input_shape, output_shape)
        _check_file(model, input_shape, tmp_path)
        _check_training_step(model, input_shape, output_shape)

    return check


def _draw(shape, batch=3):
    generator = np.random.default_rng(0)
    return generator.uniform(0.1, 0.9, size=(batch, *shape)).astype("float32")


def _check_answers(model, input_shape, output_shape):
    for batch in (1, 3):
        y = np.asarray(model(_draw(input_shape, batch), training=False))
        assert y.shape == (batch, *output_shape)
        assert y.dtype == np.float32
        assert np.isfinite(y).all()


def _check_file(model, input_shape, folder):
    import keras

    model.save(folder / "model.keras")
    again = keras.models.load_model(folder / "model.keras", safe_mode=True)
    x = _draw(input_shape)
    expected = np.asarray(model(x, training=False))
    np.testing.assert_allclose(again(x, training=False), expected, atol=1e-6)
    names = [layer.name for layer in model.layers]
    assert [layer.name for layer in again.layers] == names


def _check_training_step(model, input_shape, output_shape):
    from keras.ops import convert_to_numpy

    # Steps in a graph are traced by tests/test_replicas.py, for every model.
    model.compile("sgd", "mse", run_eagerly=True)
    before = [convert_to_numpy(w).copy() for w in model.trainable_weights]
    model.train_on_batch(_draw(input_shape, 4), np.ones((4, *output_shape)))
    for old, weight in zip(before, model.trainable_weights, strict=True):
        new = convert_to_numpy(weight)
        assert np.isfinite(new).all()
        assert not np.array_equal(old, new), f"{weight.path} did not move"
