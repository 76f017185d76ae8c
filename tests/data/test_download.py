import errno
import hashlib
import http.server
import socket
import threading

import pytest

from medkeras.data import card, download
from medkeras.data.download import OfficialFile, fetch, read_checksums
from medkeras.utils.errors import DataError

BODY = b"a table of patients\n" * 100_000
SHA256 = hashlib.sha256(BODY).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves /good whole and /cut by half; anything else is not there."""

    def do_GET(self):
        if self.path not in ("/good", "/cut"):
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY if self.path == "/good" else BODY[:999])

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture(scope="module")
def source():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def test_a_good_file_arrives_with_progress(source, tmp_path):
    calls = []
    known = OfficialFile(f"{source}/good", len(BODY), SHA256, "table.csv")
    path = fetch(known, tmp_path / "new", lambda *call: calls.append(call))
    assert path.read_bytes() == BODY
    assert calls[-1] == (len(BODY), len(BODY))
    assert [file.name for file in path.parent.iterdir()] == ["table.csv"]


def test_a_good_copy_is_not_fetched_again(tmp_path):
    (tmp_path / "table.csv").write_bytes(BODY)
    known = OfficialFile(
        "http://127.0.0.1:1/none", len(BODY), SHA256, "table.csv"
    )
    assert fetch(known, tmp_path) == tmp_path / "table.csv"


def test_a_bad_copy_is_replaced(source, tmp_path):
    (tmp_path / "table.csv").write_bytes(b"half a")
    known = OfficialFile(f"{source}/good", len(BODY), SHA256, "table.csv")
    assert fetch(known, tmp_path).read_bytes() == BODY


@pytest.mark.parametrize(
    ("page", "size", "sha256", "finding"),
    [
        ("good", len(BODY), "0" * 64, "with sha256 0000000000000000...; found"),
        ("good", 7, SHA256, "expected 7 bytes of table.csv; found 2000000"),
        ("cut", len(BODY), SHA256, "expected 2000000 bytes|transfer failed"),
        ("none", len(BODY), SHA256, "the source answered 404 Not Found"),
    ],
)
def test_a_bad_answer_is_one_line_and_leaves_nothing(
    source, tmp_path, page, size, sha256, finding
):
    known = OfficialFile(f"{source}/{page}", size, sha256, "table.csv")
    with pytest.raises(DataError, match=finding) as caught:
        fetch(known, tmp_path)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_nobody_answers(tmp_path):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/x"
    with pytest.raises(DataError, match=r"transfer failed .*refused"):
        fetch(OfficialFile(url, 1, SHA256, "table.csv"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_checksums_of_the_builders_are_read(tmp_path):
    (known,) = read_checksums(card("pima_diabetes").folder / "checksums.tsv")
    assert (known.name, known.size) == ("diabetes.csv", 23105)
    with pytest.raises(DataError, match="expected the official files"):
        read_checksums(tmp_path / "none.tsv")
    bad = tmp_path / "checksums.tsv"
    bad.write_text("url\tmany\tabc\tname\n")
    with pytest.raises(DataError, match="line 1: expected url, size"):
        read_checksums(bad)


def test_a_copy_of_the_right_size_with_other_bytes_is_replaced(
    source, tmp_path
):
    (tmp_path / "table.csv").write_bytes(BODY[::-1])
    known = OfficialFile(f"{source}/good", len(BODY), SHA256, "table.csv")
    assert fetch(known, tmp_path).read_bytes() == BODY


def test_a_folder_that_cannot_be_written_is_named_not_the_source(
    source, tmp_path
):
    (tmp_path / "file").touch()
    known = OfficialFile(f"{source}/good", len(BODY), SHA256, "table.csv")
    with pytest.raises(DataError, match=r"file: expected a folder for table"):
        fetch(known, tmp_path / "file")
    with pytest.raises(DataError, match=r"file/below: expected a folder"):
        fetch(known, tmp_path / "file" / "below")


def test_a_full_disk_is_one_line_and_leaves_nothing(
    source, tmp_path, monkeypatch
):
    def write(official, file, progress):
        file.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(download, "_stream", write)
    known = OfficialFile(f"{source}/good", len(BODY), SHA256, "table.csv")
    with pytest.raises(DataError, match="found: No space left") as caught:
        fetch(known, tmp_path)
    assert str(caught.value).startswith(str(tmp_path))
    assert list(tmp_path.iterdir()) == []
