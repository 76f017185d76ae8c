"""Upright or turned squares cut out of images, sized in millimetres.

Scanners differ in the size of a pixel. A square of so many millimetres shows
a heart alike on each of them; its place, turn and size may be drawn at random
to make more examples of one image.
"""

from typing import NamedTuple

import numpy as np
from scipy import ndimage

from medkeras.utils.arrays import finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_positive, check_whole


class SquareCrop(NamedTuple):
    """A square on an image, and the pixels that it becomes.

    Attributes:
        centre: row and column in the image, pixels.
        spacing: of the image's pixels, down and across, mm.
        side: of the square, mm.
        size: pixels along each side of what is cut out.
        angle: by which the square is turned, radians.

    Raises:
        UsageError: from its methods: sizes below 1, NaN.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.square_crops import SquareCrop
        >>> image = np.arange(25.0).reshape(5, 5)
        >>> crop = SquareCrop((2, 2), (1, 1), side=3, size=3)
        >>> crop.cut(image)
        array([[ 6.,  7.,  8.],
               [11., 12., 13.],
               [16., 17., 18.]], dtype=float32)
        >>> crop.to_crop([[2, 2], [1, 1]]).tolist()
        [[1.0, 1.0], [0.0, 0.0]]

    Chapter: 3.1.1
    """

    centre: tuple[float, float]
    spacing: tuple[float, float]
    side: float
    size: int
    angle: float = 0.0

    def cut(self, image: np.ndarray, beyond: float | None = None) -> np.ndarray:
        """What the square shows, (size, size), float32.

        Args:
            image: (height, width).
            beyond: value outside of the image; None repeats its edge.

        Returns:
            Values between the pixels are interpolated linearly; an image
            finer than the crop is smoothed before.
        """
        image = finite_numbers("image", image, ndim=2).astype(np.float32)
        places = self.to_image(self._grid())
        step = self.side / self.size / np.asarray(self.spacing, float)
        if step.max() > 1.5:  # else fine lines come and go between pixels
            image = ndimage.gaussian_filter(image, step / 3)
        mode = "nearest" if beyond is None else "constant"
        return ndimage.map_coordinates(
            image, np.moveaxis(places, -1, 0), np.float32, 1, mode, beyond or 0
        )

    def to_crop(self, points: np.ndarray) -> np.ndarray:
        """Where points (..., 2) of the image lie in the crop, pixels."""
        self._check()
        away = finite_numbers("points", points) - self.centre
        turned = away * self.spacing @ self._turn()
        return turned * self.size / self.side + (self.size - 1) / 2

    def to_image(self, points: np.ndarray) -> np.ndarray:
        """Where points (..., 2) of the crop lie in the image, pixels."""
        self._check()
        away = finite_numbers("points", points) - (self.size - 1) / 2
        turned = away * self.side / self.size @ self._turn().T
        return turned / self.spacing + self.centre

    def _grid(self):
        check_whole("size", self.size)
        rows_and_columns = np.indices((self.size, self.size), float)
        return np.moveaxis(rows_and_columns, 0, -1)

    def _turn(self):
        cosine, sine = np.cos(self.angle), np.sin(self.angle)
        return np.array([[cosine, -sine], [sine, cosine]])

    def _check(self):
        check_whole("size", self.size)
        check_positive("side", self.side)
        check_number("angle", self.angle)
        for name in ("centre", "spacing"):
            pair = finite_numbers(name, getattr(self, name))
            if pair.shape != (2,) or (name == "spacing" and (pair <= 0).any()):
                raise UsageError(
                    f"`{name}` must be two numbers, a spacing above 0. "
                    f"Received: {getattr(self, name)!r}"
                )
