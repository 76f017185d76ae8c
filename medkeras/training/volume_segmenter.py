"""A U-Net for volumes with all that it needs around it."""

from collections.abc import Callable, Sequence

import keras
import numpy as np

from medkeras.imaging.volumes import AXES, middle_box, vary_volumes
from medkeras.losses.overlap import classes_overlap_loss
from medkeras.models.restarts import takes_few
from medkeras.models.unet import unet3d
from medkeras.training.batches import batches
from medkeras.training.fused_adam import FusedAdam
from medkeras.training.strategy import strategy
from medkeras.utils.arrays import class_labels, real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import (
    check_positive,
    check_seed,
    check_whole,
    checked_sizes,
)

AT_ONCE = 16  # volumes that are varied and shown before the next are


class VolumeSegmenter:
    """Parts of the body in volumes around them, by `unet3d`.

    The middle of each volume is cut out, brought to mean 0 and standard
    deviation 1, and shown moved and roughened, each time anew. The learning
    rate falls like half a wave of the cosine.

    Args:
        num_classes: with the background, class 0.
        shape: of the box that the network sees, (right, forward, up); each
            must divide by 2 as often as there are sizes below the first.
        filters: feature maps at each size, from the volume down.
        steps: updates, whatever the number of volumes.
        batch_size: volumes an update, over all replicas together.
        learning_rate: Adam's first.
        mirror: whether volumes are shown mirrored from right to left, too,
            in training half of them; a new one is then shown both ways, and
            the mean of both answers counts.
        seed: of all draws.

    Raises:
        UsageError: sizes out of range; from its methods: volumes and labels
            that do not go together, or no `fit` before.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.volume_segmenter import VolumeSegmenter
        >>> images = np.random.default_rng(0).normal(size=(2, 8, 8, 8))
        >>> segmenter = VolumeSegmenter(2, (4, 4, 4), (2, 4), steps=1)
        >>> segmenter.fit(images, images > 0).predict(images).shape
        (2, 8, 8, 8)

    Reference: Cicek et al. 2016, doi:10.1007/978-3-319-46723-8_49.
    Chapter: 3.1.2
    """

    def __init__(
        self,
        num_classes: int,
        shape: Sequence[int] = (32, 56, 40),
        filters: Sequence[int] = (8, 16, 32),
        steps: int = 800,
        batch_size: int = 2,
        learning_rate: float = 1e-2,
        mirror: bool = False,
        seed: int = 0,
    ):
        check_whole("num_classes", num_classes, 2)
        check_whole("steps", steps)
        check_whole("batch_size", batch_size)
        check_positive("learning_rate", learning_rate)
        check_seed(seed)
        self.num_classes, self.shape = (
            num_classes,
            checked_sizes("shape", shape, 3),
        )
        self.filters = checked_sizes("filters", filters)
        self.steps, self.batch_size = steps, batch_size
        self.learning_rate, self.mirror = learning_rate, mirror
        self.seed = seed

    def fit(
        self,
        images: np.ndarray,
        labels: np.ndarray,
        report: Callable[[int, float], None] | None = None,
    ) -> "VolumeSegmenter":
        """Train a new network.

        Args:
            images: (volumes, right, forward, up), any unit of brightness.
            labels: of the same shape, whole numbers below `num_classes`.
            report: called now and then with the updates done and the loss
                since the last call.

        Returns:
            The segmenter itself; its network is `model_`.
        """
        x, y = self._boxes(images), self._labels(labels, np.shape(images))
        keras.utils.set_random_seed(self.seed)
        rng = np.random.default_rng(self.seed)
        with strategy().scope():
            model = unet3d((*self.shape, 1), self.num_classes, self.filters)
            falling = keras.optimizers.schedules.CosineDecay(
                self.learning_rate, self.steps
            )
            replicas = strategy().num_replicas_in_sync
            model.compile(
                FusedAdam(falling), classes_overlap_loss, jit_compile=False,
                run_eagerly=takes_few(self.steps, replicas),
            )  # fmt: skip
        done = 0
        for rows in self._orders(len(x), rng):
            varied, drawn = vary_volumes(
                x[rows], y[rows], rng, mirror=self.mirror
            )
            shown = batches(varied[..., None], drawn, self.batch_size)
            loss = model.fit(shown, shuffle=False, verbose=0).history["loss"][0]
            done += -(-len(rows) // self.batch_size)
            if report is not None:
                report(done, loss)
        self.model_ = model
        return self

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Answers of the network within the box.

        Args:
            images: (volumes, right, forward, up).

        Returns:
            (volumes, *shape, num_classes).
        """
        if not hasattr(self, "model_"):
            raise UsageError("`fit` must be called before volumes are drawn.")
        boxes = self._boxes(images)[..., None]
        return np.stack([self._answer(box) for box in boxes])

    def predict(self, images: np.ndarray) -> np.ndarray:
        """The likeliest class of each voxel; beyond the box, background.

        Args:
            images: (volumes, right, forward, up).

        Returns:
            Of the same shape, uint8.
        """
        drawn = self.probabilities(images).argmax(axis=-1).astype(np.uint8)
        return middle_box(drawn, np.shape(images)[1:])

    def _answer(self, box):
        """To one box, or the mean of those to it and its mirror image."""
        ways = [1, -1] if self.mirror else [1]
        shown = np.stack([box[::way] for way in ways])
        drawn = keras.ops.convert_to_numpy(self.model_(shown))
        both = [one[::way] for one, way in zip(drawn, ways, strict=True)]
        return np.mean(both, axis=0)

    def _boxes(self, images):
        """The middle of each volume, with mean 0 and standard deviation 1."""
        images = real_array("images", images, ("volumes", *AXES))
        boxes = middle_box(images, self.shape).astype(np.float32)
        mean = boxes.mean(axis=(1, 2, 3), keepdims=True)
        spread = boxes.std(axis=(1, 2, 3), keepdims=True)
        return (boxes - mean) / (spread + 1e-6)

    def _labels(self, labels, shape):
        real_array("labels", labels, shape, 0, self.num_classes - 1)
        labels = middle_box(np.asarray(labels), self.shape)
        flat = class_labels("labels", labels.ravel(), self.num_classes)
        return flat.reshape(labels.shape)

    def _orders(self, volumes, rng):
        """Rows to be shown, a part at a time, each volume equally often."""
        wanted = self.steps * self.batch_size
        orders = [
            rng.permutation(volumes) for _ in range(-(-wanted // volumes))
        ]
        order = np.concatenate(orders)[:wanted]
        part = AT_ONCE * self.batch_size
        return [order[first : first + part] for first in range(0, wanted, part)]
