"""What the two segmenters share: a place, a fit, slices in, volumes out."""

import abc

import keras
import numpy as np

from medkeras.models.cardiac.input_validation import (
    checked_contours,
    checked_stack,
)
from medkeras.models.cardiac.localization import Localization
from medkeras.models.cardiac.segmentation import Segmentation, measure
from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import check_seed, check_whole

SIZE = 64  # pixels of the square that the networks see


class Segmenter(abc.ABC):
    """Left ventricle in the square that a localisation finds.

    Args:
        localization: a `Localization`; one that is fitted stays as it is.
            None makes one with a small U-Net.
        copies: examples made of each slice.
        epochs: passes over them.
        seed: of all draws.

    Raises:
        UsageError: sizes out of range; from its methods: images, contours
            and spacings that do not go together, or no `fit` before.

    Example:
        >>> from medkeras.models.cardiac import LVSegmenter
        >>> from medkeras.models.cardiac.segmenter import Segmenter
        >>> issubclass(LVSegmenter, Segmenter)
        True

    Chapter: 3.1.1
    """

    def __init__(
        self,
        localization: Localization | None,
        copies: int,
        epochs: int,
        seed: int,
    ):
        check_whole("copies", copies)
        check_whole("epochs", epochs)
        check_seed(seed)
        if localization is None:
            localization = Localization(seed=seed)
        if not isinstance(localization, Localization):
            raise UsageError(
                "`localization` must be a Localization or None. Received: "
                f"{one_line(repr(localization))}"
            )
        self.localization = localization
        self.copies, self.epochs, self.seed = copies, epochs, seed

    def fit(self, images, contours, spacings):
        """Train what is not trained: the localisation, the networks.

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
        keras.utils.set_random_seed(self.seed)
        rng = np.random.default_rng(self.seed)
        self.networks_ = self._learn(images, contours, spacings, rng)
        return self

    def segment(
        self, images, spacings, thickness=None, is_systole=None, places=None
    ) -> Segmentation:
        """All stages on the slices of one patient.

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
        centres, drawn, answers, contours = self._find(
            images, spacings, centres
        )
        return measure(
            images, spacings, contours, thickness, is_systole, places,
            centres, drawn, answers,
        )  # fmt: skip

    @abc.abstractmethod
    def _learn(self, images, contours, spacings, rng):
        """Train the networks and return them."""

    @abc.abstractmethod
    def _find(self, images, spacings, centres):
        """Centres of squares, what was drawn, answers if several, contours."""

    def _fitted(self):
        """The networks, in a list."""
        if not hasattr(self, "networks_"):
            raise UsageError("`fit` must come first. Received: no networks")
        return self.networks_
