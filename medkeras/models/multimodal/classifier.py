"""One classifier for tables and volumes of the same people."""

from collections.abc import Mapping

import keras
import numpy as np
import tensorflow as tf

from medkeras.models.multimodal import networks
from medkeras.models.multimodal.people import (
    Scales,
    checked_modalities,
    checked_people,
)
from medkeras.models.ordered_batches import ordered_batches
from medkeras.models.restarts import Starts, takes_few, updates_a_call
from medkeras.utils.arrays import binary_labels, check_one_length
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive, check_seed, check_whole

FUSIONS = ("early", "intermediate", "late")
_kept = Starts(32)


class MultimodalClassifier:
    """Tables and volumes of a person, fused early, between or late.

    - "early" lays all numbers side by side, volumes in coarse blocks, and
      reads them with one network;
    - "intermediate" gives each kind its own encoder, a stacked denoising
      autoencoder for a table and a 3-D convolutional network for a volume,
      lays their codes side by side and trains on from there together;
    - "late" trains a classifier for each kind on those who have it, and
      averages their log odds over what a person has.

    Somebody who lacks a kind is no reason to leave anybody out: it is set to
    the training mean, its code to 0, and a flag says so.

    Args:
        modalities: shape of one person's data by name: (n,) for a table of n
            numbers, (d, h, w) for a volume whose sides divide by 8.
        fusion: "early", "intermediate" or "late".
        pretrain_epochs: passes of each layer of a table's autoencoder,
            without labels; 0 for none.
        epochs: passes with labels.
        batch_size: people a step.
        learning_rate: Adam's.
        seed: of all draws.

    Raises:
        UsageError: other shapes or names; from its methods: people whose data
            do not fit, somebody without any modality, labels other than 0
            and 1, no `fit` before.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.multimodal import MultimodalClassifier
        >>> X = {"table": np.eye(8), "genes": np.ones((8, 3))}
        >>> y = np.arange(8) % 2
        >>> model = MultimodalClassifier({"table": 8, "genes": 3}, epochs=1)
        >>> model.fit(X, y).predict_proba(X).shape
        (8,)

    Reference: Venugopalan et al. 2021, doi:10.1038/s41598-020-74399-w.
    Chapter: 3.1.2
    """

    def __init__(
        self,
        modalities: Mapping,
        fusion: str = "intermediate",
        pretrain_epochs: int = 20,
        epochs: int = 20,
        batch_size: int = 32,
        learning_rate: float = 1e-3,
        seed: int = 0,
    ):
        self.modalities = checked_modalities(modalities)
        if fusion not in FUSIONS:
            raise UsageError(
                f"`fusion` must be one of {', '.join(FUSIONS)}. Received: "
                f"{fusion}"
            )
        check_whole("pretrain_epochs", pretrain_epochs, 0)
        check_whole("epochs", epochs)
        check_whole("batch_size", batch_size)
        check_positive("learning_rate", learning_rate)
        check_seed(seed)
        self.fusion, self.pretrain_epochs = fusion, pretrain_epochs
        self.epochs, self.batch_size = epochs, batch_size
        self.learning_rate, self.seed = learning_rate, seed

    def fit(self, X: Mapping, y, present: Mapping | None = None):
        """Train on the people given.

        Args:
            X: (people, ...) of each modality by name; others are not read.
            y: (people,), 0 or 1.
            present: (people,) truth values by name, whether a person has it;
                a name that is left out means everybody.

        Returns:
            The classifier itself.
        """
        arrays, has = checked_people(self.modalities, X, present)
        y = binary_labels("y", y, both=True)
        check_one_length(X=has, y=y)
        self.scales_ = Scales(arrays, has)
        rows = self.scales_.scaled(arrays, has)
        self.parts_ = {}
        if self.fusion != "late":
            self.parts_["all"] = self._trained(self.modalities, rows, has, y)
            return self
        for place, (name, shape) in enumerate(self.modalities.items()):
            here = has[:, place]
            binary_labels(f"y of those with {name}", y[here], both=True)
            only = {name: rows[name][here]}
            flags = np.ones((int(here.sum()), 1), bool)
            self.parts_[name] = self._trained(
                {name: shape}, only, flags, y[here]
            )
        return self

    def predict_proba(self, X: Mapping, present: Mapping | None = None):
        """(people,): the probability of class 1."""
        if not hasattr(self, "parts_"):
            raise UsageError("`fit` must be called before people are judged.")
        arrays, has = checked_people(self.modalities, X, present)
        return self.judged(self.scales_.scaled(arrays, has), has)

    def judged(
        self, rows: Mapping, has: np.ndarray, known: Mapping | None = None
    ) -> np.ndarray:
        """As `predict_proba`, of rows that are scaled already.

        What `log_odds` has found of some kinds may be given as `known`.
        """
        if self.fusion != "late":
            return self._answers(self.parts_["all"], rows, has)
        odds = self.log_odds(rows, has, skip=known or ()) | (known or {})
        total = np.zeros(len(has))
        for place, name in enumerate(self.modalities):
            total[has[:, place]] += odds[name]
        return 1 / (1 + np.exp(-total / has.sum(axis=1)))

    def log_odds(self, rows: Mapping, has: np.ndarray, skip=()) -> dict:
        """Of each kind but some, of those who have it; only late fusion has.

        Kinds are told apart, so that those that stay need not be asked again.
        """
        found = {}
        for place, name in enumerate(self.modalities):
            if self.fusion == "late" and name not in skip:
                here = has[:, place]
                found[name] = self._part_odds(name, rows[name][here])
        return found

    def _part_odds(self, name, rows):
        if not len(rows):
            return np.zeros(0)
        flags = np.ones((len(rows), 1), bool)
        found = self._answers(self.parts_[name], {name: rows}, flags)
        return networks.log_odds(found)

    def _trained(self, modalities, rows, has, y):
        """A network's graph, and its weights after training."""
        fusion = "early" if self.fusion == "early" else "intermediate"
        network = self._start(
            "joined", len(y) * self.epochs,
            tuple(modalities.items()), fusion, self.seed,
        )  # fmt: skip
        rng = np.random.default_rng(self.seed)
        if fusion == "intermediate" and self.pretrain_epochs:
            for place, (name, shape) in enumerate(modalities.items()):
                if len(shape) == 1 and has[:, place].any():
                    self._pretrain(
                        network, name, rows[name][has[:, place]], rng
                    )
        order = _order(rng, len(y), self.epochs)
        shown = {name: values[order] for name, values in rows.items()}
        shown[networks.PRESENT] = has[order].astype(np.float32)
        answers = y[order].astype(np.float32)[:, None]
        shown = ordered_batches((shown, answers), self.batch_size)
        network.fit(shown, shuffle=False, verbose=0)
        return network, network.get_weights()

    def _pretrain(self, network, name, rows, rng):
        """Layer upon layer, each a denoising autoencoder of the one below."""
        names = networks.encoder_names(name)
        for depth, units in enumerate(networks.TABLE_UNITS):
            seen = len(rows) * self.pretrain_epochs
            stage = self._start("stage", seen, rows.shape[1], units)
            order = _order(rng, len(rows), self.pretrain_epochs)
            shown = ordered_batches((rows[order],) * 2, self.batch_size)
            stage.fit(shown, shuffle=False, verbose=0)
            code = stage.get_layer("code")
            network.get_layer(names[depth]).set_weights(code.get_weights())
            rows = keras.ops.convert_to_numpy(code(rows))

    def _start(self, kind, rows, *sizes):
        """A compiled network at its start; graphs of equal ones are kept.

        `rows` are those that it is going to be shown.
        """
        replicas = tf.distribute.get_strategy().num_replicas_in_sync
        eagerly = takes_few(-(-rows // self.batch_size), replicas)

        def compiled():
            if kind == "stage":
                model, loss = networks.denoising_stage(*sizes), "mse"
            else:
                modalities, fusion, seed = sizes
                model = networks.joined(dict(modalities), fusion, seed)
                loss = "binary_crossentropy"
            model.compile(
                keras.optimizers.Adam(self.learning_rate), loss,
                jit_compile=False, run_eagerly=eagerly,
                steps_per_execution=updates_a_call(eagerly, replicas),
            )  # fmt: skip
            return model

        key = kind, *sizes, self.learning_rate, eagerly
        return _kept.network(key, compiled)

    def _answers(self, part, rows, has):
        network, weights = part
        network.set_weights(weights)
        given = {name: rows[name] for name in rows}
        given[networks.PRESENT] = has.astype(np.float32)
        found = keras.ops.convert_to_numpy(network(given))
        return found[:, 0].astype(float)


def _order(rng, rows, epochs):
    """All passes as one: starting a pass takes Keras longer than a pass."""
    return np.concatenate([rng.permutation(rows) for _ in range(epochs)])
