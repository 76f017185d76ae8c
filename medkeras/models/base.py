"""The Keras model that every functional architecture of the book returns."""

import logging

import keras
import tensorflow as tf

from medkeras.layers.replicas import gradient_share
from medkeras.models.input_validation import (
    Rules,
    checked_data,
    in_one_line,
    unpack,
)
from medkeras.models.untuned import (
    EVALUATE,
    FIT,
    PREDICT,
    with_untuned_arrays,
)
from medkeras.models.worker_fit import (
    evaluate_on_workers,
    fit_on_workers,
    predict_on_workers,
    spans_workers,
    train_batch_on_workers,
)
from medkeras.utils.errors import UsageError


class InputValidationMixin:
    """Beside keras.Model: what comes in is looked at before anything else.

    `rules_for(x)` says what the model takes. A model that does not learn
    from targets refuses them.
    """

    learns_from_targets = True

    def rules_for(self, x) -> Rules:
        """What the model takes: sizes of a row, range, labels."""
        inputs = getattr(self, "inputs", None)
        if not inputs:
            return Rules()
        shapes = [tensor.shape[1:] for tensor in inputs]
        return Rules(shapes, exact=False, batch_size=inputs[0].shape[0])

    def rules_for_inputs(self, x) -> Rules:
        """What `predict` takes."""
        return self.rules_for(x)._replace(targets=None, num_classes=None)

    def fit(self, x=None, y=None, *args, **kwargs):
        """As keras.Model; the data are looked at first."""
        x, y = self._looked_at(x, y, **_named(args, kwargs))
        if kwargs.get("validation_data") is not None:
            kwargs["validation_data"] = self._looked_at_validation(
                **_named(args, kwargs)
            )
        build_optimizer(self)
        if spans_workers(self):
            return in_one_line(fit_on_workers, self, x, y, *args, **kwargs)
        given = with_untuned_arrays(FIT, self, x, y, *args, **kwargs)
        return in_one_line(super().fit, **given)

    def evaluate(self, x=None, y=None, *args, **kwargs):
        """As keras.Model; the data are looked at first."""
        if not kwargs.get("_use_cached_eval_dataset"):  # `fit` has looked
            x, y = self._looked_at(x, y, **_named(args, kwargs))
        if spans_workers(self):
            return in_one_line(evaluate_on_workers, self, x, y, *args, **kwargs)
        given = with_untuned_arrays(EVALUATE, self, x, y, *args, **kwargs)
        return in_one_line(super().evaluate, **given)

    def predict(self, x, *args, **kwargs):
        """As keras.Model; the data are looked at first."""
        size = _named(args, kwargs).get("batch_size")
        x, _ = checked_data(self.rules_for_inputs(x), x, batch_size=size)
        if spans_workers(self):
            return in_one_line(predict_on_workers, self, x, *args, **kwargs)
        given = with_untuned_arrays(PREDICT, self, x, *args, **kwargs)
        return in_one_line(super().predict, **given)

    def predict_on_batch(self, x):
        """As keras.Model; the rows are looked at first.

        The quick way to answer one example or a few: `predict` builds a
        pipeline of data around every call, this calls its graph.
        """
        x, _ = checked_data(self.rules_for_inputs(x), x)
        if self.distribute_strategy.num_replicas_in_sync > 1:
            # Keras would let every replica answer all rows.
            answers = in_one_line(self, x, training=False)
            return keras.tree.map_structure(keras.ops.convert_to_numpy, answers)
        return in_one_line(super().predict_on_batch, x)

    def train_on_batch(self, x, y=None, sample_weight=None, **kwargs):
        """As keras.Model; the batch is looked at first."""
        x, y = self._looked_at(x, y, sample_weight, **kwargs)
        build_optimizer(self)
        if spans_workers(self):
            return train_batch_on_workers(self, x, y, sample_weight, **kwargs)
        return super().train_on_batch(x, y, sample_weight, **kwargs)

    def test_on_batch(self, x, y=None, sample_weight=None, **kwargs):
        """As keras.Model; the batch is looked at first."""
        x, y = self._looked_at(x, y, sample_weight)
        return super().test_on_batch(x, y, sample_weight, **kwargs)

    def _looked_at_validation(self, validation_data, **options):
        x, y, weights = unpack(validation_data)
        size = options.get("validation_batch_size") or options.get("batch_size")
        x, y = self._looked_at(x, y, weights, batch_size=size)
        return x if y is None and weights is None else (x, y, weights)

    def _looked_at(
        self,
        x,
        y=None,
        sample_weight=None,
        class_weight=None,
        batch_size=None,
        **others,
    ):
        rules = self.rules_for(x)
        unused = {
            "y": None if rules.num_classes else y,
            "class_weight": class_weight,
        }
        for name, value in unused.items():
            if value is not None and not self.learns_from_targets:
                raise UsageError(
                    f"`{name}` must be None: {type(self).__name__} learns "
                    f"without targets. Received: {name}"
                )
        return checked_data(rules, x, y, sample_weight, batch_size)


