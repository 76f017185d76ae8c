"""A forked kernel is as good as one of its own process, and ends with us."""

import os
import signal
import sys

import psutil
import pytest
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import local_provisioner

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="forks no kernel here"
)
SAYS = """
import os, sys
print([n for n in ("json", "serve", "wave") if n in globals()])
print("wave" in sys.modules, os.getcwd(), os.environ["OF_THIS_KERNEL"])
"""


@pytest.fixture
def start(monkeypatch, warm_kernels, tmp_path):
    """Start a kernel of a server that imports little; all are ended."""
    monkeypatch.setattr(warm_kernels, "IMPORTED", ("wave",))
    monkeypatch.setattr(warm_kernels, "_servers", [])
    monkeypatch.setattr(local_provisioner, "launch_kernel", warm_kernels.launch)
    started = []

    def start():
        manager = KernelManager(kernel_name="python3")
        variables = {**os.environ, "OF_THIS_KERNEL": "1"}
        manager.start_kernel(cwd=str(tmp_path), env=variables)
        client = manager.client()
        client.start_channels()
        started.append((manager, client))
        client.wait_for_ready(timeout=60)
        return manager, client

    yield start
    for manager, client in started:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    warm_kernels.pytest_unconfigure()


def said(client, code):
    """What a cell prints, or the name of its error."""
    lines = []

    def hear(message):
        content = message["content"]
        lines.append(content.get("text") or content.get("ename") or "")

    client.execute_interactive(code, output_hook=hear, timeout=60)
    return "".join(lines)


def heard(client, kind):
    """The next message of this kind."""
    while True:
        message = client.get_iopub_msg(timeout=20)
        if message["msg_type"] == kind:
            return message["content"]


def test_two_kernels_know_nothing_of_each_other(start, tmp_path):
    (_, one), (_, two) = start(), start()
    for client in (one, two):
        assert said(client, SAYS) == f"[]\nTrue {tmp_path} 1\n"
    said(one, "mine = 1")
    assert "NameError" in said(two, "mine")


def test_a_kernel_is_interrupted_and_killed_alone(start):
    (manager, client), (other, _) = start(), start()
    client.execute("import time; print('begun', flush=True); time.sleep(60)")
    heard(client, "stream")
    manager.interrupt_kernel()
    assert heard(client, "error")["ename"] == "KeyboardInterrupt"
    assert manager.is_alive()
    pid = manager.provisioner.pid
    manager.shutdown_kernel(now=True)
    assert not manager.is_alive() and other.is_alive()
    gone = not psutil.pid_exists(pid)
    assert gone or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_kernels_end_with_their_server(start, warm_kernels):
    manager, _ = start()
    kernel = psutil.Process(manager.provisioner.pid)
    server = warm_kernels._servers.pop()
    server.send_signal(signal.SIGKILL)
    server.communicate()
    kernel.wait(timeout=20)
