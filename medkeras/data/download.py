"""Files from official sources: checked, and whole or not there."""

import hashlib
import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from medkeras.utils.errors import DataError

CHUNK = 1 << 20  # bytes
TIMEOUT = 30  # seconds without an answer
HEADERS = {"User-Agent": "medkeras"}

Progress = Callable[[int, int], None]


class Known(NamedTuple):
    """What is known of a file before it is fetched: a line of the checksums.

    Attributes:
        url: where it comes from.
        size: bytes.
        sha256: hash, hexadecimal.
        name: file name it gets here.

    Example:
        >>> from medkeras.data.download import Known
        >>> Known("https://example.org/a.csv", 3, "0" * 64, "a.csv").size
        3
    """

    url: str
    size: int
    sha256: str
    name: str


def known_files(path: Path) -> list[Known]:
    """Read the `checksums.tsv` of a data set.

    Args:
        path: the file: url, size in bytes, sha256, file name, tab between.

    Returns:
        One entry a line.

    Raises:
        DataError: a line with other than four columns.

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.download import known_files
        >>> folder = card("pima_diabetes").folder
        >>> known_files(folder / "checksums.tsv")[0].name
        'diabetes.csv'
    """
    files = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        cells = line.split("\t")
        if len(cells) != 4 or not cells[1].isdigit():
            raise DataError(
                f"{path}, line {number}: expected url, size, sha256, name "
                f"with tabs between; found {line[:60]!r}"
            )
        files.append(Known(cells[0], int(cells[1]), cells[2], cells[3]))
    return files


def fetch(known: Known, folder: Path, progress: Progress | None = None) -> Path:
    """Download one file, unless a good copy is there.

    The bytes go to a `.part` file, which gets its name only when size and
    sha256 are right: a broken download is never left behind as good.

    Args:
        known: url, size, sha256 and name of the file.
        folder: where it goes; made if need be.
        progress: called with bytes done and bytes expected.

    Returns:
        Path of the file.

    Raises:
        DataError: one line: the source does not answer, or sends something
            else.

    Example:
        >>> import hashlib, pathlib, tempfile
        >>> from medkeras.data.download import Known, fetch
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> _ = (folder / "a.txt").write_bytes(b"hello")
        >>> known = Known("http://localhost/a.txt", 5,
        ...               hashlib.sha256(b"hello").hexdigest(), "a.txt")
        >>> fetch(known, folder).name  # a good copy is there: no network
        'a.txt'
    """
    target = folder / known.name
    part = folder / f"{known.name}.{os.getpid()}.part"  # ours alone
    if target.exists() and sha256(target) == known.sha256:
        return target
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _stream(known, part, progress)
        _check(known, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def sha256(path: Path) -> str:
    """Hash of a file of any size.

    Args:
        path: the file.

    Returns:
        64 hexadecimal digits.

    Example:
        >>> from medkeras.data import card
        >>> from medkeras.data.download import sha256
        >>> folder = card("pima_diabetes").folder
        >>> sha256(folder / "sample" / "diabetes.csv")[:8]
        'b7802944'
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stream(known: Known, part: Path, progress: Progress | None) -> None:
    try:
        # Some archives turn away requests that do not say who asks.
        asked = urllib.request.Request(known.url, headers=HEADERS)
        answer = urllib.request.urlopen(asked, timeout=TIMEOUT)
        with answer, part.open("wb") as file:
            while chunk := answer.read(CHUNK):
                file.write(chunk)
                if progress:
                    progress(file.tell(), known.size)
    except urllib.error.HTTPError as error:
        error.close()
        raise DataError(
            f"{known.url}: expected {known.name}; the source answered "
            f"{error.code} {error.reason}"
        ) from error
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise DataError(
            f"{known.url}: expected {known.name}; the transfer failed "
            f"({' '.join(str(reason).split()) or type(error).__name__})"
        ) from error


def _check(known: Known, part: Path) -> None:
    size = part.stat().st_size
    if size != known.size:
        raise DataError(
            f"{known.url}: expected {known.size} bytes of {known.name}; "
            f"found {size} (cut off, or another version)"
        )
    found = sha256(part)
    if found != known.sha256:
        raise DataError(
            f"{known.url}: expected {known.name} with sha256 "
            f"{known.sha256[:16]}...; found {found[:16]}..."
        )
