"""The networks of the registry: short declarations over the book's models."""

import keras
from keras import layers

from medkeras.models.autoencoder import dense_autoencoder
from medkeras.models.cnn import lenet5, resnet, small_alexnet
from medkeras.models.conv_lstm import conv_lstm as conv_lstm_model
from medkeras.models.deep_bind import deep_bind as deep_bind_model
from medkeras.models.deep_wavelet_autoencoder import (
    code_classifier,
    deep_wavelet_autoencoder,
)
from medkeras.models.deepcare import deepcare as deepcare_model
from medkeras.models.deepr import deepr as deepr_model
from medkeras.models.ecg_risk import ecg_risk_network
from medkeras.models.recurrent import sequence_classifier
from medkeras.models.text import (
    claim_evidence_network,
    text_cnn as text_cnn_model,
    text_lstm as text_lstm_model,
)
from medkeras.models.unet import unet as unet_model
from medkeras.tasks.encoders import (
    Words,
    as_row,
    carried_hours,
    standardized,
    two_texts,
)
from medkeras.tasks.predictors import Network
from medkeras.utils import mode

WORDS, CLAIM, EVIDENCE = 40, 24, 40  # places for the words of a text


def _dense(x, classes, activation="sigmoid"):
    inputs = keras.Input(x.shape[1:])
    hidden = layers.Dense(32, "relu")(inputs)
    hidden = layers.Dropout(0.2)(hidden)
    hidden = layers.Dense(16, "relu")(hidden)
    return keras.Model(inputs, layers.Dense(1, activation)(hidden))


def _dense_number(x, classes):
    return _dense(x, classes, "linear")


def _conv_lstm(x, classes):
    return conv_lstm_model(x.shape[1:])


def _lstm(x, classes):
    return sequence_classifier(x.shape[1:], 1, "lstm", units=24)


def _lstm_number(x, classes):
    options = dict(units=24, activation="linear")
    return sequence_classifier(x.shape[1:], 1, "lstm", **options)


def _deepcare(x, classes):
    sizes = [int(x[name].max()) + 1 for name in ("diagnosis", "intervention")]
    _, visits, codes = x["diagnosis"].shape
    return deepcare_model(*sizes, visits, codes, embedding=16, units=16)


def _deepr(x, classes):
    return deepr_model(int(x.max()) + 1, x.shape[1], embedding=24, filters=24)


def _text_cnn(x, classes):
    size = int(x.max()) + 1
    options = dict(embedding=24, filters=24)
    return text_cnn_model(size, 1, x.shape[1], **options)


def _text_lstm(x, classes):
    size = int(x.max()) + 1
    options = dict(embedding=24, units=16)
    return text_lstm_model(size, 1, x.shape[1], **options)


def _entailment(x, classes):
    size = max(int(each.max()) for each in x.values()) + 1
    options = dict(embedding=24, units=24, num_classes=max(classes, 2))
    return claim_evidence_network(size, "cross", CLAIM, EVIDENCE, **options)


def _lenet(x, classes):
    return lenet5(x.shape[1:], 1)


def _resnet(x, classes):
    return resnet(x.shape[1:], 1, blocks=(1, 1, 1))


def _alexnet(x, classes):
    return small_alexnet(x.shape[1:], 1, width=8, units=32)


def _unet(x, classes):
    return unet_model(x.shape[1:], filters=(8, 16, 32))


def _ecg_risk(x, classes):
    _, windows, samples, leads = x["windows"].shape
    return ecg_risk_network(windows, (samples, leads))


def _deep_bind(x, classes):
    options = dict(detectors=12, width=15, strands="filters")
    return deep_bind_model(x.shape[1], **options)


def _read_in(autoencoder, x):
    """An autoencoder that has seen the training rows without their labels."""
    autoencoder.compile(keras.optimizers.Adam(1e-3), jit_compile=False)
    passes = mode.pick(smoke=1, lesson=15, full=60)
    autoencoder.fit(x, batch_size=32, epochs=passes, verbose=0)
    return autoencoder.encoder


def _autoencoder(x, classes):
    encoder = _read_in(dense_autoencoder(x.shape[1:], (48, 12)), x)
    return code_classifier(encoder, (16,), fine_tune=True)


def _wavelet(x, classes):
    model = deep_wavelet_autoencoder(x.shape[1:], (4, 4, 2), (64,))
    return code_classifier(_read_in(model, x), (32,), fine_tune=True)


dense = Network("dense network", _dense, standardized, epochs=40)
dense_number = Network("dense network", _dense_number, standardized, epochs=40)
conv_lstm = Network("ConvLSTM", _conv_lstm, as_row, epochs=30)
hourly_lstm = Network("LSTM", _lstm, carried_hours, epochs=8)
beat_lstm = Network("LSTM", _lstm, standardized, epochs=10)
glucose_lstm = Network(
    "LSTM", _lstm_number, standardized, epochs=20, learning_rate=3e-3
)
deepcare = Network("DeepCare", _deepcare, epochs=10)
deepr = Network("Deepr", _deepr, Words(WORDS), epochs=15)
text_cnn = Network("CNN over words", _text_cnn, Words(WORDS), epochs=12)
text_lstm = Network("LSTM over words", _text_lstm, Words(WORDS), epochs=10)
entailment = Network(
    "cross attention", _entailment, two_texts(CLAIM, EVIDENCE), epochs=12
)
lenet = Network("LeNet-5", _lenet, epochs=12)
residual = Network("ResNet", _resnet, epochs=8)
alexnet = Network("small AlexNet", _alexnet, epochs=12)
unet = Network("U-Net", _unet, epochs=15, batch_size=16, learning_rate=3e-3)
ecg_risk = Network("CNN-LSTM of a day", _ecg_risk, epochs=15, batch_size=16)
deep_bind = Network(
    "DeepBind", _deep_bind, epochs=15, batch_size=64, learning_rate=5e-3
)
pretrained_autoencoder = Network(
    "autoencoder, fine-tuned", _autoencoder, standardized, epochs=20
)
wavelet_autoencoder = Network("deep wavelet autoencoder", _wavelet, epochs=15)
