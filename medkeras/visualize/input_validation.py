"""Numbers that can be drawn, or one clear line why not."""

import numpy as np

from medkeras.utils.errors import UsageError


def numbers(name: str, values, missing: bool = False) -> np.ndarray:
    """Values as floats; NaN only where a value may be `missing`."""
    try:
        array = np.asarray(values, float)
    except (TypeError, ValueError) as error:
        raise UsageError(
            f"`{name}` must be numbers. Received: {error}"
        ) from error
    known = array[~np.isnan(array)] if missing else array
    if not known.size or not np.isfinite(known).all():
        bad = int((~np.isfinite(array)).sum())
        raise UsageError(
            f"`{name}` must be finite numbers, one or more. Received: "
            f"{array.size}, of which {bad} are NaN or infinite"
        )
    return array


def named(name: str, things) -> None:
    """Refuse an empty collection: there is nothing to draw."""
    if not len(things):
        raise UsageError(
            f"`{name}` must name one thing or more. Received: none"
        )


def pair(name: str, x, y, *band) -> tuple[np.ndarray, ...]:
    """The points of a curve, and of its band, of one length; NaN is a gap."""
    x, *others = [
        numbers(f"{label} of {name}", values, missing=True)
        for label, values in zip(
            ("x", "y", "low", "high"), (x, y, *band), strict=False
        )
    ]
    shapes = {array.shape for array in (x, *others)}
    if x.ndim != 1 or len(shapes) != 1 or len(band) not in (0, 2):
        raise UsageError(
            f"the curve {name!r} must be (x, y) or (x, y, low, high), arrays "
            f"of one length. Received: shapes {[a.shape for a in (x, *others)]}"
        )
    return x, *others
