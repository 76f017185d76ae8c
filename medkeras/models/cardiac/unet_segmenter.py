"""The U-Net beside the published way, with the same in and out."""

import keras
import numpy as np

from medkeras.imaging.dicom import window
from medkeras.losses.overlap import overlap_loss
from medkeras.models.cardiac import stages
from medkeras.models.cardiac.crops import Draws, square_crops, squares
from medkeras.models.cardiac.fresh_start import train
from medkeras.models.cardiac.input_validation import (
    checked_contours,
    checked_localization,
    checked_stack,
)
from medkeras.models.cardiac.localization import Localization
from medkeras.models.cardiac.segmentation import Segmentation, measure
from medkeras.models.unet import unet
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_seed, check_whole, checked_sizes

SIZE = 64  # pixels of the square that the network sees
SIDE = 110.0  # mm; a little less than the shape network's, finer pixels


class UNetSegmenter:
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
        filters: tuple[int, ...] = (12, 24, 48),
        copies: int = 20,
        epochs: int = 4,
        seed: int = 0,
    ):
        check_whole("copies", copies)
        check_whole("epochs", epochs)
        check_seed(seed)
        self.localization = checked_localization(
            localization, Localization
        ) or Localization(seed=seed)
        self.filters = checked_sizes("filters", filters)
        self.copies, self.epochs, self.seed = copies, epochs, seed

    def fit(self, images, contours, spacings):
        """Train what is not trained: the localisation, the U-Net.

        Args:
            images: (slices, height, width), any unit of brightness.
            contours: (points, 2) of each slice, rows and columns in pixels.
            spacings: (2,) or (slices, 2), mm from pixel to pixel.

        Returns:
            The segmenter itself.
        """
        images, spacings = checked_stack(images, spacings)
        contours = checked_contours(contours, images)
        if not hasattr(self.localization, "model_"):
            self.localization.fit(images, contours, spacings)
        images = np.stack([window(image) for image in images])
        keras.utils.set_random_seed(self.seed)
        rng = np.random.default_rng(self.seed)
        x, y = square_crops(
            images, contours, spacings, self.copies, SIZE, Draws(), rng, SIDE
        )
        self.model_, self.loss_ = train(
            unet, ((SIZE, SIZE, 1), 1, self.filters), _standard(x),
            y[..., None], learning_rate=3e-3, loss=overlap_loss, batch_size=8,
            epochs=self.epochs,
        )  # fmt: skip
        return self

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
        if not hasattr(self, "model_"):
            raise UsageError("`fit` must come first. Received: no network")
        images, spacings = checked_stack(images, spacings)
        cut = _standard(squares(images, centres, spacings, SIZE, SIDE)[0])
        answers = []
        for flip in (1, -1):
            for turns in range(4):
                turned = np.rot90(cut[:, ::flip], turns, (1, 2))
                drawn = keras.ops.convert_to_numpy(self.model_(turned))[..., 0]
                answers.append(np.rot90(drawn, -turns, (1, 2))[:, ::flip])
        return np.stack(answers)

    def segment(
        self, images, spacings, thickness=None, is_systole=None, places=None
    ) -> Segmentation:
        """Localise, draw, measure: the slices of one patient.

        Args:
            images: (slices, height, width).
            spacings: (2,) or (slices, 2), mm.
            thickness: from slice to slice, mm; for volumes.
            is_systole: (slices,), 1 at the end of systole; for volumes.
            places: of the slices along the axis, mm; for the alignment.

        Returns:
            Masks, contours in pixels and mm, volumes: a `Segmentation`.
        """
        images, spacings = checked_stack(images, spacings)
        centres = self.localization.centres(images, spacings)
        # Drawn twice: the second square is centred on what the first shows.
        first, _ = self._draw(images, spacings, centres)
        found = np.stack([contour.mean(axis=0) for contour in first])
        centres = stages.without_outliers(found, spacings)
        contours, drawn = self._draw(images, spacings, centres)
        return measure(
            images, spacings, contours, thickness, is_systole, places,
            centres, drawn,
        )  # fmt: skip

    def _draw(self, images, spacings, centres):
        """Contours, and the mean of the eight answers."""
        drawn = self.probabilities(images, spacings, centres).mean(axis=0)
        _, crops = squares(images, centres, spacings, SIZE, SIDE)
        contours = [
            stages.border(one, crop)
            for one, crop in zip(drawn, crops, strict=True)
        ]
        return contours, drawn


def _standard(x):
    """Each square with mean 0 and standard deviation 1."""
    mean = x.mean(axis=(1, 2, 3), keepdims=True)
    return (x - mean) / (x.std(axis=(1, 2, 3), keepdims=True) + 1e-6)
