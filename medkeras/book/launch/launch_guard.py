"""A process beside `medkeras launch`: ends its workers when it was killed.

What is killed with no warning cannot stop what it has started. The guard
reads its input until that ends: `medkeras launch` writes a line for each
worker, "PID START", and "." when it has stopped them all by itself. An end
without "." means that the launcher is gone; its temporary folder is removed,
too. The guard has a session of its own, so that what kills the launcher's
group leaves it, and is run as a file, so that it reads no more of the book
than this.
"""

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterable

import psutil

GRACE = 5.0  # seconds that workers have to end when asked
ROUNDING = 2.0  # seconds: Linux tells the moment of the boot in whole ones


class Guard:
    """The launcher's end: tells the guard whom to watch, and when to go."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )

    def watch(self, process: psutil.Process) -> None:
        """One more worker that must not outlive the launcher."""
        self._say(f"{process.pid} {start(process)!r}")

    def dismiss(self) -> None:
        """All workers have been stopped: the guard is not needed."""
        self._say(".")
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.wait()

    def _say(self, line):
        # A guard that was killed itself guards nothing; the job goes on.
        with contextlib.suppress(OSError):
            print(line, file=self.process.stdin, flush=True)


def guard(lines: Iterable[str]) -> bool:
    """Whether the launcher was killed; then its workers have been ended."""
    watched = []
    for line in lines:
        if line.startswith("."):
            return False
        pid, began = line.split()
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(int(pid))
            # The number may have gone to another process since.
            if abs(start(process) - float(began)) < ROUNDING:
                watched.append(process)
    end(watched)
    return True


def start(process: psutil.Process) -> float:
    """When a process began: seconds after the boot, which no clock changes."""
    return process.create_time() - psutil.boot_time()


def end(processes: Iterable[psutil.Process]) -> None:
    """Ask these and their children to end, then kill what is left."""
    every = set()
    for each in processes:
        with contextlib.suppress(psutil.Error):
            every |= {each, *each.children(recursive=True)}
    for process in every:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, left = psutil.wait_procs(every, timeout=GRACE)
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.kill()


if __name__ == "__main__":
    if guard(sys.stdin):
        shutil.rmtree(sys.argv[1], ignore_errors=True)
