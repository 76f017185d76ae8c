"""Workers meet before they train, and see that they are alike.

TensorFlow waits for a worker that never comes, and trains on with workers of
another version or with other data. So each first tells the chief what it is,
through the port that TensorFlow takes afterwards.
"""

import contextlib
import hashlib
import json
import os
import platform
import socket
import time
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from medkeras.utils.errors import UsageError
from medkeras.utils.workers import Workers

SECONDS = "MEDKERAS_WORKERS_SECONDS"  # how long a worker waits for others
PAUSE = 0.1  # seconds between two attempts
ONE_LINE = 5.0  # seconds that a line of text may take


def roll_call(me: Workers, facts: Mapping[str, str], seconds: float) -> None:
    """Wait until all workers have come, and compare what they are.

    Args:
        me: the workers of the job, and which of them this process is.
        facts: what must be equal on all workers, name to text.
        seconds: to wait at most.

    Raises:
        UsageError: on every worker that is there: a port in use, a worker
            that did not come in time, facts that differ.

    Example:
        >>> from medkeras.utils.roll_call import roll_call
        >>> from medkeras.utils.workers import Workers
        >>> roll_call(Workers(("127.0.0.1:2222",), 0), {}, seconds=1)
    """
    if len(me.addresses) == 1:
        return
    deadline = time.monotonic() + seconds
    facts = {**facts, "list of workers": " ".join(me.addresses)}
    with _own_port(me) as port:
        if me.is_chief:
            verdict = _as_chief(me, facts, port, deadline, seconds)
        else:
            verdict = _as_worker(me, facts, deadline, seconds)
    if verdict:
        raise UsageError(verdict)


def seconds_to_wait() -> float:
    """How long a worker waits for the others, 120 s unless told otherwise.

    Raises:
        UsageError: MEDKERAS_WORKERS_SECONDS is no positive number.

    Example:
        >>> from medkeras.utils.roll_call import seconds_to_wait
        >>> seconds_to_wait()
        120.0
    """
    text = os.environ.get(SECONDS, "120")
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UsageError(
            f"{SECONDS} must be a positive number. Received: {text}"
        )
    return seconds


def installed() -> dict[str, str]:
    """What must be alike on all workers: versions, code, mode, data.

    Example:
        >>> from medkeras.utils.roll_call import installed
        >>> "tensorflow" in installed()
        True
    """
    names = "tensorflow", "keras", "numpy", "medkeras"
    facts = {"Python": platform.python_version()}
    for name in names:
        try:
            facts[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            facts[name] = "not installed"
    facts["code of medkeras"] = _digest_of_the_package()
    for name in ("MEDKERAS_MODE", "MEDKERAS_DATA"):
        facts[name] = os.environ.get(name, "not set")
    return facts


def _digest_of_the_package() -> str:
    root, digest = Path(__file__).parents[1], hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@contextlib.contextmanager
def _own_port(me: Workers) -> Iterator[socket.socket]:
    """Take the port that TensorFlow will need, or say who cannot have it."""
    address = me.addresses[me.index]
    host, port = _parts(address)
    with socket.socket(_family(host)) as taken:
        # A port whose last connection has just ended is free to be taken.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("", port))
            taken.listen(len(me.addresses))
        except OSError as error:
            raise UsageError(
                f"worker {me.index} needs port {port} of {host}: expected a "
                f"free one. Received: {error.strerror.lower()}"
            ) from error
        yield taken


def _as_chief(me, facts, port, deadline, seconds) -> str:
    """Hear all workers, tell each the verdict; "" if all is well."""
    heard, lines, verdict = {}, {}, ""
    try:
        while len(heard) + 1 < len(me.addresses) and not verdict:
            port.settimeout(max(deadline - time.monotonic(), 0.01))
            line, _ = port.accept()
            line.settimeout(ONE_LINE)
            said = _receive(line)
            if said is None:  # not one of ours
                line.close()
                continue
            lines[said["index"]] = line
            heard[said["index"]] = said["facts"]
            verdict = _difference(facts, said["index"], said["facts"])
    except TimeoutError:
        verdict = _missing(me, {0, *heard}, seconds)
    for line in lines.values():
        with contextlib.suppress(OSError), line:
            _send(line, {"verdict": verdict})
            line.recv(1)  # until the other side has closed
    return verdict


def _as_worker(me, facts, deadline, seconds) -> str:
    host, port = _parts(me.addresses[0])
    reason = "no answer"
    while time.monotonic() < deadline:
        left = max(deadline - time.monotonic(), 0.01)
        try:
            with socket.create_connection((host, port), min(left, 5)) as line:
                line.settimeout(left)
                _send(line, {"index": me.index, "facts": facts})
                answer = _receive(line)
            if answer is not None:
                return answer["verdict"]
            reason = "the connection was closed"
        except TimeoutError:
            reason = "no answer"
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
        time.sleep(PAUSE)
    return (
        f"worker 0 cannot be reached from worker {me.index}: expected an "
        f"answer at {me.addresses[0]} within {seconds:g} s. Received: {reason}"
    )


def _difference(facts, index, others) -> str:
    for name in sorted({*facts, *others}):
        mine, yours = facts.get(name), others.get(name)
        if mine != yours:
            return (
                f"the workers differ in {name}: expected the same on all. "
                f"Received: {mine} on worker 0, {yours} on worker {index}"
            )
    return ""


def _missing(me, heard, seconds) -> str:
    absent = [
        f"worker {index} ({address})"
        for index, address in enumerate(me.addresses)
        if index not in heard
    ]
    return (
        f"expected {len(me.addresses)} workers within {seconds:g} s. "
        f"Received: nothing from {', '.join(absent)}; does it run, and can it "
        f"reach {me.addresses[0]}?"
    )


def _parts(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise UsageError(
            "a worker's address must be host:port, the port from 1 to 65535. "
            f"Received: {address}"
        )
    return host.strip("[]"), int(port)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _send(line: socket.socket, message: Mapping) -> None:
    line.sendall(json.dumps(message).encode() + b"\n")


def _receive(line: socket.socket) -> dict | None:
    """One line of JSON; None if something else came, or nothing in time."""
    try:
        with line.makefile("rb") as stream:
            message = json.loads(stream.readline(100_000))
    except (OSError, ValueError):
        return None
    return message if isinstance(message, dict) else None
