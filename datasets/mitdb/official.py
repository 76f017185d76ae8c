"""The published files, known by their hashes."""

import functools
import hashlib
from pathlib import Path

from medkeras_datasets.mitdb.database import SUFFIXES

from medkeras.data.download import read_checksums

CHECKSUMS = Path(__file__).parent / "checksums.tsv"


@functools.cache
def hashes() -> dict[str, str]:
    """sha256 of each published file, by its name."""
    return {file.name: file.sha256 for file in read_checksums(CHECKSUMS)}


def as_published(header: bytes) -> bytes:
    """A header with the published line ends and no empty lines."""
    lines = header.replace(b"\r\n", b"\n").split(b"\n")
    return b"".join(line + b"\r\n" for line in lines if line)


def is_published(path) -> bool:
    """Whether the three files of a record are those of PhysioNet."""
    for suffix in SUFFIXES:
        file = path.with_name(f"{path.name}{suffix}")
        content = file.read_bytes()
        if suffix == ".hea":  # copies as text differ in their line ends
            content = as_published(content)
        if hashlib.sha256(content).hexdigest() != hashes().get(file.name):
            return False
    return True