@keras.saving.register_keras_serializable(package="medkeras")
class Model(InputValidationMixin, keras.Model):
    """A keras.Model that steps alike on any number of replicas.

    Its numbers differ from its parent's in one place only: over several
    replicas, the gradient of each is weighed by its share of the rows, so
    that a last batch which does not divide is handled rightly. `fit` makes
    the optimizer's variables before the first step, so that the step is
    traced once, not twice. And what it is given is looked at: text, NaN,
    no rows, or rows of another size are refused before anything is learnt.
    Arrays become batches without TensorFlow's tuner, for which an epoch may
    have to wait at its end, and each epoch of `fit` has an order of its own:
    once a seed is set, Keras keeps its first one. In mixed precision
    (`medkeras.training.precision`) its answers are float32.

    Args:
        inputs: as keras.Model.
        outputs: as keras.Model.

    Raises:
        UsageError: from `fit`, `evaluate` and `predict`: data that cannot be
            learnt from.

    Example:
        >>> import keras
        >>> from medkeras.models.base import Model
        >>> inputs = keras.Input((3,))
        >>> Model(inputs, keras.layers.Dense(1)(inputs)).count_params()
        4

    Chapter: 2.1.1
    """

    weighs_its_rows = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _answer_in_full(self)

    @property
    def losses(self):
        """As keras.Model, in float32: penalties of layers in half of it."""
        return [keras.ops.cast(loss, "float32") for loss in super().losses]

    def rules_for(self, x) -> Rules:
        """Sizes of inputs; of targets, if the loss is one of Keras's own."""
        rules, loss = super().rules_for(x), getattr(self, "loss", None)
        name = loss if isinstance(loss, str) else type(loss).__name__
        own = isinstance(loss, str) or type(loss).__module__[:6] == "keras."
        if not own or name.lower().startswith(("sparse", "circle", "ctc")):
            return rules  # targets are class numbers
        return rules._replace(targets=[t.shape[1:] for t in self.outputs])

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        """As keras.Model; the gradient carries the share of the rows."""
        loss = super().compute_loss(x, y, y_pred, sample_weight, training)
        rows = tf.shape(keras.tree.flatten(x)[0])[0]
        return gradient_share(loss, rows) if training else loss


def _answer_in_full(model):
    """Let the last layers compute in float32, whatever those before do."""
    for answer in keras.tree.flatten(getattr(model, "outputs", None) or []):
        layer = answer._keras_history.operation
        policy = getattr(layer, "dtype_policy", None)
        if policy and policy.compute_dtype in ("float16", "bfloat16"):
            layer.dtype_policy = "float32"


def _named(args, kwargs):
    """Options by name; the first in order is the size of a batch."""
    return ({"batch_size": args[0]} if args else {}) | kwargs


class _StepsOfNewModels(logging.Filter):
    """Drop the notice of retracing where TensorFlow counts new models.

    It counts by the code of a function, and all models share that of Keras's
    step: the fifth small model of a session is told off for the four before
    it. A model of the book traces its step once, which a test holds; notices
    about any other function stay.
    """

    def filter(self, record) -> bool:
        text = record.getMessage()
        is_step = (
            "TensorFlowTrainer.make_predict_function" in text
            or "TensorFlowTrainer._make_function" in text
            or "step_on_workers" in text
            or "TensorFlowTrainer.predict_step" in text
        )
        return not (is_step and "triggered tf.function retracing" in text)


tf.get_logger().addFilter(_StepsOfNewModels())


def build_optimizer(model, optimizer=None, variables=None) -> None:
    """Make an optimizer's variables, so that a step is traced once only."""
    optimizer = optimizer or getattr(model, "optimizer", None)
    if optimizer is not None and not optimizer.built:
        with model.distribute_strategy.scope():
            optimizer.build(variables or model.trainable_variables)
