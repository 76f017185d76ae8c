"""Every layer of the book, found by itself, against strange input."""

import importlib
import pkgutil

import keras
import numpy as np
import pytest
import tensorflow as tf

import medkeras.layers
from medkeras.layers.attention import (
    SelfAttention,
    SoftAlignment,
    TransformerBlock,
)
from medkeras.layers.both_ways import BothWays
from medkeras.layers.conditional_random_field import ConditionalRandomField
from medkeras.layers.contractive import ContractiveCode, TiedDense
from medkeras.layers.deepcare import DeepCareCell, DeepCareRNN
from medkeras.layers.fused_batch_normalization import FusedBatchNormalization
from medkeras.layers.gaussian_code import GaussianCode
from medkeras.layers.input_validation import InputValidationMixin
from medkeras.layers.lstm import LSTM
from medkeras.layers.max_over_time import NGramMax
from medkeras.layers.positions import AddPositions
from medkeras.layers.probabilistic_pooling import ProbabilisticMaxPooling
from medkeras.layers.recency_pooling import RecencyPooling
from medkeras.layers.response_normalization import LocalResponseNormalization
from medkeras.layers.reverse_complement import (
    BackgroundPadding,
    ReverseComplement,
    ReverseComplementConv1D,
)
from medkeras.layers.sparsity import KLSparsity, TopK
from medkeras.layers.wavelet import DWT2D, InverseDWT2D
from medkeras.layers.wavelet_activation import WaveletActivation
from medkeras.layers.wavelet_bands import (
    Approximation,
    WaveletShrinkage,
    ZeroDetails,
)
from medkeras.layers.window_pooling import WindowPooling
from medkeras.layers.words import MeanOverWords, Words
from medkeras.utils.errors import UsageError


def tied():
    dense = keras.layers.Dense(4)
    dense.build((None, 6))
    return TiedDense(dense)


MAKERS = {
    LSTM: (lambda: LSTM(3), (5, 4)),
    ConditionalRandomField: (lambda: ConditionalRandomField(4), (5, 4)),
    AddPositions: (AddPositions, (5, 4)),
    FusedBatchNormalization: (FusedBatchNormalization, (4, 4, 3)),
    KLSparsity: (KLSparsity, (4,)),
    TopK: (lambda: TopK(2), (4,)),
    ContractiveCode: (lambda: ContractiveCode(2), (4,)),
    TiedDense: (tied, (4,)),
    GaussianCode: (lambda: GaussianCode(2), (4,)),
    DWT2D: (DWT2D, (4, 4, 1)),
    InverseDWT2D: (InverseDWT2D, (2, 2, 4)),
    Approximation: (Approximation, (2, 2, 4)),
    ZeroDetails: (ZeroDetails, (2, 2, 1)),
    WaveletShrinkage: (lambda: WaveletShrinkage(0.1), (2, 2, 4)),
    WaveletActivation: (WaveletActivation, (4,)),
    ProbabilisticMaxPooling: (ProbabilisticMaxPooling, (4, 4, 2)),
    LocalResponseNormalization: (LocalResponseNormalization, (4, 4, 6)),
    ReverseComplement: (ReverseComplement, (5, 4)),
    BackgroundPadding: (lambda: BackgroundPadding(1), (5, 4)),
    ReverseComplementConv1D: (lambda: ReverseComplementConv1D(2, 3), (5, 4)),
}
# They read several inputs, or states: their own tests refuse what is wrong.
SEVERAL_INPUTS = {
    DeepCareCell, DeepCareRNN, RecencyPooling, Words, NGramMax, SelfAttention,
    SoftAlignment, TransformerBlock, MeanOverWords, WindowPooling, BothWays,
}  # fmt: skip
NAMES = {kind.__name__: kind for kind in MAKERS}


# A unit, or a map, is a place on the last axis.
ANY_AXES = {
    "FusedBatchNormalization",
    "LocalResponseNormalization",
    "WaveletActivation",
}


def draw(shape, rows=3):
    values = np.random.default_rng(0).uniform(0.1, 0.9, (rows, *shape))
    return values.astype("float32")


def spoiled(x):
    hole = x.copy()
    hole.flat[1] = np.nan
    endless = x.copy()
    endless.flat[1] = np.inf
    yield "NaN", hole
    yield "NaN in a tensor", tf.constant(hole)
    yield "infinity", endless
    yield "text", x.astype(str)
    yield "no rows", x[:0]
    yield "an axis more", x[..., None]
    yield "nothing", None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("training", [False, True])
def test_bad_input_is_one_line_in_use_and_in_training(name, training):
    make, shape = MAKERS[NAMES[name]]
    modes = {"training": True} if training and name in TRAINED else {}
    for title, bad in spoiled(draw(shape)):
        if title == "an axis more" and name in ANY_AXES:
            continue
        with pytest.raises(UsageError) as caught:
            make()(bad, **modes)
        assert "\n" not in str(caught.value), title


# What has no weights and takes every channel for itself.
EVERY_CHANNEL = {"DWT2D", "ZeroDetails", "ProbabilisticMaxPooling"}
TRAINED = ("LSTM", "KLSparsity", "GaussianCode")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("training", [False, True])
def test_a_layer_that_is_built_keeps_its_width(name, training):
    make, shape = MAKERS[NAMES[name]]
    modes = {"training": True} if training and name in TRAINED else {}
    layer, wide = make(), draw((*shape[:-1], shape[-1] + 3))
    layer(draw(shape), **modes)
    if name in EVERY_CHANNEL:
        return
    for x in (wide, tf.constant(wide), keras.Input(wide.shape[1:])):
        with pytest.raises(UsageError, match="Received: shape"):
            layer(x, **modes)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_numbers_in_another_form_give_the_same(name):
    make, shape = MAKERS[NAMES[name]]
    layer, x = make(), np.round(draw(shape))
    right = np.asarray(layer(x))
    forms = [x.astype("uint8"), x.astype(bool), x.astype(float), x.tolist()]
    for form in (*forms, tf.constant(x), x.astype(object)):
        np.testing.assert_allclose(np.asarray(layer(form)), right, atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_one_row_is_enough(name):
    make, shape = MAKERS[NAMES[name]]
    layer, x = make(), draw(shape)
    np.testing.assert_allclose(layer(x[:1]), layer(x)[:1], atol=1e-6)


def test_every_layer_is_tried():
    found = set()
    for info in pkgutil.walk_packages(
        medkeras.layers.__path__, "medkeras.layers."
    ):
        for name, value in vars(importlib.import_module(info.name)).items():
            is_layer = isinstance(value, type) and issubclass(
                value, keras.Layer
            )
            ours = getattr(value, "__module__", "") == info.name
            if is_layer and ours and not name.startswith("_"):
                found.add(value)
                if value not in SEVERAL_INPUTS:
                    assert issubclass(value, InputValidationMixin)
    assert found == set(MAKERS) | SEVERAL_INPUTS
