"""How the networks of the registry are built, by name: see `networks`.

Each takes the encoded training rows and the number of classes. Apart from
their declarations, so that listing the tasks needs no TensorFlow.
"""

import keras
from keras import layers

from medkeras.models import text
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
from medkeras.models.unet import unet as unet_model
from medkeras.utils import mode


def dense(x, classes, activation="sigmoid"):
    """Two dense layers and one answer."""
    inputs = keras.Input(x.shape[1:])
    hidden = layers.Dense(32, "relu")(inputs)
    hidden = layers.Dropout(0.2)(hidden)
    hidden = layers.Dense(16, "relu")(hidden)
    return keras.Model(inputs, layers.Dense(1, activation)(hidden))


def dense_number(x, classes):
    """The same for a real number."""
    return dense(x, classes, "linear")


def conv_lstm(x, classes):
    """A ConvLSTM of one step over the columns of a table."""
    return conv_lstm_model(x.shape[1:])


def lstm(x, classes):
    """An LSTM over steps."""
    return sequence_classifier(x.shape[1:], 1, "lstm", units=24)


def rnn_number(x, classes):
    """A plain recurrent network that ends in a real number."""
    options = dict(units=24, activation="linear")
    return sequence_classifier(x.shape[1:], 1, "rnn", **options)


def deepcare(x, classes):
    """DeepCare over the visits of a history."""
    sizes = [int(x[name].max()) + 1 for name in ("diagnosis", "intervention")]
    _, visits, codes = x["diagnosis"].shape
    return deepcare_model(*sizes, visits, codes, embedding=16, units=16)


def deepr(x, classes):
    """Deepr over the words of a stay."""
    return deepr_model(int(x.max()) + 1, x.shape[1], embedding=24, filters=24)


def text_cnn(x, classes):
    """Filters over runs of words."""
    size = int(x.max()) + 1
    options = dict(embedding=24, filters=24)
    return text.text_cnn(size, 1, x.shape[1], **options)


def text_lstm(x, classes):
    """An LSTM over words, from both ends."""
    size = int(x.max()) + 1
    options = dict(embedding=24, units=16)
    return text.text_lstm(size, 1, x.shape[1], **options)


def entailment(x, classes):
    """Word by word attention between claim and evidence."""
    size = max(int(each.max()) for each in x.values()) + 1
    options = dict(embedding=24, units=24, num_classes=max(classes, 2))
    widths = x["claim"].shape[1], x["evidence"].shape[1]
    return text.claim_evidence_network(size, "cross", *widths, **options)


def lenet(x, classes):
    """LeNet-5, for pictures or signals."""
    return lenet5(x.shape[1:], 1)


def residual(x, classes):
    """A small residual network."""
    return resnet(x.shape[1:], 1, blocks=(1, 1, 1))


def alexnet(x, classes):
    """A small AlexNet."""
    return small_alexnet(x.shape[1:], 1, width=8, units=32)


def unet(x, classes):
    """A small U-Net."""
    return unet_model(x.shape[1:], filters=(8, 16, 32))


def ecg_risk(x, classes):
    """Windows of a day to a risk."""
    _, windows, samples, leads = x["windows"].shape
    return ecg_risk_network(windows, (samples, leads))


def deep_bind(x, classes):
    """Motif detectors on both strands."""
    options = dict(detectors=12, width=15, strands="filters")
    return deep_bind_model(x.shape[1], **options)


def _read_in(autoencoder, x):
    """An autoencoder that has seen the training rows without their labels."""
    autoencoder.compile(keras.optimizers.Adam(1e-3), jit_compile=False)
    passes = mode.pick(smoke=1, lesson=15, full=60)
    autoencoder.fit(x, batch_size=32, epochs=passes, verbose=0)
    return autoencoder.encoder


def autoencoder(x, classes):
    """An encoder that has seen the rows, fine-tuned on the label."""
    encoder = _read_in(dense_autoencoder(x.shape[1:], (48, 12)), x)
    return code_classifier(encoder, (16,), fine_tune=True)


def wavelet(x, classes):
    """The same with a wavelet transform in the encoder."""
    model = deep_wavelet_autoencoder(x.shape[1:], (4, 4, 2), (64,))
    return code_classifier(_read_in(model, x), (32,), fine_tune=True)
