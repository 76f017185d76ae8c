"""How much of a task is run: rows, passes, draws."""

from typing import NamedTuple

from medkeras.utils import mode
from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import check_whole


class Effort(NamedTuple):
    """How much of a task is run.

    Attributes:
        rows: about so many are kept, by whole groups; None for all.
        epochs: passes of the network; None for its own number.
        replicates: draws of the bootstrap.

    Example:
        >>> from medkeras.tasks.effort import Effort
        >>> Effort(rows=200, epochs=1, replicates=50).rows
        200

    Chapter: 3.4.1
    """

    rows: int | None
    epochs: int | None
    replicates: int


def effort_of_mode() -> Effort:
    """What the mode in force allows.

    Returns:
        Few rows and one pass in smoke mode, all of them in full mode.

    Example:
        >>> from medkeras.tasks.effort import effort_of_mode
        >>> effort_of_mode().replicates >= 20
        True

    Chapter: 3.4.1
    """
    return mode.pick(
        smoke=Effort(160, 1, 50),
        lesson=Effort(1500, None, 300),
        full=Effort(None, None, 1000),
    )


def check_effort(effort: Effort) -> None:
    """Refuse sizes that cannot be, in one line."""
    if not isinstance(effort, Effort):
        raise UsageError(
            "`effort` must be an Effort(rows, epochs, replicates). Received: "
            f"{one_line(repr(effort))}"
        )
    if effort.rows is not None:
        check_whole("rows", effort.rows, least=20)
    if effort.epochs is not None:
        check_whole("epochs", effort.epochs)
    check_whole("replicates", effort.replicates, least=10)
