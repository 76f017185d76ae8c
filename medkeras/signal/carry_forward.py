"""Missing sensors: the last known value stays, and its age is marked."""

import numpy as np

from medkeras.utils.arrays import float_array
from medkeras.utils.sizes import check_whole


class CarryForward:
    """Fills gaps with what was last known, and says how long it has not been.

    Only the past is read. Before a first value there is the usual one, which
    somebody else's measurements must have given.

    Args:
        usual: (signs,), of people like this one, finite.
        longest: steps after which a mark is at its greatest, 1.

    Raises:
        UsageError: values that are not finite, steps below 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.carry_forward import CarryForward
        >>> carried = CarryForward([70.0], longest=4)
        >>> gaps = [[np.nan], [80.0], [np.nan], [np.nan]]
        >>> carried.update(gaps).tolist()
        [[70.0, 1.0], [80.0, 0.0], [80.0, 0.25], [80.0, 0.5]]

    Reference: Che et al. 2018, doi:10.1038/s41598-018-24271-9.
    Chapter: 3.4.5
    """

    def __init__(self, usual, longest: int = 12):
        self.usual = float_array("usual", usual, ("signs",)).astype(float)
        check_whole("longest", longest)
        self.longest = longest
        self.last = self.usual.copy()
        self.age = np.full(len(self.usual), longest)

    def update(self, values) -> np.ndarray:
        """Read the steps that come next.

        Args:
            values: (steps, signs), NaN where nothing was measured.

        Returns:
            (steps, 2 signs): each sign filled, then for each the age of its
            value as a share of `longest`: 0 fresh, 1 unknown or too old.

        Raises:
            UsageError: another shape, infinite values.
        """
        shape = ("steps", len(self.usual))
        values = float_array("values", values, shape, empty=True, missing=True)
        filled = np.empty((len(values), 2 * len(self.usual)))
        for step, row in enumerate(values):
            known = ~np.isnan(row)
            self.last = np.where(known, row, self.last)
            older = np.minimum(self.age + 1, self.longest)
            self.age = np.where(known, 0, older)
            filled[step] = np.concatenate([self.last, self.age / self.longest])
        return filled
