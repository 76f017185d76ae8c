"""Level 3: architectures as functions of shapes and sizes.

A saved model is read back in a new session after this one import, which
registers every class of the book that a `.keras` file can name:

    import keras
    import medkeras.models

    model = keras.models.load_model("model.keras")
"""

# Losses and layers register their own classes.
from medkeras import layers, losses  # noqa: F401
from medkeras.models import (
    autoencoder,
    base,
    cardiac,
    cnn,
    conv_lstm,
    convolutional_dbn,
    covid_deepnet,
    dbn,
    deep_bind,
    deep_dta,
    deep_sea,
    deep_wavelet_autoencoder,
    deepcare,
    deepr,
    ecg_risk,
    forecaster,
    gan,
    multimodal,
    rbm,
    recurrent,
    retain,
    robust_dbn,
    smiles_lstm,
    smiles_vae,
    streaming,
    text,
    token_sampling,
    unet,
)

__all__ = [
    "autoencoder",
    "base",
    "cardiac",
    "cnn",
    "conv_lstm",
    "convolutional_dbn",
    "covid_deepnet",
    "dbn",
    "deep_bind",
    "deep_dta",
    "deep_sea",
    "deep_wavelet_autoencoder",
    "deepcare",
    "deepr",
    "ecg_risk",
    "forecaster",
    "gan",
    "multimodal",
    "rbm",
    "recurrent",
    "retain",
    "robust_dbn",
    "smiles_lstm",
    "smiles_vae",
    "streaming",
    "text",
    "token_sampling",
    "unet",
]
