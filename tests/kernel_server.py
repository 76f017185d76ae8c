"""A process that has imported TensorFlow and forks kernels from itself.

`warm_kernels.py` starts it with the names of what to import. A line of
standard input asks for a kernel, as JSON: the arguments, variables and folder
that a process of its own would have got; the answer is its number. It ends
with its input, the kernels with it.
No thread of TensorFlow runs before a first operation, and none is made here:
forked later, its thread pools would be missing in the children.
"""

import gc
import json
import os
import runpy
import sys
from importlib import import_module


def serve(imported, requests, answers):
    """Answer until there are no more requests."""
    for name in imported:
        import_module(name)
    gc.collect()
    gc.freeze()  # else the first collection would copy all pages
    for line in requests:
        reap()
        number = os.fork()
        if number == 0:
            answers.close()
            become_kernel(**json.loads(line))
        os.setpgid(number, number)  # a signal to it shall not reach us
        print(number, file=answers, flush=True)


def reap():
    """Let kernels go that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def become_kernel(arguments, variables, folder):
    """What `python -m ipykernel_launcher` does in a process of its own."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    os.environ.clear()
    # A kernel ends when this process, its parent, has ended.
    os.environ.update({**variables, "JPY_PARENT_PID": str(os.getppid())})
    os.chdir(folder)
    sys.argv = ["ipykernel_launcher", *arguments]
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)
    os._exit(0)


if __name__ == "__main__":
    # What imports print must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    serve(sys.argv[1:], sys.stdin, answers)
