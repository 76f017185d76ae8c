"""Kernels of chapters, forked from a process that has imported TensorFlow.

A pytest plugin that `conftest.py` registers. The import takes a kernel longer
than many a chapter takes to run; here it is made once a process of the tests.
Kernels that tests start by themselves, and all kernels where there is no fork,
are processes of their own. So are programs, but those that a test starts with
the fixture `warm_python` in place of Python.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest
from jupyter_client.provisioning import local_provisioner

SERVER = Path(__file__).parent / "kernel_server.py"
CLIENT = Path(__file__).parent / "warm_python.py"
# What nearly each chapter imports, and what takes long. Nothing of the book,
# whose modules each kernel shall read by itself, nor of ipykernel, which reads
# at its import which process is its parent.
IMPORTED = (
    "tensorflow",
    "keras",
    "matplotlib.pyplot",
    "pandas",
    "scipy.stats",
    "sklearn.ensemble",
    "sklearn.linear_model",
    "sklearn.model_selection",
    "sklearn.pipeline",
    "tensorflow_datasets",
)
_servers = {}  # by the variables that each was started with


class Kernel:
    """A forked kernel, as `subprocess.Popen` would show it."""

    stdin = stdout = stderr = None

    def __init__(self, pid):
        self.pid = pid
        self._process = psutil.Process(pid)

    def poll(self):
        """None while it runs; its exit code is not known."""
        try:
            ended = self._process.status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            ended = True
        return 0 if ended else None

    def wait(self):
        return 0  # asked for only after it has ended

    def send_signal(self, number):
        if self.poll() is None:
            os.kill(self.pid, number)


class Server(subprocess.Popen):
    """The process that forks."""

    def __init__(self, **variables):
        self.folder = Path(tempfile.mkdtemp(prefix="warm-"))
        self.python = self.folder / "python"
        self.python.write_text(f"#!{sys.executable} -IS\n{CLIENT.read_text()}")
        self.python.chmod(0o755)
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            listener.bind(f"{self.python}.socket")
            listener.listen()
            number = listener.fileno()
            super().__init__(
                [sys.executable, "-P", SERVER, str(number), *IMPORTED],
                pass_fds=[number],
                env={**os.environ, **variables},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )


def launch(command, env, cwd=None, **_):
    """A kernel with the arguments that `launch_kernel` takes."""
    server = _server()
    request = {
        "arguments": command[command.index("ipykernel_launcher") + 1 :],
        "variables": env,
        "folder": str(cwd or Path.cwd()),
    }
    print(json.dumps(request), file=server.stdin, flush=True)
    return Kernel(int(server.stdout.readline()))


def python(**variables):
    """Path of what runs a program as Python does, but warm.

    Variables that TensorFlow reads when it is imported must be named here; all
    others the program has from whoever starts it.
    """
    return str(_server(**variables).python if _forks() else sys.executable)


def _server(**variables):
    key = tuple(sorted(variables.items()))
    if key not in _servers:
        _servers[key] = Server(**variables)
    return _servers[key]


def _forks():
    return sys.platform.startswith("linux")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    """The first cell of a notebook starts its kernel."""
    is_cell = type(item).__name__ == "IPyNbCell"
    if not is_cell or not _forks():
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_provisioner, "launch_kernel", launch)
        return (yield)


def pytest_unconfigure():
    """No more requests: the server ends."""
    while _servers:
        _, server = _servers.popitem()
        server.communicate()
        shutil.rmtree(server.folder)
