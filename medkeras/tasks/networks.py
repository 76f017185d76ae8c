"""The networks of the registry: short declarations over the book's models."""

from medkeras.tasks.encoders import (
    Words,
    as_row,
    carried_hours,
    standardized,
    two_texts,
)
from medkeras.tasks.predictors import Network

WORDS, CLAIM, EVIDENCE = 40, 24, 40  # places for the words of a text
CODES = 8  # places for the codes of a visit
TOKENS = 60  # of a molecule as text

dense = Network("dense network", "dense", standardized, epochs=40)
dense_number = Network("dense network", "dense_number", standardized, epochs=40)
conv_lstm = Network("ConvLSTM", "conv_lstm", as_row, epochs=30)
hourly_lstm = Network("LSTM", "lstm", carried_hours, epochs=8)
beat_lstm = Network("LSTM", "lstm", standardized, epochs=10)
glucose_rnn = Network(
    "RNN", "rnn_number", standardized, epochs=20, learning_rate=3e-3
)
deepcare = Network("DeepCare", "deepcare", epochs=10)
deepr = Network("Deepr", "deepr", Words(WORDS), epochs=15)
text_cnn = Network("CNN over words", "text_cnn", Words(WORDS), epochs=12)
code_lstm = Network("LSTM over codes", "text_lstm", Words(CODES), epochs=10)
smiles_cnn = Network("CNN over SMILES", "text_cnn", Words(TOKENS), epochs=15)
entailment = Network(
    "cross attention", "entailment", two_texts(CLAIM, EVIDENCE), epochs=12
)
lenet = Network("LeNet-5", "lenet", epochs=12)
residual = Network("ResNet", "residual", epochs=8)
alexnet = Network("small AlexNet", "alexnet", epochs=12)
unet = Network("U-Net", "unet", epochs=15, batch_size=16, learning_rate=3e-3)
ecg_risk = Network("CNN-LSTM of a day", "ecg_risk", epochs=15, batch_size=16)
deep_bind = Network(
    "DeepBind", "deep_bind", epochs=15, batch_size=64, learning_rate=5e-3
)
pretrained_autoencoder = Network(
    "autoencoder, fine-tuned", "autoencoder", standardized, epochs=20
)
wavelet_autoencoder = Network("deep wavelet autoencoder", "wavelet", epochs=15)
