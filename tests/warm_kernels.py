"""Kernels of chapters, forked from a process that has imported TensorFlow.

A pytest plugin that `conftest.py` registers. The import takes a kernel longer
than many a chapter takes to run; here it is made once a process of the tests.
Kernels that tests start by themselves, and all kernels where there is no fork,
are processes of their own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from jupyter_client.provisioning import local_provisioner

SERVER = Path(__file__).parent / "kernel_server.py"
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
_servers = []


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


def _server():
    if not _servers:
        _servers.append(
            subprocess.Popen(
                [sys.executable, "-P", SERVER, *IMPORTED],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        )
    return _servers[0]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    """The first cell of a notebook starts its kernel."""
    is_cell = type(item).__name__ == "IPyNbCell"
    if not is_cell or not sys.platform.startswith("linux"):
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_provisioner, "launch_kernel", launch)
        return (yield)


def pytest_unconfigure():
    """No more requests: the server ends."""
    while _servers:
        _servers.pop().communicate()
