"""Is everything here that the book needs, and if not, what mends it."""

import dataclasses
import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import platformdirs
import psutil

from medkeras.book import graphics, layout, own_downloads
from medkeras.book.commands import EXTRA
from medkeras.book.notices import without_notices
from medkeras.utils.errors import UsageError
from medkeras.utils.files import chapters_folder, project_root

ESSENTIAL = (
    "tensorflow", "keras", "tensorflow-datasets", "scikit-learn",
    "imbalanced-learn", "boruta", "nbclient", "nbconvert", "jupytext",
    "nbgrader", "ipykernel", "latex2mathml",
)  # fmt: skip
PROBE = (
    "import tensorflow; from medkeras.book import machine; "
    "print(machine.device())"
)
PAGES_REPAIR = (
    "pip install --force-reinstall --no-deps nbconvert, in an environment "
    "that shares no packages with another"
)
MEMORY_GB, DISK_GB = 4, 5


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing looked at; `repair` is empty if all is well."""

    what: str
    state: str
    repair: str = ""
    essential: bool = False


def examine() -> list[Finding]:
    """All findings, in the order in which to mend them."""
    return [
        _python(),
        *_packages(),
        _book(),
        _kernel(),
        _pages(),
        *_devices_and_graphics(),
        _memory(),
        _disk(),
        *_folders(),
        *_datasets(),
    ]


def text(findings: list[Finding], width: int) -> str:
    """Findings for a terminal, and below each what mends it."""
    lines = []
    for each in findings:
        mark = "ok"
        if each.repair:
            mark = "missing" if each.essential else "note"
        line = f"{each.what}: {each.state}"
        lines.append(layout.wrapped(line, width, f"{mark:9}", " " * 9))
        if each.repair:
            # On one line, so that a command can be copied.
            lines.append(f"         {each.what}: {each.repair}")
    return "\n".join(lines)


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    right = (3, 11) <= sys.version_info[:2] < (3, 13)
    repair = "" if right else "make the environment with Python 3.11 or 3.12"
    return Finding("Python", f"{found}, {sys.prefix}", repair, not right)


def _packages() -> list[Finding]:
    return [_package(name) for name in ESSENTIAL]


def _package(name: str) -> Finding:
    try:
        return Finding(name, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, "missing", _install(), True)


def _book() -> Finding:
    try:
        return Finding("the book", str(project_root()))
    except UsageError:
        repair = "change into the folder of the book's clone"
    try:
        state = f"no clone; the installed chapters, {chapters_folder()}"
        return Finding("the book", state)
    except UsageError:
        return Finding("the book", "no clone found from here", repair, True)


def _install() -> str:
    """What installs all that a chapter needs, with a clone or without."""
    try:
        project_root()
    except UsageError:
        return EXTRA
    return "pip install -r requirements.txt"


def _kernel() -> Finding:
    """Chapters run in this Python, whatever `python3` means to Jupyter."""
    if importlib.util.find_spec("ipykernel") is None:
        return Finding("kernel", "missing", _install(), True)
    return Finding("kernel", f"{sys.executable} -m ipykernel_launcher")


def _pages() -> Finding:
    """A chapter's page needs the templates that nbconvert installs."""
    try:
        from nbformat.v4 import new_notebook

        from medkeras.book.page import page

        page(new_notebook(), "doctor")
    except Exception as error:
        # Whatever is missing, its reader wants to know it, not the trace.
        state = f"cannot be made: {' '.join(str(error).split())}"
        return Finding("pages", state, PAGES_REPAIR, True)
    return Finding("pages", "nbconvert finds its templates")


def _devices_and_graphics() -> list[Finding]:
    devices = _devices()
    return [
        devices,
        Finding("graphics", *graphics.state_and_repair(devices.state)),
    ]


def _devices() -> Finding:
    """Ask in a process of its own: a broken TensorFlow may crash."""
    asked = subprocess.run(
        [sys.executable, "-c", PROBE], capture_output=True, text=True
    )
    if asked.returncode == 0:
        return Finding("devices", asked.stdout.strip())
    lines = without_notices(asked.stderr).strip().split("\n")
    state = f"TensorFlow does not start: {lines[-1]}"
    return Finding("devices", state, _install(), True)


def _memory() -> Finding:
    memory = psutil.virtual_memory()
    free, total = memory.available / 2**30, memory.total / 2**30
    state = f"{free:.1f} GB free of {total:.1f}"
    repair = (
        ""
        if free >= MEMORY_GB
        else "close programs: lesson mode takes up to 4 GB"
    )
    return Finding("memory", state, repair)


def _disk() -> Finding:
    free = shutil.disk_usage(_existing(_data_folder())).free / 2**30
    repair = (
        ""
        if free >= DISK_GB
        else f"free {DISK_GB} GB, or set MEDKERAS_DATA_DIR"
    )
    return Finding("disk", f"{free:.0f} GB free for prepared data", repair)


def _folders() -> list[Finding]:
    data = _data_folder()
    writable = os.access(_existing(data), os.W_OK)
    repair = "" if writable else "set MEDKERAS_DATA_DIR to a folder of yours"
    findings = [Finding("prepared data", str(data), repair, not writable)]
    wrong, repair = own_downloads.trouble()
    manual = own_downloads.folder()
    state = "not set (MEDKERAS_MANUAL_DIR); shipped data is used"
    state = wrong or (str(manual) if manual else state)
    return [*findings, Finding("own downloads", state, repair)]


def _datasets() -> list[Finding]:
    from medkeras import data

    try:
        found = [(card.name, data.status(card.name)) for card in data.catalog()]
    except UsageError as error:
        return [Finding("data sets", str(error), _install(), True)]
    return [
        Finding(
            name, state.detail, "" if state.ready else f"medkeras data {name}"
        )
        for name, state in found
    ]


def _data_folder() -> Path:
    chosen = os.environ.get("MEDKERAS_DATA_DIR")
    return Path(chosen or platformdirs.user_cache_dir("medkeras")).expanduser()


def _existing(folder: Path) -> Path:
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return folder
