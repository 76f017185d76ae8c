"""DeepSEA: its published sizes, and small ones that run."""

import numpy as np
import pytest

from medkeras.models.deep_sea import deep_sea
from medkeras.utils.errors import UsageError

SMALL = {
    "filters": (4, 5, 6), "width": 4, "pool": 2, "hidden": 7, "outputs": 3,
}  # fmt: skip


def shapes(model):
    """What the layers with weights, and the pools between, hand on."""
    names = ("conv", "max", "dense")
    kept = [each for each in model.layers if each.name.startswith(names)]
    return [each.output.shape[1:] for each in kept]


def test_small_sizes_have_the_same_layers():
    assert shapes(deep_sea(61, **SMALL)) == [
        (58, 4), (29, 4), (26, 5), (13, 5), (10, 6), (7,), (3,)
    ]  # fmt: skip


def test_published_sizes():
    model = deep_sea()
    assert shapes(model) == [
        (993, 320), (248, 320), (241, 480), (60, 480), (53, 960), (925,), (919,)
    ]  # fmt: skip
    convolutions = 10_560 + 1_229_280 + 3_687_360
    dense = (53 * 960 + 1) * 925 + (925 + 1) * 919
    assert model.count_params() == convolutions + dense == 52_843_119
    rates = [a.rate for a in model.layers if a.name.startswith("dropout")]
    assert rates == [0.2, 0.2, 0.5]


def test_the_boring_part(check_model):
    def made(input_shape, **options):
        return deep_sea(input_shape[0], **options)

    check_model(made, SMALL, (61, 4), (3,))


def test_what_is_added_to_the_loss():
    model = deep_sea(61, **SMALL, l2=0.5, l1=0.25)
    rng = np.random.default_rng(0)
    x = np.eye(4, dtype="float32")[rng.integers(4, size=(1, 61))]
    model(x)
    kernels = [w for w in model.trainable_weights if w.name == "kernel"]
    squares = 0.5 * sum(float((np.array(w) ** 2).sum()) for w in kernels)
    added = float(sum(model.losses))
    assert len(kernels) == 5 and added > squares
    plain = deep_sea(61, **SMALL, l2=0.0, l1=0.0)
    plain(x)
    assert not plain.losses


def test_what_does_not_fit_is_refused():
    for wrong in (
        {"length": 0}, {"filters": ()}, {"dropout": (0.1,)},
        {"dropout": (0.1, 0.2, 3)}, {"dropout": 1.5}, {"l2": -1.0},
        {"l1": "a"}, {"length": 15}, {"pool": 0}, {"width": 0},
    ):  # fmt: skip
        with pytest.raises(UsageError, match=next(iter(wrong))):
            deep_sea(**({"length": 61} | SMALL | wrong))
