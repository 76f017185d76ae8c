"""How many updates run between two looks of Python."""

from medkeras.training.strategy import strategy
from medkeras.utils.sizes import check_whole


def steps_per_execution(steps: int) -> int:
    """Allow several updates a call where Keras can, else one.

    Small networks spend more time on the call of an update than on the
    update. Over several replicas Keras 3 fails with more than one a call.

    Args:
        steps: wanted for `compile(steps_per_execution=...)`.

    Returns:
        `steps` on one device, 1 on several.

    Raises:
        UsageError: `steps` is no whole number of 1 or more.

    Example:
        >>> from medkeras.training.execution import steps_per_execution
        >>> steps_per_execution(10)
        10

    Chapter: 2.2.2
    """
    check_whole("steps", steps)
    return steps if strategy().num_replicas_in_sync == 1 else 1
