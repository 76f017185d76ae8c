"""Networks of medkeras.models whose answers are timed, with their inputs.

    python networks.py FILE

writes the weights and inputs of all into an npz file, for the same networks in
PyTorch (torch_networks.py). Sizes are those of a chapter, or near them.
"""

import importlib
import sys

import numpy as np

ROWS = 64
FILM, SERIES, WORDS, DNA = (28, 28, 1), (30, 8), 50, (200, 4)


def values(*shape):
    """Input of real numbers, unlike enough for unlike answers."""
    return lambda rng: rng.normal(size=(ROWS, *shape)).astype("float32")


def bits(*shape):
    """Input of zeros and ones."""
    return lambda rng: rng.integers(0, 2, (ROWS, *shape)).astype("float32")


def words(count, size=1000):
    """Input of numbers of words, none of them padding."""
    return lambda rng: rng.integers(1, size, (ROWS, count)).astype("float32")


# Module, function, arguments, inputs.
NETWORKS = {
    "autoencoder.builders": {
        "dense_autoencoder": (((784,),), {}, values(784)),
        "convolutional_autoencoder": ((FILM,), {}, values(*FILM)),
    },
    "autoencoder.contractive": {
        "ContractiveAutoencoder": (((784,),), {}, values(784)),
    },
    "autoencoder.sparse": {
        "k_sparse_autoencoder": (((784,),), {}, values(784)),
    },
    "cardiac.shape": {
        "shape_autoencoder": (((64, 64, 1),), {}, values(64, 64, 1)),
    },
    "cnn.classic": {
        "lenet5": ((FILM, 10), {}, values(*FILM)),
        "alexnet": (((63, 63, 1), 10), {"units": 256}, values(63, 63, 1)),
        "vgg": (
            (FILM, 10, ((1, 16), (2, 32), (2, 64)), 128), {}, values(*FILM)
        ),
    },
    "cnn.detector": {
        "center_point_detector": (((64, 64, 1),), {}, values(64, 64, 1)),
    },
    "cnn.googlenet": {"inception": ((FILM, 10), {}, values(*FILM))},
    "cnn.residual": {"resnet": ((FILM, 10), {}, values(*FILM))},
    "cnn.small_alexnet": {
        "small_alexnet": (((64, 64, 1), 10), {}, values(64, 64, 1)),
    },
    "conv_lstm": {
        "cnn": (((1, 8, 1),), {}, values(1, 8, 1)),
        "traditional_lstm": (((8, 1, 1),), {}, values(8, 1, 1)),
        "cnn_lstm": (((6, 16, 16, 1),), {}, values(6, 16, 16, 1)),
        "conv_lstm": (((6, 16, 16, 1),), {}, values(6, 16, 16, 1)),
    },
    "convolutional_dbn.convolutional_rbm": {
        "ConvolutionalRBM": (((32, 32, 1), 16, 7), {}, bits(32, 32, 1)),
    },
    "dbn.belief_network": {"DBN": (((500, 250), 784), {}, bits(784))},
    "deep_bind": {"deep_bind": ((DNA[0],), {}, values(*DNA))},
    "deep_dta": {
        "deep_dta": (
            (), {"max_protein": 200, "units": (256, 128)},
            words(85, 65), words(200, 26),
        ),
    },
    "deep_sea": {
        "deep_sea": (
            (DNA[0], (32, 48, 96)), {"hidden": 64, "outputs": 16},
            values(*DNA),
        ),
    },
    "deepr": {"deepr": ((1000, 100), {}, words(100))},
    "ecg_risk": {"lstm_fcn": (((120, 2),), {}, values(120, 2))},
    "forecaster": {
        "temporal_convolutional_forecaster": ((SERIES,), {}, values(*SERIES)),
        "lstm_forecaster": ((SERIES,), {}, values(*SERIES)),
    },
    "gan.dcgan": {
        "dcgan_generator": ((64, FILM), {"num_filters": 32}, values(64)),
        "dcgan_discriminator": ((FILM,), {"num_filters": 32}, values(*FILM)),
    },
    "rbm.rbm": {"RBM": ((784, 500), {}, bits(784))},
    "recurrent": {
        "sequence_classifier": (
            (SERIES, 4), {"cell": "gru", "masking": False}, values(*SERIES)
        ),
    },
    "robust_dbn": {"robust_dbn": ((300,), {}, values(300))},
    "smiles_lstm": {
        "smiles_lstm": ((40, 60, (128,)), {}, words(60, 40)),
    },
    "text.classifiers": {
        "text_cnn": ((1000,), {}, words(WORDS)),
        "text_lstm": ((1000,), {}, words(WORDS)),
        "text_transformer": ((1000,), {}, words(WORDS)),
    },
    "text.entailment": {
        "claim_evidence_network": ((1000,), {}, words(30), words(60)),
    },
    "text.tagger": {"bilstm_crf": ((1000, 5), {}, words(WORDS))},
    "unet": {
        "unet": (((64, 64, 1),), {}, values(64, 64, 1)),
        "unet3d": (
            ((16, 32, 32, 1),), {"filters": (4, 8, 16)}, values(16, 32, 32, 1)
        ),
    },
}  # fmt: skip
NAMES = [f"{module}.{name}" for module in NETWORKS for name in NETWORKS[module]]

