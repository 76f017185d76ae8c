import subprocess
import sys

import pytest

from medkeras.data import prepare, status
from medkeras.utils.errors import UsageError


def test_an_unknown_set_has_no_status():
    with pytest.raises(UsageError, match="Did you mean: vein_reflux"):
        status("vein_reflx")


def test_status_tells_what_would_be_read(own_cache):
    told = status("pima_diabetes")
    assert told.ready
    assert told.detail.startswith("full, from ")
    assert told.detail.endswith("prepared on first use")
    prepare("pima_diabetes")
    assert status("pima_diabetes").detail.endswith(", prepared")
    assert status("vein_reflux").detail.startswith("sample, made by")


def test_status_tells_what_would_be_downloaded(own_cache, monkeypatch):
    told = status("pneumonia_xray")
    assert told.ready
    url = "https://zenodo.org/records/10519652/files/pneumoniamnist.npz"
    assert told.detail == f"full, from {url} on first use, else the sample"
    monkeypatch.setenv("MEDKERAS_DATA", "full")
    assert status("pneumonia_xray").detail == f"full, from {url} on first use"
    monkeypatch.setenv("MEDKERAS_DATA", "sample")
    assert status("pneumonia_xray").detail.startswith("sample, made by")


def test_status_tells_what_stands_in_the_way(monkeypatch, tmp_path):
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path / "nowhere"))
    told = status("pima_diabetes")
    assert not told.ready
    assert "nowhere" in told.detail


def test_status_tells_a_copy_looked_for_in_vain(monkeypatch, tmp_path):
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path))
    told = status("mitdb")
    assert told.ready
    assert "; MEDKERAS_MANUAL_DIR: looked in" in told.detail
    assert told.detail.endswith("; the sample is read")


def test_listing_the_sets_needs_no_tensorflow():
    code = (
        "import sys; from medkeras.data import catalog, status\n"
        "[status(card.name) for card in catalog()]\n"
        "print([m for m in ('tensorflow', 'pandas', 'sklearn')"
        " if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert run.stdout == "[]\n", run.stderr
