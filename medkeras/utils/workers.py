"""Which of several workers this process is, from the variable TF_CONFIG."""

import json
import os
from typing import NamedTuple

from medkeras.utils.errors import UsageError

VARIABLE = "TF_CONFIG"


class Workers(NamedTuple):
    """The workers of a job, and which of them this process is."""

    addresses: tuple[str, ...]  # "host:port", the chief's first
    index: int

    @property
    def is_chief(self) -> bool:
        """Whether this worker shows progress and writes files."""
        return self.index == 0


def workers() -> Workers | None:
    """Read TF_CONFIG.

    Returns:
        The workers of the job, or None where this process works alone.

    Raises:
        UsageError: TF_CONFIG holds something else.

    Example:
        >>> import os
        >>> from medkeras.utils.workers import tf_config, workers
        >>> os.environ["TF_CONFIG"] = tf_config(["a:2222", "b:2222"], 1)
        >>> workers()
        Workers(addresses=('a:2222', 'b:2222'), index=1)
        >>> del os.environ["TF_CONFIG"]
    """
    text = os.environ.get(VARIABLE)
    if not text:
        return None
    try:
        config = json.loads(text)
        hosts, task = config["cluster"], config["task"]
        kinds = [kind for kind in ("chief", "worker") if kind in hosts]
        places = [(kind, n) for kind in kinds for n in range(len(hosts[kind]))]
        index = places.index((task["type"], int(task["index"])))
        addresses = tuple(address for kind in kinds for address in hosts[kind])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UsageError(
            f"{VARIABLE} must be JSON such as {tf_config(['host:2222'], 0)}. "
            f"Received: {text[:200]}"
        ) from error
    return Workers(addresses, index)


def is_chief() -> bool:
    """Whether this process may show progress and write files.

    Returns:
        True for the first worker, and for a process that works alone.

    Raises:
        UsageError: TF_CONFIG cannot be read.

    Example:
        >>> from medkeras.utils.workers import is_chief
        >>> is_chief()
        True
    """
    found = workers()
    return found is None or found.is_chief


def tf_config(addresses, index: int) -> str:
    """Write TF_CONFIG.

    Args:
        addresses: "host:port" of each worker, the chief's first.
        index: which of them is meant, from 0.

    Returns:
        The value of the variable.

    Example:
        >>> from medkeras.utils.workers import tf_config
        >>> tf_config(["a:1"], 0)
        '{"cluster": {"worker": ["a:1"]}, "task": {"type": "worker", "index": 0}}'
    """  # noqa: E501
    cluster = {"worker": list(addresses)}
    task = {"type": "worker", "index": index}
    return json.dumps({"cluster": cluster, "task": task})
