"""Where the workers of a job are: on this machine, named, or from Slurm."""

import contextlib
import os
import re
import socket
from collections.abc import Iterator, Mapping

from medkeras.utils.errors import UsageError
from medkeras.utils.workers import Workers

PORT = 2222
FIRST, PORTS = 12_000, 20_000  # of a Slurm job, by its number


def on_this_machine(number: int) -> list[str]:
    """Free addresses for so many workers."""
    with contextlib.ExitStack() as all_taken:
        sockets = [all_taken.enter_context(_free()) for _ in range(number)]
        return [f"127.0.0.1:{each.getsockname()[1]}" for each in sockets]


def named(hosts: str, port: int = PORT) -> list[str]:
    """Addresses of "a,b:3000": the port is `port` where none is named."""
    names = [name.strip() for name in hosts.split(",")]
    if not all(names):
        raise UsageError(
            f"--hosts must be names such as a,b. Received: {hosts!r}"
        )
    found = [name if ":" in name else f"{name}:{port}" for name in names]
    twice = {name for name in found if found.count(name) > 1}
    if twice:
        raise UsageError(
            "--hosts: expected each address once, such as a:2222,a:2223. "
            f"Received: {min(twice)} twice"
        )
    return found


def from_slurm(environment: Mapping[str, str] = os.environ) -> Workers | None:
    """The tasks of a Slurm step as workers; None outside of one.

    Two tasks of a node get ports one after another.
    """
    if "SLURM_PROCID" not in environment:
        return None
    hosts = _hosts(_first(environment, "STEP_NODELIST", "JOB_NODELIST"))
    counts = _counts(
        _first(environment, "STEP_TASKS_PER_NODE", "TASKS_PER_NODE")
    )
    tasks = int(_first(environment, "STEP_NUM_TASKS", "NTASKS"))
    if len(counts) != len(hosts) or sum(counts) != tasks:
        raise UsageError(
            f"Slurm's variables must agree: expected {tasks} tasks on the "
            f"nodes. Received: {len(hosts)} nodes, tasks {counts}"
        )
    port = FIRST + int(_first(environment, "JOB_ID")) % PORTS
    addresses = [
        f"{host}:{port + place}"
        for host, count in zip(hosts, counts, strict=True)
        for place in range(count)
    ]
    return Workers(tuple(addresses), int(environment["SLURM_PROCID"]))


def _first(environment, *names) -> str:
    for name in names:
        if environment.get(f"SLURM_{name}"):
            return environment[f"SLURM_{name}"]
    wanted = " or ".join(f"SLURM_{name}" for name in names)
    raise UsageError(f"expected {wanted} from Slurm's srun. Received: neither")


def _hosts(text: str) -> list[str]:
    """The nodes of Slurm's "gpu[01-03,7],login"."""
    found = []
    for name, ranges, rest in re.findall(
        r"([^,\[\]]+)(?:\[([^\]]*)\])?([^,]*)", text
    ):
        if not ranges:
            found.append(name + rest)
        for part in filter(None, ranges.split(",")):
            found += [f"{name}{number}{rest}" for number in _range(part, text)]
    return found


def _range(part: str, text: str) -> Iterator[str]:
    low, _, high = part.partition("-")
    high = high or low
    if not (low.isdigit() and high.isdigit()):
        raise UsageError(
            "SLURM_JOB_NODELIST must be such as gpu[01-03,7],login. "
            f"Received: {text}"
        )
    for number in range(int(low), int(high) + 1):
        yield str(number).zfill(len(low))


def _counts(text: str) -> list[int]:
    """The tasks of each node of Slurm's "2(x3),1"."""
    found = []
    for part in text.split(","):
        match = re.fullmatch(r"(\d+)(?:\(x(\d+)\))?", part)
        if match is None:
            raise UsageError(
                "SLURM_TASKS_PER_NODE must be such as 2(x3),1. "
                f"Received: {text}"
            )
        found += [int(match[1])] * int(match[2] or 1)
    return found


def _free() -> socket.socket:
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    return taken
