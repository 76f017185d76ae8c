import dataclasses
import hashlib

from medkeras.data import card, official
from medkeras.data.download import OfficialFile

XRAY = card("pneumonia_xray")


def test_only_sets_to_be_downloaded_have_official_files():
    (known,) = official.official_files(XRAY)
    assert known.url.startswith("https://zenodo.org/records/10519652/")
    assert known.name in XRAY.facts["files"]
    assert known.name == "pneumoniamnist.npz"
    assert len(known.sha256) == 64
    assert official.official_files(card("pima_diabetes")) == []
    shipped = dataclasses.replace(XRAY, facts=XRAY.facts | {"full": "manual"})
    assert official.official_files(shipped) == []


def test_downloads_are_kept_in_the_cache(own_cache):
    assert official.cache_root() == own_cache
    folder = official.downloads_folder(XRAY)
    assert folder == own_cache / "downloads" / "pneumonia_xray"


def test_a_folder_counts_when_every_file_is_whole(own_cache):
    files = [
        OfficialFile(
            f"http://x/{name}", 3, hashlib.sha256(body).hexdigest(), name
        )
        for name, body in (("a", b"abc"), ("b", b"xyz"))
    ]
    folder = official.downloads_folder(XRAY)
    assert not official.are_good(folder, files)
    folder.mkdir(parents=True)
    (folder / "a").write_bytes(b"abc")
    assert not official.are_good(folder, files)
    for harmed in (b"a", b"xyy"):
        (folder / "b").write_bytes(harmed)
        assert not official.are_good(folder, files)
    (folder / "b").write_bytes(b"xyz")
    assert official.are_good(folder, files)
