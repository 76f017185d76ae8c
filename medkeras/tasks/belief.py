"""A deep belief network, fine-tuned, as the model of a task."""

import dataclasses

import numpy as np

from medkeras.tasks.encoders import standardized
from medkeras.tasks.examples import Parts
from medkeras.tasks.measures import Measure


@dataclasses.dataclass(frozen=True)
class BeliefNetwork:
    """Restricted Boltzmann machines, stacked, then trained on the label.

    Attributes:
        name: what it is called in tables.
        units: of the hidden layers.
        epochs: passes of each machine, and of the network.

    Example:
        >>> import numpy as np
        >>> from medkeras.tasks.belief import BeliefNetwork
        >>> from medkeras.tasks.examples import Examples, split
        >>> from medkeras.tasks.measures import measure_of
        >>> x, y = np.eye(20), np.tile([0, 1], 10)
        >>> parts = split(Examples(x, x, y, np.arange(20)))
        >>> BeliefNetwork(units=(4,)).answers(
        ...     parts, measure_of("AUROC"), epochs=1).shape
        (6,)

    Reference: Hinton and Salakhutdinov 2006, doi:10.1126/science.1127647.
    Chapter: 3.4.1
    """

    name: str = "deep belief network"
    units: tuple[int, ...] = (30, 10)
    epochs: int = 20

    def answers(
        self,
        parts: Parts,
        measure: Measure,
        epochs: int | None = None,
        seed: int = 0,
    ) -> np.ndarray:
        """Learn from the training rows; probabilities of the test rows."""
        # Not before: listing the tasks needs no TensorFlow.
        from medkeras.training.robust_dbn_classifier import (
            RobustDBNClassifier,
        )

        seen, unseen = standardized(parts.train.inputs, parts.test.inputs)
        passes = epochs or self.epochs
        model = RobustDBNClassifier(
            self.units,
            dropout=0.2,
            pretrain_epochs=passes,
            epochs=passes,
            svm_c=None,
            seed=seed,
        )
        model.fit(seen, np.asarray(parts.train.labels))
        return model.predict_proba(unseen)[:, 1]
