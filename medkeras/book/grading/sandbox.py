"""A process for one student's answer, which ends in time."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psutil

from medkeras.book.grading.channel import Channel

# Nothing in the worker trains; it must not draw on a screen either.
START = 60  # seconds in which the process must be there
SETTINGS = {"MEDKERAS_MODE": "smoke", "MPLBACKEND": "Agg"}


class Sandbox:
    """Runs cells and functions of one notebook; a context manager."""

    def __init__(self, folder: Path, seconds: float):
        self._folder, self._seconds = folder, seconds
        self._late = ""

    @property
    def ended(self) -> str:
        """How the process ended before its time; empty if it did not."""
        return self._late or (
            "it ended Python." if self._channel.closed else ""
        )

    def __enter__(self):
        self._place = Path(tempfile.mkdtemp(prefix="answer-"))
        room = self._place / "files"
        shutil.copytree(
            self._folder, room, ignore=shutil.ignore_patterns("*.ipynb")
        )
        settings = {**SETTINGS, "IPYTHONDIR": str(self._place / "ipython")}
        # -P: a file of the student's cannot take the place of a module.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "medkeras.book.grading.worker"],
            cwd=room,
            env={**os.environ, **settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._channel = Channel(self._process.stdout, self._process.stdin)
        with self.limited(START):  # not at the student's expense
            self._channel.receive()
        return self

    def __exit__(self, *error):
        self._kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        shutil.rmtree(self._place, ignore_errors=True)

    def run(self, source: str) -> str | None:
        """Run a cell; None, or a line on what stopped it."""
        with self.limited():
            return self._channel.request({"run": source}).get("error")

    def evaluate(self, expression: str):
        """The value of an expression; a function runs in there when called.

        Raises what the expression raised.
        """
        with self.limited():
            reply = self._channel.request({"evaluate": expression})
            return self._channel.value_of(reply)

    @contextlib.contextmanager
    def limited(self, seconds: float | None = None):
        """Let what is within take its seconds, and no more."""
        seconds = seconds or self._seconds
        timer = threading.Timer(seconds, self._stop, [seconds])
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _stop(self, seconds):
        self._late = f"it took longer than {seconds:g} seconds."
        self._kill()

    def _kill(self):
        with contextlib.suppress(psutil.Error):
            started = psutil.Process(self._process.pid)
            for process in (*started.children(recursive=True), started):
                with contextlib.suppress(psutil.Error):
                    process.kill()
