"""Files that are either whole or not there, and the project's root."""

import importlib.util
import os
from pathlib import Path

from medkeras.utils.errors import UsageError
from medkeras.utils.unfinished import unfinished_file


def write_atomically(path: str | os.PathLike, content: str | bytes) -> Path:
    """Write a file so that no reader ever sees half of it.

    The content goes to a temporary neighbour first and is renamed at the
    end, so an interruption leaves the old file, or none. What a process that
    was killed left beside it is removed by whoever writes there next.

    Args:
        path: where the file belongs; missing folders are made.
        content: text (written as UTF-8 with "\\n") or bytes.

    Returns:
        The path written.

    Example:
        >>> import tempfile, pathlib
        >>> from medkeras.utils.files import write_atomically
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> write_atomically(folder / "a" / "b.txt", "hello").read_text()
        'hello'
    """
    path = Path(path)
    data = content.encode() if isinstance(content, str) else content
    with unfinished_file(path) as part:
        part.write(data)
    return path


def project_root() -> Path:
    """Root of the book: the folder with `chapters/` and `solutions/`.

    A students' book has no `solutions/`, but the package beside `chapters/`.

    Looked for in the working folder and its parents, then beside the
    installed package (an editable install).

    Raises:
        UsageError: neither place belongs to a clone of the book.

    Example:
        >>> from medkeras.utils.files import project_root
        >>> (project_root() / "chapters").is_dir()
        True
    """
    here = Path.cwd()
    beside_package = Path(__file__).resolve().parents[2]
    for folder in (here, *here.parents, beside_package):
        beside = folder / "solutions", folder / "medkeras" / "exercises"
        if (folder / "chapters").is_dir() and any(p.is_dir() for p in beside):
            return folder
    raise UsageError(
        "no clone of the book here: expected a folder that holds chapters/ "
        f"and solutions/ at or above the working folder. Received: {here}"
    )


def chapters_folder() -> Path:
    """Folder of the students' notebooks, the claims and the results.

    That of a clone; without one, what an installed package carries of it.

    Raises:
        UsageError: neither is there.

    Example:
        >>> from medkeras.utils.files import chapters_folder
        >>> (chapters_folder() / "claims.yaml").is_file()
        True
    """
    try:
        return project_root() / "chapters"
    except UsageError:
        installed = importlib.util.find_spec("medkeras_chapters")
        if installed is None:
            raise
        return Path(installed.submodule_search_locations[0])