SAME_LAYERS = "at inference the layers of {}, which is timed"
# Makers of models that are not timed, and why.
LEFT_OUT = {
    "autoencoder.autoencoder.Autoencoder": "holds the layers it is given",
    "autoencoder.denoising.DenoisingAutoencoder": SAME_LAYERS.format(
        "dense_autoencoder"
    ),
    "autoencoder.sparse.SparseAutoencoder": SAME_LAYERS.format(
        "dense_autoencoder"
    ),
    "autoencoder.sparse.l1_sparse_autoencoder": SAME_LAYERS.format(
        "dense_autoencoder"
    ),
    "autoencoder.stacked.StackedAutoencoder": SAME_LAYERS.format(
        "dense_autoencoder"
    ),
    "autoencoder.variational.VariationalAutoencoder": SAME_LAYERS.format(
        "dense_autoencoder"
    ),
    "base.Model": "holds the layers it is given",
    "cardiac.localizer.localizer": "one convolution of 11 x 11, one dense "
    "layer: as cardiac.shape and cnn.classic, which are timed",
    "cardiac.localizer.pretrain_filters": "trains, and gives a sparse "
    "autoencoder",
    "cnn.blocks.classifier": "the last layer of the networks of cnn",
    "cnn.inception_v3.inception_v3": "the blocks of googlenet, which is timed",
    "dbn.gaussian_hidden_rbm.GaussianHiddenRBM": SAME_LAYERS.format("RBM"),
    "dbn.unrolling.network_of": "dense layers, as dense_autoencoder",
    "deep_wavelet_autoencoder.code_classifier": "dense layers, as robust_dbn",
    "deep_wavelet_autoencoder.deep_wavelet_autoencoder": "PyTorch has no "
    "wavelet transform; ours is timed against PyWavelets (rows wavelet_*)",
    "deep_wavelet_autoencoder.morlet_autoencoder": SAME_LAYERS.format(
        "dense_autoencoder"
    )
    + ", with a product of a cosine and a bell as activation",
    "deepcare.deepcare": "its cell is no cell of PyTorch; its training is "
    "timed against Keras' LSTM (row deepcare_training)",
    "deepcare.pooled_recurrent": "a GRU that skips missing visits: PyTorch's "
    "GRU cannot leave out steps in the middle",
    "ecg_risk.ecg_risk_network": "an LSTM that skips missing windows: "
    "PyTorch's LSTM cannot leave out steps in the middle",
    "gan.conditional.ConditionalGAN": "trains a generator of gan.dcgan",
    "gan.gan.GAN": "trains two networks that it is given",
    "gan.wasserstein.WassersteinGAN": "trains two networks that it is given",
    "rbm.tempered.TemperedRBM": SAME_LAYERS.format("RBM"),
    "retain.retain": "a GRU that skips missing visits: PyTorch's GRU cannot "
    "leave out steps in the middle",
    "smiles_vae.smiles_vae": "draws a code at random in every answer: no two "
    "libraries draw the same",
    "text.tagger.SequenceTagger": "holds the layers it is given",
}  # fmt: skip


def build(name):
    """A network with weights none of which is 0, equal in every process."""
    import keras

    keras.utils.set_random_seed(0)
    module, function = name.rsplit(".", 1)
    arguments, options, *_ = NETWORKS[module][function]
    make = getattr(
        importlib.import_module(f"medkeras.models.{module}"), function
    )
    model = make(*arguments, **options)
    rng = np.random.default_rng(0)
    for weight in model.weights:
        drawn = rng.uniform(0.5, 1.5, weight.shape)
        if weight.dtype.startswith("float") and not _says_something(weight):
            begins_at_1 = np.any(weight.numpy())
            weight.assign(drawn if begins_at_1 else drawn - 1)
    return model


def _says_something(weight):
    """Not all 0, nor all 1, as biases and normalisations begin."""
    found = np.ravel(weight.numpy())
    return len(found) > 1 and np.ptp(found) > 0


def inputs(name):
    """Arrays of `ROWS` rows."""
    module, function = name.rsplit(".", 1)
    rng = np.random.default_rng(1)
    return [draw(rng) for draw in NETWORKS[module][function][2:]]


def save(path):
    """Weights and inputs of all networks."""
    found = {}
    for name in NAMES:
        for place, weight in enumerate(build(name).weights):
            found[f"{name}/weight/{place:03}"] = weight.numpy()
        for place, x in enumerate(inputs(name)):
            found[f"{name}/input/{place}"] = x
    np.savez(path, **found)


if __name__ == "__main__":
    save(sys.argv[1])
