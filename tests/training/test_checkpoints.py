"""Checkpoints on one device; of two workers: tests/test_workers.py."""

import keras
import numpy as np
import pytest

from medkeras.models.gan import GAN
from medkeras.training.checkpoints import Checkpoints, variables_of
from medkeras.training.multi_worker import fit
from medkeras.utils.errors import DataError, UsageError
from medkeras.utils.workers import tf_config


def network(units=2):
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(units),
            keras.layers.Dropout(0.5, seed=1),
        ]
    )
    model.compile(keras.optimizers.Adam(), "mse", metrics=["mae"])
    return model


def values(model):
    return [each.numpy() for each in variables_of(model)]


def test_weights_moments_and_seeds_come_back(tmp_path):
    model, other = network(), network()
    model.train_on_batch(np.ones((4, 3)), np.ones((4, 2)))
    Checkpoints(tmp_path).save(model, 3, 7)
    assert Checkpoints(tmp_path).restore(other) == (3, 7)
    saved, read = values(model), values(other)
    # 2 of the dense layer, 1 of the dropout; iterations, rate, 4 moments.
    assert len(saved) == len(read) == 9
    for one, two in zip(saved, read, strict=True):
        np.testing.assert_array_equal(one, two)


def test_both_optimizers_of_a_gan_are_kept():
    generator, discriminator = (
        keras.Sequential([keras.Input((2,)), keras.layers.Dense(units)])
        for units in (2, 1)
    )
    gan = GAN(generator, discriminator)
    gan.compile(keras.optimizers.Adam())
    names = {each.path.split("/")[0] for each in variables_of(gan)}
    assert {gan.optimizer.name, gan.discriminator_optimizer.name} <= names


def test_the_last_ones_are_kept(tmp_path):
    checkpoints, model = Checkpoints(tmp_path, every=2, keep=2), network()
    for step in range(1, 9):
        checkpoints.after_step(model, 0, step)
    checkpoints.after_epoch(model, 1)  # saved by steps: not here
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "checkpoint-00000-00000006.npz",
        "checkpoint-00000-00000008.npz",
    ]


def test_without_steps_each_pass_is_kept(tmp_path):
    checkpoints, model = Checkpoints(tmp_path), network()
    checkpoints.after_step(model, 0, 1)
    assert checkpoints.restore(model) == (0, 0)
    checkpoints.after_epoch(model, 1)
    assert checkpoints.restore(model) == (1, 0)


def test_a_broken_file_is_passed_by_for_the_one_before(tmp_path):
    checkpoints, model = Checkpoints(tmp_path), network()
    checkpoints.save(model, 1, 0)
    checkpoints.save(model, 2, 0)
    newest = tmp_path / "checkpoint-00002-00000000.npz"
    newest.write_bytes(newest.read_bytes()[:-100])
    assert checkpoints.restore(model) == (1, 0)
    older = tmp_path / "checkpoint-00001-00000000.npz"
    older.write_bytes(b"")
    with pytest.raises(DataError, match="expected a whole checkpoint"):
        checkpoints.restore(model)


def test_another_model_is_refused_and_left_as_it_was(tmp_path):
    Checkpoints(tmp_path).save(network(units=3), 1, 0)
    model = network()
    before = values(model)
    with pytest.raises(UsageError, match="must be one of this model"):
        Checkpoints(tmp_path).restore(model)
    for one, two in zip(before, values(model), strict=True):
        np.testing.assert_array_equal(one, two)


def test_another_training_is_refused(tmp_path):
    """A step of it would mean other rows."""
    data = np.ones((6, 3)), np.ones((6, 2))
    fit(network(), data, 1, 3, checkpoints=Checkpoints(tmp_path), verbose=0)
    with pytest.raises(UsageError, match="must be one of this training"):
        fit(network(), data, 1, 2, checkpoints=Checkpoints(tmp_path), verbose=0)


def test_files_of_others_are_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    checkpoints = Checkpoints(tmp_path, keep=1)
    for epoch in (1, 2):
        checkpoints.save(network(), epoch, 0)
    assert {path.name for path in tmp_path.iterdir()} == {
        "notes.txt",
        "checkpoint-00002-00000000.npz",
    }


def test_the_second_worker_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("TF_CONFIG", tf_config(["a:1", "b:1"], 1))
    Checkpoints(tmp_path).save(network(), 1, 0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["every", "keep"])
@pytest.mark.parametrize("value", [0, -1, 1.5, "2", True])
def test_numbers_must_be_whole_and_positive(tmp_path, name, value):
    with pytest.raises(UsageError, match=name):
        Checkpoints(tmp_path, **{name: value})
