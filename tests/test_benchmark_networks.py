"""The exponents of the benchmarks, and the networks that they time."""

import importlib
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent / "benchmarks"


@pytest.fixture
def harness(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import harness

    return harness


def test_an_exponent_is_the_slope_of_the_logarithms(harness):
    found = harness.growth.fitted([[n, 3 * n**2] for n in (1, 4, 16)])
    assert found["exponent"] == pytest.approx(2)
    assert found["interval"] == pytest.approx([2, 2])
    # By hand: x of -1, 0, 1 and y of 0, 1, 1, in units of ln 10, slope 1/2;
    # the residuals -1/6, 1/3, -1/6 give an error of 1/sqrt(12), and t of one
    # degree of freedom is 12.706.
    found = harness.growth.fitted([[0.1, 1], [1, 10], [10, 10]])
    assert found["exponent"] == pytest.approx(0.5)
    margin = 12.7062 / 12**0.5
    assert found["interval"] == pytest.approx(
        [0.5 - margin, 0.5 + margin], rel=1e-4
    )


@pytest.mark.parametrize(
    "points", [[[1, 1], [2, 2]], [[1, 1], [2, 0], [3, 1]], []]
)
def test_no_exponent_of_too_few_points_or_of_none(harness, points):
    with pytest.raises(harness.RowError, match="3 points or more, all above 0"):
        harness.growth.fitted(points)


def test_every_maker_of_models_is_timed_or_it_is_said_why_not(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.syspath_prepend(str(BENCHMARKS.parent))
    import networks
    import test_replicas

    families = [*test_replicas.FAMILIES, *test_replicas.one_device.CHAOTIC]
    found = {
        f"{family}.{name}".removeprefix("medkeras.models.")
        for family in families
        for name in test_replicas.builders(family)
    }
    said = {*networks.NAMES, *networks.LEFT_OUT}
    assert sorted(found - said) == []
    for name in said - found:  # of several inputs: not trained by that walk
        module, maker = name.rsplit(".", 1)
        module = importlib.import_module(f"medkeras.models.{module}")
        assert callable(getattr(module, maker))
    assert len(said) == len(networks.NAMES) + len(networks.LEFT_OUT)
    twins = (BENCHMARKS / "torch_networks.py").read_text()
    assert all(f'"{name}": ' in twins for name in networks.NAMES)


def test_networks_are_equal_in_every_process_and_none_is_silent(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import networks
    import numpy as np

    name = "cnn.residual.resnet"
    first, second = networks.build(name), networks.build(name)
    for one, other in zip(first.weights, second.weights, strict=True):
        np.testing.assert_array_equal(one, other)
        assert np.any(one.numpy())
    answers = first.predict_on_batch(networks.inputs(name)[0])
    assert np.ptp(answers, axis=0).max() > 0.05
