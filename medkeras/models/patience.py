"""A worker that is alive but does not answer is not waited for for ever.

TensorFlow finds out by itself when a worker's process has ended. One that
does something else, because its program took another way, it would wait for.
"""

import contextlib
import threading
import time

from tensorflow.python.eager import context

SECONDS = 600.0  # that a worker may lag behind another
LOOK = 0.5  # seconds between two looks
DEADLINE_EXCEEDED = 4  # the code of tf.errors.DeadlineExceededError


class _Watch:
    """One thread for all waits of the process."""

    def __init__(self):
        self.deadline, self.thread = None, None

    def start(self) -> None:
        """Begin to look, once."""
        if self.thread is None:
            self.thread = threading.Thread(target=self._look, daemon=True)
            self.thread.start()

    def _look(self) -> None:
        while True:
            time.sleep(LOOK)
            deadline = self.deadline
            if deadline is not None and time.monotonic() > deadline:
                self.deadline = None
                give_up(f"no answer within {SECONDS:g} s")


_watch = _Watch()


@contextlib.contextmanager
def waiting():
    """End what waits for other workers when it takes too long."""
    before = _watch.deadline
    _watch.start()
    _watch.deadline = time.monotonic() + SECONDS
    try:
        yield
    finally:
        _watch.deadline = before


def give_up(reason: str) -> None:
    """Let all sums over the workers that are under way fail."""
    context.context().abort_collective_ops(DEADLINE_EXCEEDED, reason)
