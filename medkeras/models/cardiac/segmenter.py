"""The published way as one: localise, infer a shape, deform, measure."""

import keras
import numpy as np

from medkeras.imaging.dicom import window
from medkeras.imaging.level_set import ALPHAS, checked_alphas, evolve
from medkeras.models.cardiac import stages
from medkeras.models.cardiac.crops import SQUARE, Draws, square_crops, squares
from medkeras.models.cardiac.fresh_start import train
from medkeras.models.cardiac.input_validation import (
    checked_contours,
    checked_localization,
    checked_shapes,
    checked_stack,
)
from medkeras.models.cardiac.localization import Localization
from medkeras.models.cardiac.segmentation import (
    Segmentation,
    areas_mm2,
    measure,
)
from medkeras.models.cardiac.shape import pretrain_layers, shape_autoencoder
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import (
    check_positive,
    check_seed,
    check_whole,
    checked_sizes,
)

SIZE = 64  # pixels of the square that the networks see
FINE = 100  # pixels of the square on which the contour moves
DRAWS = Draws(away=5.0, stretch=0.1)


class LVSegmenter:
    """Left ventricle by two networks and a contour that follows the image.

    A localisation finds the square around the ventricle, a stacked
    autoencoder draws a shape into it, and a level set moves that shape to
    the edges of the blood. Two shape networks are trained, for the larger
    and the smaller half of the contours. The paper does not say which of the
    two draws at test time: here it is the one for small contours where the
    mean area that both draw is below the training contours' median.

    Args:
        localization: a `Localization`; one that is fitted stays as it is.
            None makes one with a small U-Net.
        units: of the shape networks' hidden layers.
        alphas: weights of length, regions and shape.
        contrast: what the brightness, 0 to 1, is multiplied with before the
            contour moves; the published weights depend on that scale, which
            the paper does not print. Set on the phantom.
        copies: examples made of each slice.
        epochs: passes for the shape networks.
        seed: of all draws.

    Raises:
        UsageError: sizes out of range; from its methods: images, contours
            and spacings that do not go together, or no `fit` before.

    Example:
        >>> from medkeras.models.cardiac import LVSegmenter
        >>> LVSegmenter(epochs=5).alphas
        (1.0, 0.5, 0.25)

    Reference: Avendi, Kheradvar and Jafarkhani 2016,
        doi:10.1016/j.media.2016.01.005.
    Chapter: 3.1.1
    """

    def __init__(
        self,
        localization: Localization | None = None,
        units: tuple[int, ...] = (100, 100),
        alphas: tuple[float, float, float] = ALPHAS,
        contrast: float = 4.0,
        copies: int = 10,
        epochs: int = 30,
        seed: int = 0,
    ):
        check_whole("copies", copies)
        check_whole("epochs", epochs)
        check_positive("contrast", contrast)
        check_seed(seed)
        self.localization = checked_localization(
            localization, Localization
        ) or Localization(seed=seed)
        self.units = checked_sizes("units", units)
        self.alphas = checked_alphas(alphas)
        self.contrast = contrast
        self.copies, self.epochs, self.seed = copies, epochs, seed

    def fit(self, images, contours, spacings):
        """Train what is not trained: the localisation, two shape networks.

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
        areas = areas_mm2(contours, spacings)
        self.limit_ = float(np.median(areas))
        self.shapes_ = []
        for group in (areas >= self.limit_, areas <= self.limit_):
            rows = np.flatnonzero(group)
            chosen = [contours[row] for row in rows]
            given = images[rows], chosen, spacings[rows]
            self.shapes_.append(self._fit_shape(*given, rng))
        return self

    def infer_shapes(self, images, spacings, centres) -> np.ndarray:
        """Draw the cavity into the square around each centre.

        Args:
            images: (slices, height, width).
            spacings: (2,) or (slices, 2), mm.
            centres: (slices, 2), pixels.

        Returns:
            (slices, 64, 64), share of each pixel in the cavity.
        """
        if not hasattr(self, "shapes_"):
            raise UsageError("`fit` must come first. Received: no networks")
        images, spacings = checked_stack(images, spacings)
        cut, _ = squares(images, centres, spacings, SIZE)
        large, small = (
            keras.ops.convert_to_numpy(network(cut)) for network in self.shapes_
        )
        pixel = (SQUARE / SIZE) ** 2  # mm²
        drawn = (large + small).sum(axis=(1, 2)) / 2 * pixel
        return np.where((drawn < self.limit_)[:, None, None], small, large)

    def deform(self, images, spacings, centres, shapes, alphas=None):
        """Let each shape's contour follow the image.

        Args:
            images: (slices, height, width).
            spacings: (2,) or (slices, 2), mm.
            centres: (slices, 2), pixels.
            shapes: (slices, 64, 64), where the contours begin and what
                they stay near.
            alphas: weights of length, regions and shape; None: the
                segmenter's.

        Returns:
            One contour (points, 2) a slice, pixels of its image.
        """
        images, spacings = checked_stack(images, spacings)
        shapes = checked_shapes(shapes, images)
        cut, crops = squares(images, centres, spacings, FINE)
        phi = np.stack([stages.as_level_set(one, FINE) for one in shapes])
        image = cut[..., 0] * self.contrast
        if alphas is None:
            alphas = self.alphas
        moved = evolve(image, phi, phi, alphas)
        return [
            stages.outline(one, crop)
            for one, crop in zip(moved.phi, crops, strict=True)
        ]

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
        centres = self.localization.centres(images, spacings)
        shapes = self.infer_shapes(images, spacings, centres)
        contours = self.deform(images, spacings, centres, shapes)
        return measure(
            images, spacings, contours, thickness, is_systole, places,
            centres, shapes,
        )  # fmt: skip

    def _fit_shape(self, images, contours, spacings, rng):
        """The hidden layers one by one, then all of it to masks."""
        x, y = square_crops(
            images, contours, spacings, self.copies, SIZE, DRAWS, rng
        )
        sizes = (SIZE, SIZE, 1), tuple(self.units)
        model, _ = train(
            shape_autoencoder, sizes, x, y,
            lambda network: pretrain_layers(network, x, self.epochs // 6 + 1),
            learning_rate=2e-3, loss="mse", batch_size=16, epochs=self.epochs,
        )  # fmt: skip
        return model
