"""Baselines and networks behind one door: learn from these, answer those."""

import dataclasses
from collections.abc import Callable, Mapping

import numpy as np

from medkeras.metrics.segmentation import dice
from medkeras.tasks.examples import Examples, Parts
from medkeras.tasks.measures import Measure

FEW_STEPS = 60  # fewer are over before a graph would be compiled


@dataclasses.dataclass(frozen=True)
class Estimator:
    """A plain model of scikit-learn, which reads `Examples.plain`.

    Attributes:
        name: what it is called in tables.
        make: without arguments; a new estimator, with all that is fitted
            before it (scaling, filling of gaps) in one pipeline.

    Example:
        >>> import numpy as np
        >>> from medkeras.tasks.baselines import logistic_regression
        >>> from medkeras.tasks.examples import Examples, split
        >>> from medkeras.tasks.measures import measure_of
        >>> x, y = np.eye(20), np.tile([0, 1], 10)
        >>> parts = split(Examples(x, x, y, np.arange(20)))
        >>> logistic_regression.answers(parts, measure_of("AUROC")).shape
        (6,)

    Chapter: 3.4.1
    """

    name: str
    make: Callable

    def answers(self, parts: Parts, measure: Measure, **_) -> np.ndarray:
        """Learn from the training rows; answer for the test rows."""
        model = self.make()
        model.fit(parts.train.plain, parts.train.labels)
        if measure.answer == "probability":
            return model.predict_proba(parts.test.plain)[:, 1]
        return model.predict(parts.test.plain)


@dataclasses.dataclass(frozen=True)
class BrightnessThreshold:
    """The plainest way to outline: what is brighter than a threshold.

    The threshold is the one of nineteen that overlaps best with the masks
    of training. `Examples.plain` are pictures (rows, height, width).

    Example:
        >>> import numpy as np
        >>> from medkeras.tasks.examples import Examples, split
        >>> from medkeras.tasks.measures import measure_of
        >>> from medkeras.tasks.predictors import BrightnessThreshold
        >>> picture = np.zeros((6, 8, 8))
        >>> picture[:, 2:5, 2:5] = 1
        >>> rows = Examples(picture, picture, picture > 0, np.arange(6))
        >>> found = BrightnessThreshold().answers(split(rows),
        ...                                       measure_of("Dice"))
        >>> int(found[0].sum())
        9

    Chapter: 3.4.1
    """

    name: str = "brightness threshold"

    def answers(self, parts: Parts, measure: Measure, **_) -> np.ndarray:
        """Learn the threshold from the training rows; outline the test."""
        images, masks = parts.train.plain, parts.train.labels > 0
        candidates = np.quantile(images, np.linspace(0.05, 0.95, 19))
        overlaps = []
        for threshold in candidates:
            found = np.nan_to_num(dice(images > threshold, masks), nan=1.0)
            overlaps.append(found.mean())
        return parts.test.plain > candidates[np.argmax(overlaps)]


@dataclasses.dataclass(frozen=True)
class Network:
    """A network of the book, with what it is trained for.

    Attributes:
        name: what it is called in tables.
        build: from the encoded training rows (an array, or a dictionary of
            arrays) and the number of classes to a new keras.Model; or the
            name of such a function of `medkeras.tasks.builders`.
        encode: from the inputs of training and test to what the network
            reads of both; whatever is fitted is fitted on training. None
            passes them on.
        epochs: passes over the training rows.
        batch_size: rows of a step.
        learning_rate: Adam's.

    Example:
        >>> import numpy as np
        >>> from medkeras.tasks.examples import Examples, split
        >>> from medkeras.tasks.measures import measure_of
        >>> from medkeras.tasks.networks import dense
        >>> x, y = np.eye(20), np.tile([0, 1], 10)
        >>> parts = split(Examples(x, x, y, np.arange(20)))
        >>> dense.answers(parts, measure_of("AUROC"), epochs=1).shape
        (6,)

    Chapter: 3.4.1
    """

    name: str
    build: Callable | str
    encode: Callable | None = None
    epochs: int = 10
    batch_size: int = 32
    learning_rate: float = 1e-3

    def answers(
        self,
        parts: Parts,
        measure: Measure,
        epochs: int | None = None,
        seed: int = 0,
    ) -> np.ndarray:
        """Learn from the training rows; answer for the test rows."""
        # Not before: listing the tasks needs no TensorFlow.
        import keras

        from medkeras.training.compiled import compiled_twin, restart
        from medkeras.training.in_parts import predict_in_parts

        seen, unseen = parts.train.inputs, parts.test.inputs
        if self.encode is not None:
            seen, unseen = self.encode(seen, unseen)
        seen, unseen = _single(seen), _single(unseen)
        target, undo = _target(parts.train, measure)
        epochs = epochs or self.epochs
        keras.utils.set_random_seed(seed)
        classes = int(target.max()) + 1 if measure.answer == "class" else 1
        compiled = compiled_twin(
            lambda: self._builder()(seen, classes),
            self.learning_rate,
            many_steps=epochs > 1,
            loss=measure.loss,
        )
        restart(compiled, seed)
        model = compiled.model
        steps = epochs * len(target) / self.batch_size
        model.run_eagerly = steps < FEW_STEPS
        model.fit(
            _batches(seen, target, epochs, self.batch_size, seed),
            shuffle=False,
            verbose=0,
        )
        return undo(predict_in_parts(model, unseen, rows=512))

    def _builder(self):
        if callable(self.build):
            return self.build
        from medkeras.tasks import builders

        return getattr(builders, self.build)


def _target(train: Examples, measure: Measure):
    """What the network is trained on, and the way back from its answers."""
    labels = np.asarray(train.labels, "float32")
    if measure.answer == "class":
        return labels[:, None], lambda answers: answers.argmax(axis=1)
    if measure.answer == "mask":
        return labels[..., None], lambda answers: answers[..., 0] >= 0.5
    if measure.answer == "probability":
        return labels[:, None], lambda answers: answers[:, 0]
    mean, spread = labels.mean(), labels.std() or 1.0
    target = (labels[:, None] - mean) / spread
    return target, lambda answers: answers[:, 0] * spread + mean


def _single(x):
    """Numbers in single precision, whole numbers as they are."""
    if isinstance(x, Mapping):
        return {name: _single(values) for name, values in x.items()}
    x = np.asarray(x)
    return x.astype("float32") if x.dtype.kind == "f" else x


def _batches(x, y, epochs, batch_size, seed):
    """All passes as one, each in an order of its own, in whole batches."""
    import tensorflow as tf

    rng = np.random.default_rng(seed)
    order = np.concatenate([rng.permutation(len(y)) for _ in range(epochs)])
    whole = len(order) // batch_size * batch_size
    rows = tf.data.Dataset.from_tensor_slices(order[: whole or len(order)])

    def take(some):
        return tf.nest.map_structure(lambda each: tf.gather(each, some), (x, y))

    return rows.batch(batch_size).map(take)
