"""A process that has imported TensorFlow and forks others from itself.

`warm_kernels.py` starts it with the number of a socket and the names of what
to import. It is asked for
- a kernel by a line of standard input: as JSON the arguments, variables and
  folder that a process of its own would have got. It answers with its number.
- a program by `warm_python.py` over the socket, which hands over its standard
  streams, too. It answers when that has ended, with how; where nobody waits
  for the answer any more, it kills it.
It ends with its input, and what it forked with it.
No thread of TensorFlow runs before a first operation, and none is made here:
forked later, its thread pools would be missing in the children.
"""

import atexit
import ctypes
import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
import traceback
from importlib import import_module
from pathlib import Path
from types import ModuleType

LONGEST = 2**20  # bytes of a request
DIE_WITH_PARENT = 1  # of `prctl`


class Server:
    """Forks until there are no more requests; `serve` returns in each child.

    What it returns is for the child to do, None in the server itself.
    """

    def __init__(self, listener, requests, answers):
        self._listener = listener
        self._requests, self._answers = requests, answers
        self._running = {}  # handle of each child: who waits for its end

    def serve(self):
        sources = [self._listener, self._requests]
        while True:
            asking = filter(None, self._running.values())
            ready, _, _ = select.select(
                [*sources, *self._running, *asking], [], []
            )
            for source in ready:
                task = None
                if source is self._requests:
                    line = source.readline()
                    if not line:
                        return None
                    task = self._kernel(json.loads(line))
                elif source is self._listener:
                    task = self._program(source.accept()[0])
                elif isinstance(source, int):
                    self._ended(source)
                else:
                    self._given_up(source)
                if task is not None:
                    return task

    def _kernel(self, request):
        number = self._forked(None)
        if number == 0:
            self._answers.close()
            return lambda: become_kernel(**request)
        print(number, file=self._answers, flush=True)
        return None

    def _program(self, asking):
        words, streams, _, _ = socket.recv_fds(asking, LONGEST, 3)
        if self._forked(asking) == 0:
            self._answers.close()
            return lambda: become_program(streams, **json.loads(words))
        for stream in streams:
            os.close(stream)
        return None

    def _forked(self, asking):
        """Zero in the child."""
        number = os.fork()
        if number == 0:
            for source in (self._listener, asking, *self._running.values()):
                if source is not None:
                    source.close()
            return 0
        os.setpgid(number, number)  # a signal to it shall not reach us
        self._running[os.pidfd_open(number)] = asking
        return number

    def _ended(self, handle):
        end = os.waitid(os.P_PIDFD, handle, os.WEXITED)
        os.close(handle)
        asking = self._running.pop(handle)
        if asking is not None:
            exited = end.si_code == os.CLD_EXITED
            code = end.si_status if exited else -end.si_status
            with asking:
                try:
                    asking.sendall(str(code).encode())
                except OSError:
                    pass  # it has given up

    def _given_up(self, asking):
        for handle, other in self._running.items():
            if other is asking:
                signal.pidfd_send_signal(handle, signal.SIGKILL)


def become_kernel(arguments, variables, folder):
    """What `python -m ipykernel_launcher` does in a process of its own."""
    nothing = os.open(os.devnull, os.O_RDWR)
    # A kernel ends when this process, its parent, has ended.
    variables = {**variables, "JPY_PARENT_PID": str(os.getppid())}
    settle([nothing] * 3, variables, folder)
    sys.argv = ["ipykernel_launcher", *arguments]
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)


def become_program(streams, arguments, variables, folder):
    """What `python` does with these arguments in a process of its own."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    settle(streams, variables, folder)
    first, *others = arguments
    if first == "-c":
        code, *sys.argv[1:] = others
        sys.argv[0], sys.path[:0] = "-c", [""]
        main = sys.modules["__main__"] = ModuleType("__main__")
        exec(compile(code, "<string>", "exec"), vars(main))
    elif first == "-m":
        sys.argv, sys.path[:0] = others, [folder]
        runpy.run_module(others[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv, sys.path[:0] = arguments, [str(Path(first).resolve().parent)]
        runpy.run_path(first, run_name="__main__")


def end_after(task):
    """End as Python does, but leave it to the system to free memory."""
    code = 0
    try:
        task()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
        code = 1
    if not isinstance(code, int):
        print(code, file=sys.stderr)
        code = 1
    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if not stream.closed:
            stream.flush()
    os._exit(code)


def settle(streams, variables, folder):
    """Have the standard streams, variables and folder of a process."""
    for standard, stream in enumerate(streams):
        os.dup2(stream, standard)
    for stream in set(streams):
        os.close(stream)
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(folder)


if __name__ == "__main__":
    listener = socket.socket(fileno=int(sys.argv[1]))
    # What imports print must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for name in sys.argv[2:]:
        import_module(name)
    gc.collect()
    gc.freeze()  # else the first collection would copy all pages
    task = Server(listener, sys.stdin, answers).serve()
    if task is not None:
        end_after(task)
