"""Where in the chest the left ventricle is, by one of two networks."""

import keras
import numpy as np

from medkeras.losses.overlap import overlap_loss
from medkeras.models.cardiac import stages
from medkeras.models.cardiac.crops import (
    COARSE,
    SQUARE,
    WHOLE,
    Draws,
    chest_crops,
    chests,
)
from medkeras.models.cardiac.fresh_start import train
from medkeras.models.cardiac.input_validation import checked_stack
from medkeras.models.cardiac.localizer import localizer, pretrain_filters
from medkeras.models.unet import unet
from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import check_seed, check_whole

SIZE = 64  # pixels along the chest that the published localizer sees
DRAWS = Draws(away=20.0, stretch=0.15)


class Localization:
    """Finds the place of the left ventricle in the slices of a chest.

    Args:
        network: "unet", a small U-Net on 32 x 32 pixels, or "published", the
            localizer of Avendi et al. with its pre-trained filters: one
            dense layer from all places to all places, which has to see the
            ventricle everywhere before it finds it everywhere.
        num_filters: of the published localizer, where there is no `start`;
            100 in the paper.
        copies: examples made of each slice.
        epochs: passes over them.
        seed: of all draws.
        start: a published `localizer` whose filters are learnt already; it
            stays as it is. None makes one and learns them.

    Raises:
        UsageError: an unknown network, sizes out of range; from its methods:
            images, contours and spacings that do not go together.

    Example:
        >>> from medkeras.models.cardiac import Localization
        >>> Localization("published", num_filters=16).network
        'published'

    Reference: Avendi et al. 2016, doi:10.1016/j.media.2016.01.005.
    Chapter: 3.1.1
    """

    def __init__(
        self,
        network: str = "unet",
        num_filters: int = 100,
        copies: int = 10,
        epochs: int = 6,
        seed: int = 0,
        start: keras.Model | None = None,
    ):
        if network not in ("unet", "published"):
            raise UsageError(
                "`network` must be 'unet' or 'published'. Received: "
                f"{one_line(repr(network))}"
            )
        for name, value in (
            ("num_filters", num_filters), ("copies", copies), ("epochs", epochs)
        ):  # fmt: skip
            check_whole(name, value)
        check_seed(seed)
        self.start = _checked_start(network, start)
        if start is not None:
            num_filters = start.get_layer("filters").filters
        self.network, self.num_filters = network, num_filters
        self.copies, self.epochs, self.seed = copies, epochs, seed

    def fit(self, images, contours, spacings):
        """Train the network on slices with their contours.

        Args:
            images: (slices, height, width), any unit of brightness.
            contours: (points, 2) of each slice, rows and columns in pixels.
            spacings: (2,) or (slices, 2), mm from pixel to pixel.

        Returns:
            The localisation itself.
        """
        keras.utils.set_random_seed(self.seed)
        rng = np.random.default_rng(self.seed)
        size = COARSE if self.network == "unet" else SIZE
        given = images, contours, spacings, self.copies, size, DRAWS, rng
        x, cavity = chest_crops(*given)
        learn = self._unet if self.network == "unet" else self._published
        self.model_ = learn(x, cavity)
        return self

    def centres(self, images, spacings) -> np.ndarray:
        """Row and column of the ventricle in each slice of one patient.

        Args:
            images: (slices, height, width).
            spacings: (2,) or (slices, 2), mm.

        Returns:
            (slices, 2), pixels. The slices of a heart lie nearly above each
            other: what is far from the median of the stack is taken there.
        """
        if not hasattr(self, "model_"):
            raise UsageError("`fit` must come first. Received: no network")
        images, spacings = checked_stack(images, spacings)
        size = self.model_.input_shape[1]
        cut, crops = chests(images, spacings, size)
        masks = keras.ops.convert_to_numpy(self.model_(cut))
        masks = masks.reshape(len(cut), COARSE, COARSE)
        # Pixel k of the mask covers `size / COARSE` pixels of the crop.
        found = (stages.centres_of_mass(masks) + 0.5) * size / COARSE - 0.5
        places = [
            crop.to_image(one) for crop, one in zip(crops, found, strict=True)
        ]
        return stages.without_outliers(np.stack(places), spacings)

    def _unet(self, x, cavity):
        """Pixels of the cavity, in a chest of few pixels."""
        sizes = (COARSE, COARSE, 1), 1, (8, 16, 32)
        return train(
            unet, sizes, x, cavity[..., None], learning_rate=3e-3,
            loss=overlap_loss, batch_size=8, epochs=self.epochs,
        )  # fmt: skip

    def _published(self, x, cavity):
        """Filters of patches, then the layer above, then all of it."""
        y = _squares_around(cavity)
        sizes = (SIZE, SIZE, 1), self.num_filters
        start = localizer(*sizes)
        if self.start is None:
            pretrain_filters(start, x, seed=self.seed)
        else:
            start.set_weights(self.start.get_weights())
        features = keras.Model(start.inputs, start.get_layer("features").output)
        means = features.predict(x, batch_size=64, verbose=0)
        head = train(
            _head, (means.shape[1],), means, y, learning_rate=3e-3, loss="mse",
            batch_size=32, epochs=2 * self.epochs,
        )  # fmt: skip
        start.get_layer("mask").set_weights(head.layers[-2].get_weights())
        return train(
            localizer, sizes, x, y,
            lambda network: network.set_weights(start.get_weights()),
            learning_rate=3e-4, loss="mse", batch_size=32, epochs=1,
        )  # fmt: skip


def _checked_start(network, start):
    """A published localizer of the sizes of this one, or None."""
    if start is None:
        return None
    layers = {layer.name: layer for layer in getattr(start, "layers", ())}
    num_filters = getattr(layers.get("filters"), "filters", 1)
    own = localizer((SIZE, SIZE, 1), num_filters)
    shapes = [weight.shape for weight in getattr(start, "weights", ())]
    fits = shapes == [weight.shape for weight in own.weights]
    if network != "published" or not fits:
        raise UsageError(
            "`start` must be a `localizer((64, 64, 1), ...)` for the network "
            f"'published'. Received: {type(start).__name__} for {network!r}"
        )
    return start


def _head(num_features):
    """The localizer's last layer alone, on the means of its maps."""
    inputs = keras.Input((num_features,))
    whole = localizer((SIZE, SIZE, 1), 1)
    mask = whole.get_layer("mask")
    decay = mask.kernel_regularizer
    drawn = keras.layers.Dense(mask.units, "sigmoid", kernel_regularizer=decay)(
        inputs
    )
    outputs = keras.layers.Reshape((COARSE, COARSE))(drawn)
    return keras.Model(inputs, outputs)


def _squares_around(cavities):
    """The square of the paper's size around each cavity, on 32 x 32."""
    size = cavities.shape[1]
    centres = stages.centres_of_mass(cavities)
    centres = (centres + 0.5) * COARSE / size - 0.5
    half = SQUARE / WHOLE * COARSE / 2
    place = np.arange(COARSE)
    rows = np.abs(place - centres[:, :1]) < half
    columns = np.abs(place - centres[:, 1:]) < half
    return (rows[:, :, None] & columns[:, None, :]).astype(np.float32)
