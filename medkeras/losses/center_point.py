"""Loss of the centre-point detector."""

import keras
from keras import ops

from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole


@keras.saving.register_keras_serializable(package="medkeras")
class CenterPointLoss(keras.losses.Loss):
    """Penalty-reduced focal loss of the heat, L1 of size and offset.

    At a centre (target heat 1) a cell costs -(1 - p)² log p. Elsewhere it
    costs -(1 - Y)⁴ p² log(1 - p), where the target Y is high beside a
    centre, so a near miss costs little. Size and offset are compared at the
    centres only. Each example's sum is divided by its number of objects,
    or by one where it has none. Signals, images and volumes alike.

    Args:
        num_classes: leading channels that hold heat.
        size_weight: weight of the size's error, in places.
        offset_weight: weight of the offset's error, in cells.
        reduction: how Keras joins the examples of a batch.
        name: name of the loss.
        dtype: precision of the loss.

    Raises:
        UsageError: `num_classes` is below 1, a weight is negative, or maps
            have other channels than `num_classes` + 1 + axes.

    Example:
        >>> import numpy as np
        >>> from medkeras.losses.center_point import CenterPointLoss
        >>> empty = np.zeros((1, 2, 2, 4), "float32")
        >>> float(CenterPointLoss()(empty, empty)) < 1e-6
        True

    Reference: Zhou et al. 2019, doi:10.48550/arXiv.1904.07850; focal loss
        with reduced penalty: Law and Deng 2018,
        doi:10.48550/arXiv.1808.01244.
    Chapter: 2.1.1
    """

    def __init__(
        self,
        num_classes: int = 1,
        size_weight: float = 0.1,
        offset_weight: float = 1.0,
        reduction: str = "sum_over_batch_size",
        name: str = "center_point_loss",
        dtype=None,
    ):
        check_whole("num_classes", num_classes)
        check_number("size_weight", size_weight, 0)
        check_number("offset_weight", offset_weight, 0)
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.num_classes = num_classes
        self.size_weight = size_weight
        self.offset_weight = offset_weight

    def call(self, y_true, y_pred):
        """Loss of every example.

        Args:
            y_true: (batch, cells of each axis, num_classes + 1 + axes), as
                `draw_targets` makes it.
            y_pred: the detector's output, shaped like `y_true`.

        Returns:
            (batch,).
        """
        classes = self.num_classes
        _check_channels(classes, y_true=y_true, y_pred=y_pred)
        heat, found = y_true[..., :classes], y_pred[..., :classes]
        found = ops.clip(found, 1e-7, 1 - 1e-7)
        centre = ops.cast(ops.equal(heat, 1), found.dtype)
        hit = centre * (1 - found) ** 2 * ops.log(found)
        miss = (1 - heat) ** 4 * found**2 * ops.log(1 - found)
        error = ops.abs(y_true[..., classes:] - y_pred[..., classes:])
        here = ops.max(centre, axis=-1)  # (batch, cells of each axis)
        each_cell = (
            -ops.sum(hit + miss, axis=-1)
            + self.size_weight * here * error[..., 0]
            + self.offset_weight * here * ops.sum(error[..., 1:], axis=-1)
        )
        cells = tuple(range(1, len(each_cell.shape)))
        objects = ops.maximum(ops.sum(centre, axis=(*cells, -1)), 1)
        return ops.sum(each_cell, axis=cells) / objects

    def get_config(self):
        """Arguments that make this loss again."""
        return {
            **super().get_config(),
            "num_classes": self.num_classes,
            "size_weight": self.size_weight,
            "offset_weight": self.offset_weight,
        }


def _check_channels(classes, **maps):
    for name, values in maps.items():
        channels = classes + 1 + len(values.shape) - 2
        if values.shape[-1] not in (None, channels):
            raise UsageError(
                f"`{name}` must have {channels} channels with num_classes="
                f"{classes}. Received: shape {tuple(values.shape)}"
            )
