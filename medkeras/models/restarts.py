"""A network trained again and again from its first weights.

Every fold of a cross-validation needs a network that has seen nothing. Built
anew it is compiled anew, which for a small one takes longer than training. A
network that is put back to its start is as good as new: same weights, same
optimizer, and a graph that is there already.
"""

from collections.abc import Callable, Hashable

import keras
import numpy as np
import tensorflow as tf

from medkeras.models.base import build_optimizer
from medkeras.utils.errors import UsageError

FEW = 8  # steps that are taken one by one sooner than a graph is traced


def takes_few(steps: int, replicas: int = 1) -> bool:
    """Whether so many steps are done sooner without a graph.

    Over several replicas there is always a graph.
    """
    return steps < FEW and replicas == 1


def updates_a_call(eagerly: bool, replicas: int = 1) -> int:
    """How many updates a small network's graph makes a call.

    The call takes longer than the update. Keras makes several on one device
    only.
    """
    return 1 if eagerly or replicas > 1 else 10


def begin_anew(optimizer: keras.optimizers.Optimizer, rate: float) -> None:
    """An optimizer as it is before its first step, with another rate."""
    for variable in optimizer.variables:
        variable.assign(np.zeros(variable.shape, variable.dtype))
    optimizer.learning_rate = rate


class Start:
    """The weights of a network and, if it is compiled, of its optimizer, kept.

    Args:
        model: built, and as it shall begin each time. What compiles it later
            takes care of the optimizer, as `fit_best_epoch` does.

    Raises:
        UsageError: no model, or one without weights yet.

    Example:
        >>> import keras
        >>> import numpy as np
        >>> from medkeras.models.autoencoder import dense_autoencoder
        >>> from medkeras.models.restarts import Start
        >>> model = dense_autoencoder((4,), (3, 2))
        >>> model.compile()
        >>> start = Start(model)
        >>> before = model.get_weights()
        >>> _ = model.fit(np.eye(4), verbose=0)
        >>> start.restore() is model
        True
        >>> all(map(np.array_equal, before, model.get_weights()))
        True

    Chapter: 3.1.5, 3.2.3
    """

    def __init__(self, model: keras.Model):
        if not isinstance(model, keras.Model) or not model.built:
            raise UsageError(
                "`model` must be a built keras.Model. Received: "
                f"{type(model).__name__}"
            )
        build_optimizer(model)
        optimizer = getattr(model, "optimizer", None)
        self.model = model
        self._variables = [
            (variable, np.array(variable))
            for part in (model, optimizer)
            for variable in getattr(part, "variables", ())
        ]

    def restore(self) -> keras.Model:
        """The network, put back to where it was, dropout and all."""
        for variable, value in self._variables:
            variable.assign(value)
        return self.model


class Starts(dict):
    """Starts by what their networks are made of; the latest few are kept.

    A graph belongs to its strategy and to its numbers' precision, which are
    parts of the key.
    """

    def __init__(self, most: int):
        super().__init__()
        self.most = most

    def network(self, key: Hashable, build: Callable) -> keras.Model:
        """The network of that key at its start, built if it is not kept."""
        policy = keras.config.dtype_policy().name
        key = key, (tf.distribute.get_strategy(), policy)
        if key not in self:
            if len(self) >= self.most:
                self.clear()
            self[key] = Start(build())
        return self[key].restore()
