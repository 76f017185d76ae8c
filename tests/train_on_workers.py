"""One of two workers: a process of tests/test_workers.py.

    python train_on_workers.py '[{"medkeras.models.rbm.rbm": ["RBM"]}, "here"]'

The first time it does what has to be done by two, walks the models, and ends
in the middle of a pass: worker 1 is killed. Started again, both go on from
the checkpoint.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

import keras
import numpy as np
import train_on_replicas

from medkeras.models import patience
from medkeras.models.base import Model
from medkeras.models.cnn import small_alexnet
from medkeras.models.worker_agreement import check_equal
from medkeras.training import multi_worker, sharding
from medkeras.training.checkpoints import Checkpoints
from medkeras.training.network_classifier import NetworkClassifier
from medkeras.training.robust_dbn_classifier import RobustDBNClassifier
from medkeras.training.strategy import strategy
from medkeras.training.transfer import TransferClassifier
from medkeras.utils.errors import UsageError
from medkeras.utils.workers import workers

ROWS, EPOCHS, BATCH = 22, 3, 4  # six steps a pass, the last of two rows


def main(models, folder):
    folder = Path(folder)
    index = workers().index if workers() else "alone"
    if (folder / "checkpoints").exists():
        found = {"again": again(folder)}
        np.savez(folder / f"again-{index}.npz", **found)
        silent(folder, index)
        return
    found = {"undisturbed": trained(callbacks=writers(folder, index))}
    found |= {"plain": plain(), "own": own_shares()}
    found |= {"dropout": trained(dropout=0.5), "estimators": estimators()}
    if workers():
        found["said"] = other_data(index)
    np.savez(folder / f"first-{index}.npz", **found)
    if not workers():
        return
    names = [name for found in models.values() for name in found]
    walked = train_on_replicas.results_of(models, names)
    np.savez(folder / f"walk-{index}.npz", **walked)
    begun = time.monotonic()
    try:
        again(folder, killed=index == 1)
    except UsageError as error:
        waited = time.monotonic() - begun
        (folder / f"gone-{index}.txt").write_text(f"{waited} {error}")


def data(seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(ROWS, 8, 8, 1)).astype("float32")
    return x, (x.mean(axis=(1, 2, 3)) > 0).astype("float32")[:, None]


def network(dropout=0.0, kind=Model):
    keras.utils.set_random_seed(1)
    with strategy().scope():
        film = keras.Input((8, 8, 1))
        x = keras.layers.Conv2D(4, 3, activation="relu")(film)
        x = keras.layers.BatchNormalization(synchronized=True)(x)
        x = keras.layers.Dropout(dropout, seed=3)(x)
        x = keras.layers.Flatten()(x)
        model = kind(film, keras.layers.Dense(1, activation="sigmoid")(x))
        model.compile(
            keras.optimizers.Adam(0.01),
            "binary_crossentropy",
            metrics=["accuracy"],
        )
    return model


class Kill(keras.callbacks.Callback):
    """End this process, as for want of power, in the middle of a pass."""

    def on_train_batch_end(self, step, logs=None):
        if self.model.optimizer.iterations.numpy() == 9:
            os.kill(os.getpid(), signal.SIGKILL)


def writers(folder, index):
    return [
        keras.callbacks.CSVLogger(folder / f"log-{index}.csv"),
        keras.callbacks.ModelCheckpoint(
            folder / f"best-{index}.keras", save_best_only=True
        ),
    ]


def trained(checkpoints=None, dropout=0.0, callbacks=()):
    model = network(dropout)
    seen = multi_worker.fit(
        model,
        data(),
        EPOCHS,
        BATCH,
        validation=data(1),
        callbacks=[*callbacks],
        checkpoints=checkpoints,
        verbose=0,
    )
    return numbers(model, seen)


def again(folder, killed=False):
    """With dropout: what is drawn must go on, too."""
    callbacks = [Kill()] if killed else []
    return trained(Checkpoints(folder / "checkpoints", 4), 0.5, callbacks)


def silent(folder, index):
    """Worker 1 does something else; worker 0 asks it, but not for ever."""
    if index == 1:
        time.sleep(8)
        return
    patience.SECONDS = 2.0
    begun = time.monotonic()
    try:
        check_equal(strategy(), "anything", 1)
    except UsageError as error:
        waited = time.monotonic() - begun
        (folder / "silent.txt").write_text(f"{waited} {error}")


def plain():
    """A model of Keras itself; metrics by themselves."""
    model = network(kind=keras.Model)
    seen = multi_worker.fit(model, data(), 1, BATCH, verbose=0)
    judged = multi_worker.evaluate(model, data(1), 4)
    return numbers(model, seen | {name: [n] for name, n in judged.items()})


def plain_network(shape):
    """Keras' own model, as a chapter builds one."""
    flat = keras.layers.Flatten()
    end = keras.layers.Dense(1, "sigmoid")
    return keras.Sequential([keras.Input(shape), flat, end])


def estimators():
    """Answers of what scikit-learn can fit, whoever built the network."""
    x, y = data()
    keras.utils.set_random_seed(1)
    source = small_alexnet((30, 30, 1), 3, width=2, units=4, dropout=0.0)
    table = x.reshape(ROWS, -1)
    some = {
        NetworkClassifier(plain_network, epochs=2, batch_size=BATCH): x,
        TransferClassifier(source, "fine-tune", 1, 8, 1e-4): np.repeat(
            np.repeat(x, 4, axis=1), 4, axis=2
        )[:, :30, :30],
        RobustDBNClassifier(
            (3, 2), pretrain_epochs=1, epochs=1, batch_size=BATCH, dropout=0.0
        ): table,
    }
    answers = [
        estimator.fit(given, y[:, 0].astype(int)).predict_proba(given)
        for estimator, given in some.items()
    ]
    return np.concatenate([np.ravel(each) for each in answers])


def own_shares():
    """Each worker reads patients of its own."""
    x, y = data()
    patients = np.arange(ROWS) // 2
    mine = sharding.by_patient(patients, None if workers() else 2)
    parts = [mine.mine] if workers() else mine.items
    model = network()

    def batches(epoch):
        import tensorflow as tf

        steps = [(0, 2), (2, 4), (4, 8), (8, 14)]
        rows = [np.concatenate([p[a:b] for p in parts]) for a, b in steps]
        rows = tf.ragged.constant([each.tolist() for each in rows])
        data = tf.data.Dataset.from_tensor_slices(rows)
        return data.map(lambda r: (tf.gather(x, r), tf.gather(y, r)))

    return numbers(model, multi_worker.fit(model, batches, 2, verbose=0))


def other_data(index):
    try:
        multi_worker.fit(network(), data(index), 1, BATCH, verbose=0)
    except UsageError as error:
        return str(error)
    return "nothing"


def numbers(model, seen):
    """Weights, the last of each metric, and what is predicted, in order."""
    flat = [np.ravel(weight) for weight in model.get_weights()]
    if isinstance(model, Model):
        predicted = model.predict(data(2)[0], batch_size=4, verbose=0)
        flat.append(np.ravel(predicted))
    last = [seen[name][-1:] for name in sorted(seen)]
    return np.concatenate([*flat, *last])


if __name__ == "__main__":
    main(*json.loads(sys.argv[1]))
