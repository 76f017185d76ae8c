"""A compiled network trained again and again from its first weights.

Every fold of a cross-validation needs a network that has seen nothing. Built
anew it is compiled anew, which for a small one takes longer than training. A
network that is put back to its start is as good as new: same weights, same
optimizer, and a graph that is there already.
"""

import keras
import numpy as np

from medkeras.models.base import build_optimizer
from medkeras.utils.errors import UsageError


class Start:
    """The weights of a compiled network and of its optimizer, kept.

    Args:
        model: compiled, and as it shall begin each time.

    Raises:
        UsageError: no model, or one that is not compiled.

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
        >>> start.restore()
        >>> all(map(np.array_equal, before, model.get_weights()))
        True

    Chapter: 3.1.5
    """

    def __init__(self, model: keras.Model):
        if getattr(model, "optimizer", None) is None:
            raise UsageError(
                "`model` must be a compiled keras.Model. Received: "
                f"{type(model).__name__}"
            )
        build_optimizer(model)
        self.model = model
        self._variables = [
            (variable, np.array(variable))
            for variable in [*model.variables, *model.optimizer.variables]
        ]

    def restore(self) -> None:
        """Put network, optimizer and dropout back to where they were."""
        for variable, value in self._variables:
            variable.assign(value)
