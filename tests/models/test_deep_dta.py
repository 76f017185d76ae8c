"""DeepDTA: the published layers, towers that read letters."""

from itertools import pairwise

import keras
import numpy as np
import pytest

from medkeras.models.deep_dta import deep_dta
from medkeras.utils.errors import UsageError

SIZES = dict(
    drug_letters=9,
    protein_letters=7,
    max_drug=11,
    max_protein=17,
    drug_width=3,
    protein_width=4,
    filters=(3, 4),
    embedding=5,
    units=(6, 5),
    dropout=0.0,
)


def test_the_published_sizes_and_parameters_by_hand():
    model = deep_dta()
    assert model.count_params() == 2_030_337
    total = 0
    for letters, width in ((65, 8), (26, 12)):
        channels = [128, 32, 64, 96]
        total += letters * 128
        for before, after in pairwise(channels):
            total += (before * width + 1) * after
    for before, after in ((192, 1024), (1024, 1024), (1024, 512), (512, 1)):
        total += (before + 1) * after
    assert total == 2_030_337


def test_the_layers_in_numpy():
    keras.utils.set_random_seed(0)
    model, rng = deep_dta(**SIZES), np.random.default_rng(0)
    drug, protein = rng.integers(1, 9, (2, 11)), rng.integers(1, 7, (2, 17))
    features = []
    for name, letters in (("drug", drug), ("protein", protein)):
        tower = model.get_layer(name)
        states = tower.get_layer(f"{name}_vectors").embeddings.numpy()[letters]
        for number in (1, 2):
            kernel, bias = tower.get_layer(
                f"{name}_conv_{number}"
            ).get_weights()
            width = len(kernel)
            places = states.shape[1] - width + 1
            found = [
                np.tensordot(states[:, at : at + width], kernel, 2) + bias
                for at in range(places)
            ]
            states = np.maximum(np.stack(found, axis=1), 0)
        features.append(states.max(axis=1))
    hidden, head = np.concatenate(features, axis=1), model.get_layer("affinity")
    for number in (1, 2):
        kernel, bias = head.get_layer(f"dense_{number}").get_weights()
        hidden = np.maximum(hidden @ kernel + bias, 0)
    kernel, bias = head.get_layer("answer").get_weights()
    expected = hidden @ kernel + bias
    np.testing.assert_allclose(model([drug, protein]), expected, atol=1e-5)


def test_a_saved_one_answers_alike(tmp_path):
    model = deep_dta(**SIZES)
    pairs = [np.ones((2, 11)), np.ones((2, 17))]
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    np.testing.assert_array_equal(again(pairs), model(pairs))


def test_bad_rows_are_one_line():
    model = deep_dta(**SIZES)
    model.compile("sgd", "mse")
    pairs = [np.ones((2, 11)), np.ones((2, 17))]
    model.fit(pairs, np.ones((2, 1)), verbose=0)
    for bad in (np.full((2, 11), np.nan), np.full((2, 11), "C")):
        with pytest.raises(UsageError, match="`x`"):
            model.fit([bad, pairs[1]], np.ones((2, 1)), verbose=0)


@pytest.mark.parametrize(
    "bad",
    [
        dict(max_drug=4),
        dict(max_protein=6),
        dict(drug_letters=1),
        dict(protein_width=0),
        dict(filters=()),
        dict(units=()),
        dict(embedding=0),
        dict(dropout=2),
    ],
)
def test_impossible_sizes_are_one_line(bad):
    with pytest.raises(UsageError, match=f"`{next(iter(bad))}`"):
        deep_dta(**(SIZES | bad))
