import signal
import socket
import subprocess
import sys
import threading
import urllib.request

import pytest

from medkeras.book.site.serving import HOST, server


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "index.html").write_text("hello")
    return tmp_path


def test_pages_are_served_to_this_machine_and_not_kept(folder):
    with server(folder, port=0) as running:
        thread = threading.Thread(target=running.handle_request)
        thread.start()
        address = f"http://{HOST}:{running.server_port}/"
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert answer.read() == b"hello"
            assert answer.headers["Cache-Control"] == "no-cache"
        thread.join()
    assert running.server_address[0] == "127.0.0.1"


def test_where_a_port_is_taken_another_one_serves(folder):
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with server(folder, port) as running:
            assert running.server_port != port


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for a child")
def test_ctrl_c_ends_it_in_one_line(folder):
    code = (
        "import sys; from pathlib import Path; from medkeras.book.site import "
        "serving; serving.serve(Path(sys.argv[1]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", code, folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert "to this machine only; Ctrl-C ends." in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (out, err, process.returncode) == ("Stopped.\n", "", 0)
