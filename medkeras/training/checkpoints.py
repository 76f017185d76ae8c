"""Checkpoints: a job that was killed goes on where the last one was made."""

import io
import re
import zipfile
from pathlib import Path

import keras
import numpy as np

from medkeras.models.worker_agreement import from_the_chief, workers_needed
from medkeras.utils.errors import DataError, UsageError
from medkeras.utils.files import write_atomically
from medkeras.utils.sizes import check_whole
from medkeras.utils.workers import is_chief

NAME = re.compile(r"checkpoint-(\d+)-(\d+)\.npz")


class Checkpoints:
    """Weights, seeds and optimizers in a folder, after so many steps.

    The chief alone writes and reads, and hands what it has read to the other
    workers: the folder need not be shared. A file is whole or not there, the
    last two are kept. It is a `.npz` of plain arrays, without pickle;
    `restore` reads it into a model that was built and compiled alike. To
    keep a trained model, let the chief call `model.save("model.keras")`.
    Metrics are counted anew: those of a pass that was interrupted are of the
    rest of it.

    Args:
        folder: where the files belong; made if it is not there.
        every: steps from one checkpoint to the next; None: after each pass.
        keep: how many of the last ones are kept.

    Raises:
        UsageError: `every` or `keep` is no whole number of 1 or more; from
            `restore`: the checkpoint of another model or training.
        DataError: from `restore`: files are there, none of them whole.

    Example:
        >>> import keras, tempfile
        >>> from medkeras.training.checkpoints import Checkpoints
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> checkpoints = Checkpoints(tempfile.mkdtemp())
        >>> checkpoints.save(model, epoch=3, step=0)
        >>> checkpoints.restore(model)
        (3, 0)

    Chapter: 4.6.3
    """

    def __init__(self, folder, every: int | None = None, keep: int = 2):
        if every is not None:
            check_whole("every", every)
        check_whole("keep", keep)
        self.folder, self.every, self.keep = Path(folder), every, keep
        self.plan = 0  # stands for the order of the batches; `fit` sets it

    def after_step(self, model, epoch: int, step: int) -> None:
        """Save if it is time: `step` steps of pass `epoch` are done."""
        if self.every and step % self.every == 0:
            self.save(model, epoch, step)

    def after_epoch(self, model, epoch: int) -> None:
        """Save if that is wanted: `epoch` passes are done."""
        if not self.every:
            self.save(model, epoch, 0)

    def save(self, model, epoch: int, step: int) -> None:
        """Save the state; every worker must call it, the chief writes."""
        with workers_needed(model.distribute_strategy):
            arrays = [each.numpy() for each in variables_of(model)]
        if not is_chief():
            return
        content = io.BytesIO()
        places = {f"{n:04}": array for n, array in enumerate(arrays)}
        np.savez(content, position=np.array([epoch, step, self.plan]), **places)
        name = f"checkpoint-{epoch:05}-{step:08}.npz"
        write_atomically(self.folder / name, content.getvalue())
        for old in self._files()[: -self.keep]:
            old.unlink(missing_ok=True)

    def restore(self, model) -> tuple[int, int]:
        """Put the last state into a model; every worker must call it.

        Returns:
            The passes that are done, and the steps of the next one; (0, 0)
            where there is no checkpoint.
        """
        content = self._last() if is_chief() else {"file": b""}
        strategy = model.distribute_strategy
        trouble = content.get("trouble", "").encode()
        trouble = from_the_chief(strategy, trouble)
        if trouble:
            raise DataError(trouble.decode())
        file = from_the_chief(strategy, content.get("file", b""))
        if not file:
            return 0, 0
        arrays = _read(file)
        epoch, step, plan = arrays.pop("position").tolist()
        if plan != self.plan:
            raise UsageError(
                "the checkpoint must be one of this training: expected the "
                "same rows, batch size and seed. Received: others; another "
                "folder begins anew"
            )
        _assign(model, [arrays[name] for name in sorted(arrays)])
        return epoch, step

    def _last(self) -> dict:
        """The newest file that is whole; what is the trouble if none is."""
        files = self._files()
        for path in reversed(files):
            content = path.read_bytes()
            if _read(content) is not None:
                return {"file": content}
        if not files:
            return {"file": b""}
        names = ", ".join(path.name for path in files)
        return {
            "trouble": f"{self.folder}: expected a whole checkpoint. Received: "
            f"{names}, cut off or changed; remove them to begin anew"
        }

    def _files(self) -> list[Path]:
        """Checkpoints, the newest last."""
        if not self.folder.is_dir():
            return []
        found = [p for p in self.folder.iterdir() if NAME.fullmatch(p.name)]
        return sorted(found, key=lambda path: path.name)


def variables_of(model) -> list:
    """All that learns or draws: weights, seeds, optimizers.

    Args:
        model: built, and compiled.

    Returns:
        Keras variables, each once, in an order that depends on nothing but
        how the model was made.

    Example:
        >>> import keras
        >>> from medkeras.training.checkpoints import variables_of
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> len(variables_of(model))
        2

    Chapter: 4.6.3
    """
    optimizers = [getattr(model, "optimizer", None), *vars(model).values()]
    found = [*model.variables]
    for each in optimizers:
        if isinstance(each, keras.optimizers.Optimizer):
            if not each.built:
                with model.distribute_strategy.scope():
                    each.build(model.trainable_variables)
            found += each.variables
    # Metrics are made at the first step only.
    counts = {id(each) for metric in model.metrics for each in metric.variables}
    kept = {id(each): each for each in found if id(each) not in counts}
    return list(kept.values())


def _read(content: bytes) -> dict | None:
    """The arrays of a file, None if it is not whole."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            found = dict(arrays)
            return found if np.shape(found["position"]) == (3,) else None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _assign(model, arrays) -> None:
    variables = variables_of(model)
    expected = [tuple(each.shape) for each in variables]
    received = [array.shape for array in arrays]
    if expected != received:
        raise UsageError(
            "the checkpoint must be one of this model: expected "
            f"{len(expected)} arrays of its shapes. Received: "
            f"{len(received)} arrays of another model"
        )
    with model.distribute_strategy.scope():
        for variable, array in zip(variables, arrays, strict=True):
            variable.assign(array)
