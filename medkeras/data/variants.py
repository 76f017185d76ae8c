"""Which variant of a set is asked for, by argument or environment."""

import os

from medkeras.utils import mode
from medkeras.utils.errors import UsageError, nearest, one_line

VARIANTS = ("auto", "sample", "full")
VARIABLE = "MEDKERAS_DATA"


def requested_variant(variant: str | None) -> str:
    """What is asked for, by argument or environment; "sample" in smoke mode."""
    name = VARIABLE if variant is None else "`variant`"
    choice = variant
    if variant is None:
        choice = os.environ.get(VARIABLE) or "auto"
    if not isinstance(choice, str) or choice not in VARIANTS:
        raise UsageError(
            f"{name} must be one of {', '.join(VARIANTS)}. Received: "
            f"{one_line(repr(choice))}{nearest(choice, VARIANTS)}"
        )
    if mode.name() != "smoke":
        return choice
    if variant == "full":
        raise UsageError(
            "`variant` must be 'sample' or 'auto' in smoke mode, which "
            "always reads the sample. Received: 'full'"
        )
    return "sample"
