"""Files from official sources: checked, and whole or not there."""

import hashlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from medkeras.utils.errors import DataError
from medkeras.utils.unfinished import unfinished_file

CHUNK = 1 << 20  # bytes
TIMEOUT = 30  # seconds without an answer
HEADERS = {"User-Agent": "medkeras"}

Progress = Callable[[int, int], None]


class OfficialFile(NamedTuple):
    """What is known of a file before it is fetched: a line of the checksums."""

    url: str
    size: int  # bytes
    sha256: str  # hexadecimal
    name: str  # of the file, here


def read_checksums(path: Path) -> list[OfficialFile]:
    """Read a `checksums.tsv`: url, bytes, sha256, file name, tabs between."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            f"{path}: expected the official files of the set; found {error}"
        ) from error
    files = []
    for number, line in enumerate(lines, 1):
        cells = line.split("\t")
        if len(cells) != 4 or not cells[1].isdigit():
            raise DataError(
                f"{path}, line {number}: expected url, size, sha256, name "
                f"with tabs between; found {line[:60]!r}"
            )
        files.append(OfficialFile(cells[0], int(cells[1]), cells[2], cells[3]))
    return files


def fetch(
    official: OfficialFile, folder: Path, progress: Progress | None = None
) -> Path:
    """Download one file, unless a good copy is there; or DataError.

    The bytes go to a neighbour of the file, which gets its name only when
    size and sha256 are right: a broken download is never left behind as good.
    """
    target = folder / official.name
    if is_good(target, official):
        return target
    try:
        with unfinished_file(target) as file:
            _stream(official, file, progress)
            _check(official, Path(file.name))
    except OSError as error:
        raise DataError(
            f"{folder}: expected a folder for {official.name} that can be "
            f"written to; found: {error.strerror or error}"
        ) from error
    return target


def is_good(path: Path, official: OfficialFile) -> bool:
    """Whether a file is, byte for byte, the official one."""
    try:
        # The size first: it costs nothing.
        right_size = path.stat().st_size == official.size
        return right_size and sha256(path) == official.sha256
    except OSError:  # not there, or not to be read
        return False


def sha256(path: Path) -> str:
    """Hash of a file of any size, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stream(official: OfficialFile, file, progress: Progress | None) -> None:
    chunks = _chunks(official)
    while chunk := _next(official, chunks):
        file.write(chunk)
        if progress:
            progress(file.tell(), official.size)
    file.flush()


def _chunks(official: OfficialFile):
    # Some archives turn away requests that do not say who asks.
    asked = urllib.request.Request(official.url, headers=HEADERS)
    with urllib.request.urlopen(asked, timeout=TIMEOUT) as answer:
        while chunk := answer.read(CHUNK):
            yield chunk


def _next(official: OfficialFile, chunks) -> bytes:
    """The next bytes, b"" at the end; what the network says as one line."""
    try:
        return next(chunks, b"")
    except urllib.error.HTTPError as error:
        error.close()
        raise DataError(
            f"{official.url}: expected {official.name}; the source answered "
            f"{error.code} {error.reason}"
        ) from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise DataError(
            f"{official.url}: expected {official.name}; the transfer failed "
            f"({' '.join(str(reason).split()) or type(error).__name__})"
        ) from error


def _check(official: OfficialFile, part: Path) -> None:
    size = part.stat().st_size
    if size != official.size:
        raise DataError(
            f"{official.url}: expected {official.size} bytes of "
            f"{official.name}; found {size} (cut off, or another version)"
        )
    found = sha256(part)
    if found != official.sha256:
        raise DataError(
            f"{official.url}: expected {official.name} with sha256 "
            f"{official.sha256[:16]}...; found {found[:16]}..."
        )
