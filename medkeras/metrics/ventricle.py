"""What a cardiologist reads from contours: volumes and how much is pumped."""

import numpy as np

from medkeras.utils.arrays import finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_positive


def disc_volume(areas: np.ndarray, thickness: float) -> float:
    """Volume of a cavity from its areas in parallel slices.

    Each slice stands for a disc as thick as the way to the next slice:
    V = Σ A h, known as the method of discs, or Simpson's rule, in cardiology.

    Args:
        areas: of the cavity in each slice, mm²; 0 where there is none.
        thickness: from the middle of a slice to that of the next, mm.

    Returns:
        The volume in ml.

    Raises:
        UsageError: negative areas, NaN, a thickness of 0 or less.

    Example:
        >>> from medkeras.metrics.ventricle import disc_volume
        >>> disc_volume([1500.0, 1200.0, 800.0], thickness=8.0)
        28.0

    Reference: Lang et al. 2015, "Recommendations for cardiac chamber
        quantification", doi:10.1016/j.echo.2014.10.003.
    Chapter: 3.1.1
    """
    areas = finite_numbers("areas", areas, ndim=1)
    check_positive("thickness", thickness)
    if (areas < 0).any():
        raise UsageError(
            f"`areas` must be 0 or more. Received: {areas.min():g}"
        )
    return float(areas.sum() * thickness / 1000)


def ejection_fraction(edv: float, esv: float) -> float:
    """Share of the blood that a beat pumps out.

    Args:
        edv: volume at the end of diastole, when the ventricle is full.
        esv: volume at the end of systole, in the same unit.

    Returns:
        (EDV - ESV) / EDV: a share; negative where the volumes are in the
        wrong order.

    Raises:
        UsageError: a full volume of 0 or less, a negative one, NaN.

    Example:
        >>> from medkeras.metrics.ventricle import ejection_fraction
        >>> ejection_fraction(120.0, 48.0)
        0.6

    Reference: Lang et al. 2015, doi:10.1016/j.echo.2014.10.003.
    Chapter: 3.1.1
    """
    check_positive("edv", edv)
    check_number("esv", esv, 0)
    return float((edv - esv) / edv)
