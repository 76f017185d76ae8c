"""Which data sets can be loaded now: asked of what is on this computer."""

import dataclasses

from medkeras.data import card_files, preparing, resolving
from medkeras.utils.errors import UsageError


@dataclasses.dataclass(frozen=True)
class Status:
    """Whether a set can be loaded now, and the reason in one line.

    Example:
        >>> from medkeras.data import status
        >>> status("vein_reflux").ready
        True
    """

    ready: bool
    detail: str


def status(name: str) -> Status:
    """Whether a set can be loaded now, without loading it.

    Args:
        name: name of the set.

    Returns:
        `ready` and one line of detail: what `load` would read, or what
        stands in its way.

    Raises:
        UsageError: no such set.

    Example:
        >>> from medkeras.data import status
        >>> status("vein_reflux").ready
        True
    """
    card = card_files.card(name)
    try:
        resolved = resolving.resolve(card)
        detail = _detail(resolved)
    except UsageError as error:
        return Status(False, str(error))
    return Status(True, "; ".join([detail, *resolved.notes]))


def _detail(resolved: resolving.ResolvedDataset) -> str:
    """What `load` would read, in one line."""
    if resolved.to_download:
        detail = f"full, from {resolved.to_download[0].url} on first use"
        return detail if resolved.insisted else f"{detail}, else the sample"
    place = "made by its generator"
    if resolved.folder is not None:
        place = f"from {resolved.folder}"
    ready = preparing.prepared_folder(resolved).exists()
    when = "prepared" if ready else "prepared on first use"
    return f"{resolved.variant}, {place}, {when}"
