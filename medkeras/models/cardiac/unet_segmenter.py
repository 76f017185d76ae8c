"""The U-Net beside the published way, with the same in and out."""

import keras
import numpy as np

from medkeras.losses.overlap import overlap_loss
from medkeras.models.cardiac import stages
from medkeras.models.cardiac.crops import (
    Draws,
    square_crops,
    squares,
    standardized,
)
from medkeras.models.cardiac.fresh_start import train
from medkeras.models.cardiac.localization import Localization
from medkeras.models.cardiac.segmenter import SIZE, Segmenter
from medkeras.models.unet import unet
from medkeras.utils.sizes import checked_sizes

TURNS = [(flip, turns) for flip in (1, -1) for turns in range(4)]
AT_ONCE = 256  # squares a call: few calls, and little memory
SIDE = 110.0  # mm; a little less than the shape network's, finer pixels


class UNetSegmenter(Segmenter):
    """Left ventricle by a U-Net on the square around it.

    Args:
        localization: a `Localization`; one that is fitted stays as it is.
            None makes one with a small U-Net.
        filters: of the U-Net, from the square down.
        copies: examples made of each slice.
        epochs: passes over them.
        seed: of all draws.

    Raises:
        UsageError: sizes out of range; from its methods: images, contours
            and spacings that do not go together, or no `fit` before.

    Example:
        >>> from medkeras.models.cardiac import UNetSegmenter
        >>> UNetSegmenter(filters=(4, 8)).filters
        (4, 8)

    Reference: Ronneberger et al. 2015, doi:10.1007/978-3-319-24574-4_28.
    Chapter: 3.1.1
    """

    def __init__(
        self,
        localization: Localization | None = None,
        filters: tuple[int, ...] = (8, 16, 32),
        copies: int = 20,
        epochs: int = 4,
        seed: int = 0,
    ):
        super().__init__(localization, copies, epochs, seed)
        self.filters = checked_sizes("filters", filters)

    def probabilities(self, images, spacings, centres) -> np.ndarray:
        """Answers to the eight turns and mirror images of each square.

        Args:
            images: (slices, height, width).
            spacings: (2,) or (slices, 2), mm.
            centres: (slices, 2), pixels.

        Returns:
            (8, slices, 64, 64), turned back. Their mean is the answer; where
            they differ, the network is not sure.
        """
        self._fitted()  # before the squares are looked at
        cut, _ = squares(images, centres, spacings, SIZE, SIDE)
        return self._answers(cut)

    def _learn(self, images, contours, spacings, rng):
        """The U-Net on squares in a brightness of their own."""
        x, y = square_crops(
            images, contours, spacings, self.copies, SIZE, Draws(), rng, SIDE
        )
        network = train(
            unet, ((SIZE, SIZE, 1), 1, self.filters), standardized(x),
            y[..., None], learning_rate=3e-3, loss=overlap_loss, batch_size=16,
            epochs=self.epochs,
        )  # fmt: skip
        return [network]

    def _find(self, images, spacings, centres):
        """Drawn twice: the second square is centred on what the first shows."""
        *_, first = self._draw(images, spacings, centres)
        found = np.stack([contour.mean(axis=0) for contour in first])
        centres = stages.without_outliers(found, spacings)
        return centres, *self._draw(images, spacings, centres)

    def _draw(self, images, spacings, centres):
        """The mean of the eight answers, these, and the mean's contours."""
        cut, crops = squares(images, centres, spacings, SIZE, SIDE)
        answers = self._answers(cut)
        drawn = answers.mean(axis=0)
        pairs = zip(drawn, crops, strict=True)
        borders = [stages.border(one, crop) for one, crop in pairs]
        return drawn, answers, borders

    def _answers(self, cut):
        """To each square turned and mirrored, turned back."""
        (network,) = self._fitted()
        cut = standardized(cut)
        turned = [
            np.rot90(cut[:, ::flip], turns, (1, 2)) for flip, turns in TURNS
        ]
        rows = np.concatenate(turned)
        parts = np.split(rows, range(AT_ONCE, len(rows), AT_ONCE))
        drawn = [keras.ops.convert_to_numpy(network(part)) for part in parts]
        each = np.split(np.concatenate(drawn)[..., 0], len(TURNS))
        answers = [
            np.rot90(one, -turns, (1, 2))[:, ::flip]
            for one, (flip, turns) in zip(each, TURNS, strict=True)
        ]
        return np.stack(answers)
