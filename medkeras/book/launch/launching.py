"""The workers of a job on this machine: started, watched, stopped."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from medkeras.book.launch.launch_guard import Guard
from medkeras.book.notices import without_notices
from medkeras.utils.errors import UsageError
from medkeras.utils.workers import VARIABLE, tf_config

LOOK = 0.2  # seconds between two looks at the workers
GRACE = 8.0  # seconds that a worker has to end by itself
LAST_LINES = 12


class Worker:
    """One process, what it prints, and how it ended."""

    def __init__(self, index, addresses, command, folder: Path):
        self.index, self.address = index, addresses[index]
        self.said, self.told = folder / f"{index}.out", folder / f"{index}.log"
        self.started, self.ended = time.monotonic(), None
        self.children: set[psutil.Process] = set()
        environment = {
            **os.environ,
            VARIABLE: tf_config(addresses, index),
            # What a worker leaves when it is killed goes with the folder.
            "TMPDIR": str(folder),
        }
        with self.said.open("wb") as said, self.told.open("wb") as told:
            try:
                self.process = psutil.Popen(
                    command, env=environment, stdout=said, stderr=told,
                    # Ctrl-C in the terminal is for `launch`, which passes
                    # it on.
                    stdin=subprocess.DEVNULL, start_new_session=True,
                )  # fmt: skip
            except OSError as error:
                raise UsageError(
                    "expected a command that can be run. Received: "
                    f"{command[0]} ({error.strerror})"
                ) from error

    def look(self) -> None:
        """See whether it has ended, and remember its children."""
        if self.code is not None:
            self.ended = self.ended or time.monotonic()
            return
        with contextlib.suppress(psutil.Error):
            self.children |= set(self.process.children(recursive=True))

    @property
    def code(self) -> int | None:
        """The exit code, None while it runs."""
        return self.process.poll()

    @property
    def state(self) -> str:
        """In words."""
        if self.code is None:
            return "runs"
        if self.code < 0:
            return f"killed ({signal.Signals(-self.code).name})"
        return f"failed ({self.code})" if self.code else "done"

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return (self.ended or time.monotonic()) - self.started

    def last_lines(self, number: int = LAST_LINES) -> list[str]:
        """What it told last."""
        text = self.told.read_text("utf-8", errors="replace")
        lines = without_notices(text).replace("\r", "\n").strip().split("\n")
        return lines[-number:]


def launch(command: Sequence[str], addresses, console: Console) -> int:
    """Run a command on each worker; the exit code of the job.

    What the chief prints is printed at the end. If one worker fails, the
    others are stopped, and it is said why. If this process is killed, a
    guard stops them all.
    """
    with tempfile.TemporaryDirectory(prefix="medkeras-launch-") as folder:
        team, guard = [], Guard(folder)
        try:
            with _sigterm_as_ctrl_c():
                for index in range(len(addresses)):
                    team.append(Worker(index, addresses, command, Path(folder)))
                    guard.watch(team[-1].process)
                _watch(team, console)
        finally:
            stop(team)
            guard.dismiss()
        return _report(team, console)


def stop(team: Sequence[Worker]) -> None:
    """End all that still runs: asked first, then killed with its children."""
    for each in team:
        each.look()
        if each.code is None:
            with contextlib.suppress(psutil.Error):
                ask = signal.SIGINT if os.name == "posix" else signal.SIGTERM
                each.process.send_signal(ask)
    left = {each.process for each in team if each.code is None}
    psutil.wait_procs(left, timeout=GRACE)
    every = left.union(*(each.children for each in team))
    for process in every:
        # psutil knows a process by its start, too: no other one is hit.
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(every, timeout=GRACE)
    for each in team:
        each.look()


def _watch(team, console) -> None:
    """Show the workers until all are done, or one has failed."""
    shown = {}
    live = Live(console=console, auto_refresh=False, transient=True)
    with live if console.is_terminal else contextlib.nullcontext():
        while True:
            for each in team:
                each.look()
            if console.is_terminal:
                live.update(table(team, console.width), refresh=True)
            else:
                _tell_changes(team, shown, console)
            if any(each.code for each in team):
                return
            if all(each.code == 0 for each in team):
                return
            time.sleep(LOOK)


def table(team, width: int) -> Table:
    """One row a worker, in so many columns of text."""
    made = Table()
    for title in ("worker", "address", "state", "seconds"):
        made.add_column(title, no_wrap=True)
    made.add_column("last line", overflow="fold")
    room = width - 45 - max(len(each.address) for each in team)
    for each in team:
        last = each.last_lines(1)[0].strip()
        if len(last) > room:
            last = last[: max(room - 3, 0)] + "..."
        cells = str(each.index), each.address, each.state
        made.add_row(*cells, f"{each.seconds:.0f}", Text(last))
    return made


def _tell_changes(team, shown, console) -> None:
    for each in team:
        if shown.get(each.index) != each.state:
            shown[each.index] = each.state
            line = f"worker {each.index} ({each.address}): {each.state}"
            console.print(line, markup=False, highlight=False)


def _report(team, console) -> int:
    """The table, then what the chief said, or why a worker failed."""
    console.print(table(team, console.width))
    failed = [each for each in team if each.code]
    if not failed:
        print(team[0].said.read_text("utf-8", errors="replace"), end="")
        return 0
    first = min(failed, key=lambda each: each.ended)
    console.print(
        f"Error: worker {first.index} {first.state} after "
        f"{first.seconds:.0f} s; the others were stopped. It said last:",
        markup=False,
        soft_wrap=True,
    )
    for line in first.last_lines():
        console.print(f"  {line}", markup=False, soft_wrap=True)
    return 1


@contextlib.contextmanager
def _sigterm_as_ctrl_c():
    """A batch system ends a job by SIGTERM."""

    def interrupt(number, frame):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
