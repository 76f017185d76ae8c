"""The networks that join: what is missing must not speak."""

import keras
import numpy as np
import pytest

from medkeras.models.multimodal import networks

SHAPES = {"table": (5,), "volume": (8, 8, 8)}


def given(seed=0, present=(1, 1), rows=3):
    rng = np.random.default_rng(seed)
    return {
        "table": rng.normal(size=(rows, 5)).astype("float32"),
        "volume": rng.normal(size=(rows, 8, 8, 8)).astype("float32"),
        networks.PRESENT: np.tile(np.float32(present), (rows, 1)),
    }


@pytest.mark.parametrize("fusion", ["early", "intermediate"])
def test_a_missing_modality_changes_nothing_whatever_it_holds(fusion):
    network = networks.joined(SHAPES, fusion, 0)
    one, other = given(0, (1, 0)), given(0, (1, 0))
    other["volume"] = other["volume"] + 7
    np.testing.assert_array_equal(network(one), network(other))
    here = given(0, (1, 1))
    moved = here | {"volume": here["volume"] + 7}
    assert not np.array_equal(network(here), network(moved))


@pytest.mark.parametrize("fusion", ["early", "intermediate"])
def test_answers_are_probabilities_and_start_from_the_seed(fusion):
    first, again, other = (
        np.array(networks.joined(SHAPES, fusion, seed)(given()))
        for seed in (0, 0, 1)
    )
    assert first.shape == (3, 1) and ((first > 0) & (first < 1)).all()
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_stage_hides_inputs_in_training_only():
    stage = networks.denoising_stage(6, 4)
    rows = np.ones((2, 6), "float32")
    np.testing.assert_array_equal(stage(rows), stage(rows, training=False))
    drawn = [np.array(stage(rows, training=True)) for _ in range(2)]
    assert not np.array_equal(*drawn)


def test_hidden_inputs_are_filled_in_better_after_denoising_training():
    """Against an autoencoder trained on whole rows."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(400, 2)) @ rng.normal(size=(2, 12))
    rows = rows.astype("float32")
    hidden = rows * (rng.random(rows.shape) > 0.3)
    errors = {}
    for noise in (0.0, networks.NOISE):
        keras.utils.set_random_seed(0)
        stage = networks.denoising_stage(12, 8)
        for layer in stage.layers:
            if isinstance(layer, keras.layers.Dropout):
                layer.rate = noise
        stage.compile(
            keras.optimizers.Adam(0.01), "mse", steps_per_execution=50,
            jit_compile=False,
        )  # fmt: skip
        many = np.tile(rows, (40, 1))
        stage.fit(many, many, batch_size=32, verbose=0)
        errors[noise] = float(np.mean((np.array(stage(hidden)) - rows) ** 2))
    assert errors[networks.NOISE] < errors[0.0]


def test_log_odds_by_hand():
    found = networks.log_odds(np.array([0.5, 0.75, 1.0]))
    np.testing.assert_allclose(found[:2], [0, np.log(3)], atol=1e-6)
    assert np.isfinite(found[2]) and found[2] > 10
