"""The whole way, over loopback: a generated archive instead of the real."""

import functools
import hashlib
import http.server
import threading

import numpy as np
import pytest

from medkeras.data import card, download, fetching, load, prepare, status
from medkeras.data.download import OfficialFile
from medkeras.data.resolving import resolve
from medkeras.utils.errors import DataError

XRAY = card("pneumonia_xray")
FILE = "pneumoniamnist.npz"
COUNTS = {"train": 6, "val": 4, "test": 5}


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and counts what it was asked for."""

    asked = 0

    def log_message(self, *args):
        """Say nothing."""

    def do_GET(self):
        Quiet.asked += 1
        super().do_GET()


@pytest.fixture
def archive(tmp_path):
    """A made-up archive in the folder of the source."""
    draw = np.random.default_rng(0)
    arrays = {}
    for split, count in COUNTS.items():
        arrays[f"{split}_images"] = draw.integers(
            0, 256, (count, 28, 28), np.uint8
        )
        arrays[f"{split}_labels"] = np.arange(count)[:, None] % 2
    folder = tmp_path / "source"
    folder.mkdir()
    np.savez(folder / FILE, **arrays)
    return folder / FILE


@pytest.fixture
def source(archive, monkeypatch):
    """Address of the source; `known` says what the set knows of its file."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(fetching, "_failed", {})
    monkeypatch.setattr(Quiet, "asked", 0)
    handler = functools.partial(Quiet, directory=archive.parent)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{FILE}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def known(source, archive, monkeypatch):
    """Let the set know its file under the address of the source."""

    def know(**changes):
        body = archive.read_bytes()
        digest = hashlib.sha256(body).hexdigest()
        facts = OfficialFile(source, len(body), digest, FILE)._replace(
            **changes
        )
        monkeypatch.setattr(download, "read_checksums", lambda path: [facts])
        return facts

    return know


def test_auto_downloads_checks_and_reads_the_full_set(known, own_cache, capsys):
    facts = known()
    assert "on first use, else the sample" in status("pneumonia_xray").detail
    xray = load("pneumonia_xray")
    assert (xray.variant, xray.provenance) == ("full", "real")
    assert list(xray.counts.values()) == list(COUNTS.values())
    folder = own_cache / "downloads" / "pneumonia_xray"
    first, *more = capsys.readouterr().out.splitlines()
    assert first.startswith(f"pneumonia_xray: downloading {facts.url} (0.0 MB")
    assert "MEDKERAS_DATA=sample" in first
    assert f"read from {folder}" in "".join(more)
    assert [path.name for path in folder.iterdir()] == [FILE]
    assert "full, from" in status("pneumonia_xray").detail
    load("pneumonia_xray", quiet=True)
    assert Quiet.asked == 1  # a good copy is not fetched again


def test_progress_tells_bytes_first(known, own_cache):
    facts, calls = known(), []
    prepare("pneumonia_xray", "full", lambda *call: calls.append(call))
    assert calls[0] == (facts.size, facts.size)
    assert len(calls) > 1


WRONG = {
    "hash": ({"sha256": "0" * 64}, "with sha256 0000000000000000...; found"),
    "size": ({"size": 7}, "expected 7 bytes of pneumoniamnist.npz; found"),
}


@pytest.mark.parametrize(("changes", "finding"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_one_line_and_nothing_is_left(
    known, own_cache, changes, finding
):
    known(**changes)
    with pytest.raises(DataError, match=finding) as caught:
        load("pneumonia_xray", "full")
    assert "\n" not in str(caught.value)
    assert "put pneumoniamnist.npz into MEDKERAS_MANUAL_DIR/pneumonia" in str(
        caught.value
    )
    assert [p for p in own_cache.rglob("*") if p.is_file()] == []


def test_auto_reads_the_sample_and_says_why_trying_once(
    known, own_cache, capsys
):
    known(sha256="0" * 64)
    before = 0
    for _ in range(2):
        xray = load("pneumonia_xray")
        assert (xray.variant, xray.provenance) == ("sample", "synthetic")
        *told, banner, note = capsys.readouterr().out.splitlines()
        assert len(told) == Quiet.asked - before
        before = Quiet.asked
        assert "say nothing about patients" in banner
        assert note.startswith("  the full pneumonia_xray is not here, the ")
        assert "expected pneumoniamnist.npz with sha256 0000" in note
        assert xray.notes == (note.strip(),)
    assert Quiet.asked == 1
    with pytest.raises(DataError, match="with sha256"):  # insisting tries again
        load("pneumonia_xray", "full")
    assert Quiet.asked == 2


def test_your_own_part_of_the_release_comes_first(
    known, archive, tmp_path, monkeypatch, own_cache
):
    known(sha256="0" * 64)
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path))
    folder = tmp_path / "pneumonia_mnist"
    folder.mkdir()
    (folder / "other.npz").touch()
    with pytest.raises(DataError, match=r"npz; found only other\.npz"):
        load("pneumonia_xray")
    archive.rename(folder / FILE)
    xray = load("pneumonia_xray", quiet=True)
    assert xray.variant == "full"
    assert "6 of 4,708 train images" in xray.notes[0]
    assert not xray.complete
    assert f"(a part of full, read from {folder})" in xray.banner
    assert Quiet.asked == 0


def test_a_download_is_told_even_to_the_quiet(known, own_cache, capsys):
    known()
    load("pneumonia_xray", quiet=True)
    assert "downloading http" in capsys.readouterr().out
    load("pneumonia_xray", quiet=True)
    assert capsys.readouterr().out == ""


def test_nothing_is_fetched_where_the_sample_is_wanted(known, monkeypatch):
    known()
    assert resolve(XRAY).to_download
    assert not resolve(XRAY, "sample").to_download
    monkeypatch.setenv("MEDKERAS_MODE", "smoke")
    assert not resolve(XRAY).to_download
    resolved = fetching.resolve_and_fetch("pneumonia_xray")
    assert (resolved.variant, resolved.failure) == ("sample", None)
    assert Quiet.asked == 0
    monkeypatch.delenv("MEDKERAS_MODE")
    assert not resolve(card("pima_diabetes")).to_download


def test_a_harmed_copy_is_fetched_again(known, own_cache):
    facts = known()
    prepare("pneumonia_xray")
    copy = own_cache / "downloads" / "pneumonia_xray" / FILE
    for harm in (b"half", b"\0" * facts.size):  # or other bytes, as many
        copy.write_bytes(harm)
        assert load("pneumonia_xray", quiet=True).variant == "full"
        assert download.sha256(copy) == facts.sha256
