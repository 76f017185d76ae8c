"""The network is shut: here, in sub-processes, and so in kernels."""

import socket
import subprocess
import sys

import nbformat.v4 as v4
import pytest
from nbclient import NotebookClient


def connect_ex():
    with socket.socket() as client:
        client.connect_ex(("192.0.2.1", 80))


def sendto():
    with socket.socket(type=socket.SOCK_DGRAM) as client:
        client.sendto(b"hi", ("192.0.2.1", 53))


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
        connect_ex,
        sendto,
        lambda: socket.getaddrinfo("example.invalid", 80),
        lambda: socket.gethostbyname("example.invalid"),
    ],
    ids=["connect", "connect_ex", "sendto", "getaddrinfo", "gethostbyname"],
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


def test_a_kernel_cannot_leave_although_we_talk_to_it():
    attempts = (
        "import socket\n"
        "for attempt in (\n"
        "    lambda: socket.create_connection(('192.0.2.1', 80), 1),\n"
        "    lambda: socket.getaddrinfo('example.invalid', 80),\n"
        "):\n"
        "    try:\n"
        "        attempt()\n"
        "    except OSError as error:\n"
        "        print(error)\n"
    )
    notebook = v4.new_notebook(cells=[v4.new_code_cell(attempts)])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    printed = "".join(o.text for o in notebook.cells[0].outputs)
    assert printed.count("the tests run without a network") == 2


def test_loopback_stays_open():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        answering, _ = server.accept()
        with answering:
            answering.sendall(b"hi")
            assert client.recv(2) == b"hi"
