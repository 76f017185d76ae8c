"""The published way as one: localise, infer a shape, deform, measure."""

import keras
import numpy as np

from medkeras.imaging.level_set import ALPHAS, checked_alphas, evolve
from medkeras.models.cardiac import stages
from medkeras.models.cardiac.crops import (
    SQUARE,
    Draws,
    square_crops,
    squares,
    standardized,
)
from medkeras.models.cardiac.fresh_start import train
from medkeras.models.cardiac.input_validation import (
    checked_shapes,
    checked_stack,
)
from medkeras.models.cardiac.localization import Localization
from medkeras.models.cardiac.segmentation import areas_mm2
from medkeras.models.cardiac.segmenter import SIZE, Segmenter
from medkeras.models.cardiac.shape import (
    pretrain_layers,
    pretrain_mask,
    shape_autoencoder,
)
from medkeras.utils.sizes import check_positive, checked_sizes

FINE = 100  # pixels of the square on which the contour moves
DRAWS = Draws(away=5.0, stretch=0.1)


class LVSegmenter(Segmenter):
    """Left ventricle by two networks and a contour that follows the image.

    A localisation finds the square around the ventricle, a stacked
    autoencoder draws a shape into it, once more when the square has moved to
    the middle of the first, and a level set moves that shape to the edges of
    the blood. Two shape networks are trained, for the larger
    and the smaller half of the contours. The paper does not say which of the
    two draws at test time: here it is the one for small contours where the
    mean area that both draw is below the median of what both draw for the
    training squares.

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
        contrast: float = 3.5,
        copies: int = 10,
        epochs: int = 30,
        seed: int = 0,
    ):
        super().__init__(localization, copies, epochs, seed)
        check_positive("contrast", contrast)
        self.units = checked_sizes("units", units)
        self.alphas = checked_alphas(alphas)
        self.contrast = contrast

    def infer_shapes(self, images, spacings, centres) -> np.ndarray:
        """Draw the cavity into the square around each centre.

        Args:
            images: (slices, height, width).
            spacings: (2,) or (slices, 2), mm.
            centres: (slices, 2), pixels.

        Returns:
            (slices, 64, 64), share of each pixel in the cavity.
        """
        cut, _ = squares(images, centres, spacings, SIZE)
        return self._shapes(cut)

    def recentre(self, images, spacings, centres) -> np.ndarray:
        """Move the squares of one patient to the middle of what is drawn.

        Args:
            images: (slices, height, width).
            spacings: (2,) or (slices, 2), mm.
            centres: (slices, 2), pixels.

        Returns:
            (slices, 2), pixels. What is far from the median of the stack is
            taken there.
        """
        _, spacings = checked_stack(images, spacings)
        cut, crops = squares(images, centres, spacings, SIZE)
        middles = stages.centres_of_mass(self._shapes(cut))
        moved = [
            crop.to_image(one) for crop, one in zip(crops, middles, strict=True)
        ]
        return stages.without_outliers(np.stack(moved), spacings)

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

    def _shapes(self, cut):
        """What is drawn into squares, by the network for their size."""
        large, small = _drawn(self._fitted(), standardized(cut))
        below = _mean_areas(large, small) < self.limit_
        return np.where(below[:, None, None], small, large)

    def _learn(self, images, contours, spacings, rng):
        """A network for the larger contours, one for the smaller."""
        areas = areas_mm2(contours, spacings)
        middle = np.median(areas)
        networks, seen = [], []
        for group in (areas >= middle, areas <= middle):
            rows = np.flatnonzero(group)
            chosen = [contours[row] for row in rows]
            given = images[rows], chosen, spacings[rows], self.copies, SIZE
            x, y = square_crops(*given, DRAWS, rng)
            seen.append(standardized(x))
            networks.append(self._fit_shape(seen[-1], y))
        # Each network draws the other's hearts too near to its own: what
        # both draw has another middle than the contours have.
        drawn = _drawn(networks, np.concatenate(seen))
        self.limit_ = float(np.median(_mean_areas(*drawn)))
        return networks

    def _find(self, images, spacings, centres):
        """Shapes, the second time from their middle; their contours."""
        centres = self.recentre(images, spacings, centres)
        shapes = self.infer_shapes(images, spacings, centres)
        contours = self.deform(images, spacings, centres, shapes)
        return centres, shapes, None, contours

    def _fit_shape(self, x, y):
        """The hidden layers one by one, the last alone, then all of it."""

        def start(network):
            pretrain_layers(network, x, self.epochs // 6 + 1)
            pretrain_mask(network, x, y)

        sizes = (SIZE, SIZE, 1), self.units
        return train(
            shape_autoencoder, sizes, x, y, start, learning_rate=3e-4,
            loss="mse", batch_size=16, epochs=self.epochs,
        )  # fmt: skip


def _drawn(networks, cut):
    """What each network draws into the same squares."""
    return [keras.ops.convert_to_numpy(network(cut)) for network in networks]


def _mean_areas(large, small):
    """Area that two networks draw on average, mm²."""
    pixel = (SQUARE / SIZE) ** 2
    return (large + small).sum(axis=(1, 2)) / 2 * pixel
