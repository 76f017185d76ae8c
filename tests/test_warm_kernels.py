"""What is forked is as good as a process of its own, and ends with us."""

import os
import signal
import subprocess
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
def own_server(monkeypatch, warm_kernels):
    """One that imports little."""
    monkeypatch.setattr(warm_kernels, "IMPORTED", ("wave",))
    monkeypatch.setattr(warm_kernels, "_servers", {})
    yield
    warm_kernels.pytest_unconfigure()


@pytest.fixture
def start(own_server, monkeypatch, warm_kernels, tmp_path):
    """Start a kernel; all are ended."""
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
    _, server = warm_kernels._servers.popitem()
    server.send_signal(signal.SIGKILL)
    server.communicate()
    kernel.wait(timeout=20)


ENDS = {
    "sys.exit(3)": 3,
    "sys.exit('said')": 1,
    "1 / 0": 1,
    "os.kill(os.getpid(), 9)": -signal.SIGKILL,
    "os.kill(os.getpid(), 15)": -signal.SIGTERM,
    "atexit.register(print, 'said')": 0,
}


@pytest.mark.parametrize("end", ENDS)
def test_a_program_says_and_ends_what_it_would_by_itself(
    own_server, warm_kernels, end
):
    def run(python):
        code = f"import atexit, os, sys\nprint(input(), sys.argv)\n{end}"
        return subprocess.run(
            [python, "-c", code, "an argument"],
            input="read\n",
            capture_output=True,
            text=True,
        )

    cold, warm = run(sys.executable), run(warm_kernels.python())
    assert cold.returncode == warm.returncode == ENDS[end]
    assert cold.stdout == warm.stdout
    assert cold.stderr[-30:] == warm.stderr[-30:]


@pytest.mark.parametrize("words", [["-m", "mine"], ["./mine.py"]])
def test_a_program_is_a_module_or_a_file(
    own_server, warm_kernels, tmp_path, words
):
    told = "__name__, sys.path[0], sys.argv, 'wave' in sys.modules"
    code = f"import sys\nprint({told})"
    (tmp_path / "mine.py").write_text(code)
    cold, warm = (
        subprocess.run(
            [python, *words, "1"], cwd=tmp_path, capture_output=True, text=True
        ).stdout
        for python in (sys.executable, warm_kernels.python())
    )
    assert warm.endswith("True\n")
    assert cold == warm.replace("True", "False")


WAITS = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"


@pytest.mark.parametrize("killed", ["client", "server"])
def test_a_program_ends_with_who_asked_for_it(own_server, warm_kernels, killed):
    with subprocess.Popen(
        [warm_kernels.python(), "-c", WAITS], stdout=subprocess.PIPE, text=True
    ) as client:
        program = psutil.Process(int(client.stdout.readline()))
        (server,) = warm_kernels._servers.values()
        {"client": client, "server": server}[killed].kill()
        program.wait(timeout=20)
        assert client.wait(timeout=20) in (1, -signal.SIGKILL)
