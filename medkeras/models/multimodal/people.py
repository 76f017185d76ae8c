"""What is given of each person: checked, scaled, what is missing set to 0."""

from collections.abc import Mapping

import numpy as np

from medkeras.utils.arrays import check_one_length, real_array
from medkeras.utils.errors import UsageError

KINDS = {1: "a table", 3: "a volume"}


def checked_modalities(modalities) -> dict[str, tuple[int, ...]]:
    """Shapes by name, each of a table or of a volume."""
    if not isinstance(modalities, Mapping) or not modalities:
        raise UsageError(
            "`modalities` must map names to shapes. Received: "
            f"{type(modalities).__name__}"
        )
    shapes = {name: tuple(np.atleast_1d(v)) for name, v in modalities.items()}
    for name, shape in shapes.items():
        if len(shape) not in KINDS:
            raise UsageError(
                f"`modalities[{name!r}]` must be one size (a table) or three "
                f"(a volume). Received: {shape}"
            )
    return {name: tuple(int(n) for n in s) for name, s in shapes.items()}


def checked_people(shapes, X, present) -> tuple[dict, np.ndarray]:
    """Arrays by name, and (people, modalities) of what each has.

    Raises:
        UsageError: a modality that is missing, another shape, lengths that
            differ, a person without any modality.
    """
    missing = [name for name in shapes if name not in X]
    if missing:
        raise UsageError(
            f"`X` must have {', '.join(shapes)}. Received: none named "
            f"{', '.join(missing)}"
        )
    arrays = {
        name: real_array(name, X[name], ("people", *shape))
        for name, shape in shapes.items()
    }
    check_one_length(**arrays)
    count = len(next(iter(arrays.values())))
    has = np.ones((count, len(shapes)), bool)
    for place, name in enumerate(shapes):
        if present is not None and name in present:
            has[:, place] = real_array(name, present[name], (count,), 0, 1)
    lacking = int((~has.any(axis=1)).sum())
    if lacking:
        raise UsageError(
            "`present` must leave each person a modality. Received: "
            f"{lacking} without any"
        )
    return arrays, has


class Scales:
    """Means and spreads of what training people have."""

    def __init__(self, arrays, has):
        self.scales = {}
        for place, (name, values) in enumerate(arrays.items()):
            seen = values[has[:, place]].astype(float)
            axis = 0 if values.ndim == 2 else None
            if not len(seen):
                seen = np.zeros((1, *values.shape[1:]))
            spread = seen.std(axis=axis)
            self.scales[name] = (
                seen.mean(axis=axis),
                np.where(spread > 1e-9, spread, np.inf),
            )

    def scaled(self, arrays, has) -> dict[str, np.ndarray]:
        """Standardised; what is missing is 0, the mean."""
        found = {}
        for place, (name, values) in enumerate(arrays.items()):
            mean, spread = self.scales[name]
            rows = ((values - mean) / spread).astype(np.float32)
            rows[~has[:, place]] = 0
            found[name] = rows
        return found
