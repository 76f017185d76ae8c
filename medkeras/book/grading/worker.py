"""The process in which a student's cells run: python -m ...grading.worker.

It holds no check and no verdict; whatever is done to Python in here, the
grader only reads the values that a function returns.
"""

import os
import sys

from medkeras.book.grading.channel import Channel, ChannelClosedError
from medkeras.exercises.checking import describe


def main() -> None:
    """Run cells and functions for the grader until it hangs up."""
    channel = Channel(*_private_pipes(), describe=describe)
    shell = _shell()
    sys.path.insert(0, "")  # files beside the notebook, after our own imports
    try:
        channel.send({"ready": True})
        while True:
            message = channel.receive()
            if "run" in message:
                channel.send({"error": _run(shell, message["run"])})
            elif "evaluate" in message:
                channel.send(_evaluate(channel, shell, message["evaluate"]))
            else:
                channel.serve(message)
    except ChannelClosedError:
        return


def _private_pipes():
    """Our pipes under other numbers; the usual ones lead nowhere."""
    reader = os.fdopen(os.dup(0), "rb")
    writer = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    return reader, writer


def _shell():
    from IPython.core.history import HistoryManager
    from IPython.core.interactiveshell import InteractiveShell

    HistoryManager.enabled = False
    return InteractiveShell.instance()


def _run(shell, source):
    """Run a cell; None, or the error that stopped it."""
    try:
        result = shell.run_cell(source, silent=True)
    except SystemExit as error:
        return f"SystemExit: {error}"
    error = result.error_before_exec or result.error_in_exec
    return None if error is None else f"{type(error).__name__}: {error}"


def _evaluate(channel, shell, expression):
    try:
        value = eval(expression, shell.user_ns)
        return {"value": channel.codec.encode(value)}
    except BaseException as error:
        return channel.told(error, None)


if __name__ == "__main__":
    main()
