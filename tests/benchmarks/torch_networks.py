"""The networks of networks.py, written in PyTorch from the same weights.

Maps have their channels first here, as PyTorch wants them; so have inputs.
"""

import numpy as np
import torch
import torch_images as images
import torch_sequences as sequences
import torch_vectors as vectors
from torch_layers import Weights

TWINS = {
    "autoencoder.builders.dense_autoencoder": vectors.dense_autoencoder,
    "autoencoder.builders.convolutional_autoencoder": (
        images.convolutional_autoencoder
    ),
    "autoencoder.contractive.ContractiveAutoencoder": (
        vectors.contractive_autoencoder
    ),
    "autoencoder.sparse.k_sparse_autoencoder": vectors.k_sparse_autoencoder,
    "cardiac.shape.shape_autoencoder": vectors.shape_autoencoder,
    "cnn.classic.lenet5": images.lenet5,
    "cnn.classic.alexnet": images.alexnet,
    "cnn.classic.vgg": images.vgg,
    "cnn.detector.center_point_detector": images.center_point_detector,
    "cnn.googlenet.inception": images.inception,
    "cnn.residual.resnet": images.resnet,
    "cnn.small_alexnet.small_alexnet": images.small_alexnet,
    "conv_lstm.cnn": sequences.cnn,
    "conv_lstm.traditional_lstm": sequences.traditional_lstm,
    "conv_lstm.cnn_lstm": sequences.cnn_lstm,
    "conv_lstm.conv_lstm": sequences.conv_lstm,
    "convolutional_dbn.convolutional_rbm.ConvolutionalRBM": (
        images.convolutional_rbm
    ),
    "dbn.belief_network.DBN": vectors.dbn,
    "deep_bind.deep_bind": sequences.deep_bind,
    "deep_dta.deep_dta": sequences.deep_dta,
    "deep_sea.deep_sea": sequences.deep_sea,
    "deepr.deepr": sequences.n_grams,
    "ecg_risk.lstm_fcn": sequences.lstm_fcn,
    "forecaster.temporal_convolutional_forecaster": (
        sequences.temporal_convolutional_forecaster
    ),
    "forecaster.lstm_forecaster": sequences.lstm_forecaster,
    "gan.dcgan.dcgan_generator": images.dcgan_generator,
    "gan.dcgan.dcgan_discriminator": images.dcgan_discriminator,
    "rbm.rbm.RBM": vectors.rbm_layer,
    "recurrent.sequence_classifier": sequences.gru_classifier,
    "robust_dbn.robust_dbn": vectors.robust_dbn,
    "smiles_lstm.smiles_lstm": sequences.smiles_lstm,
    "text.classifiers.text_cnn": sequences.n_grams,
    "text.classifiers.text_lstm": sequences.text_lstm,
    "text.classifiers.text_transformer": sequences.text_transformer,
    "text.entailment.claim_evidence_network": sequences.claim_evidence_network,
    "text.tagger.bilstm_crf": sequences.bilstm_crf,
    "unet.unet": lambda w: images.unet(w, 2, (16, 32, 64, 128)),
    "unet.unet3d": lambda w: images.unet(w, 3, (4, 8, 16)),
}


def build(name, saved):
    """A network and its inputs, from the file of networks.py."""
    keys = [key for key in saved if key.startswith(f"{name}/")]
    arrays = [saved[key] for key in sorted(keys) if "/weight/" in key]
    weights = Weights(arrays)
    network = TWINS[name](weights).eval()
    weights.end()
    drawn = [saved[key] for key in sorted(keys) if "/input/" in key]
    return network, [_given(x, network) for x in drawn]


def _given(x, network):
    """Channels first; numbers of words as whole numbers."""
    if x.ndim > 3:
        x = np.ascontiguousarray(np.moveaxis(x, -1, 1))
    reads_words = x.max() > 1 and np.array_equal(x, x.round())
    return torch.tensor(x, dtype=torch.int64 if reads_words else None)
