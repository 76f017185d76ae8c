"""The network is shut: here, in sub-processes, and so in kernels."""

import socket
import subprocess
import sys
import threading

import pytest


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
        lambda: socket.getaddrinfo("example.invalid", 80),
    ],
)
def test_this_process_cannot_leave(attempt):
    with pytest.raises(OSError, match="without a network"):
        attempt()


def test_a_child_cannot_leave_either():
    code = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    child = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert child.returncode != 0
    assert "without a network" in child.stderr


def test_loopback_stays_open():
    server = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=lambda: server.accept()[0].sendall(b"hi"))
    thread.start()
    with socket.create_connection(server.getsockname()) as client:
        assert client.recv(2) == b"hi"
    thread.join()
    server.close()
