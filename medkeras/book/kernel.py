"""Running a notebook cell by cell in a kernel of this very Python."""

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop, run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from medkeras.book.notices import clean, without_notices
from medkeras.book.record import VARIABLE as OUT

__all__ = ["CellExecutionError", "Kernel", "KernelDiedError", "execute"]

ATTEMPTS = 3
Watch = Callable[[int, nbformat.NotebookNode], None]


def execute(
    notebook: nbformat.NotebookNode,
    folder: Path,
    environment: Mapping[str, str],
    watch: Watch,
    before: str = "",
) -> None:
    """Run all cells of a notebook, in place; stop at the first error.

    `before` is code that the kernel runs first; no cell shows it.
    """
    kernel = Kernel(folder, environment)
    try:
        if before:
            cell = nbformat.v4.new_code_cell(before)
            first = nbformat.v4.new_notebook(cells=[cell])
            kernel.run(first, lambda place, cell: None)
        kernel.run(notebook, watch)
    finally:
        kernel.end()


class Kernel:
    """A kernel that keeps its variables from run to run, until its end."""

    def __init__(self, folder: Path, environment: Mapping[str, str]):
        file, place = "", environment.get(OUT)
        if place:
            # What Jupyter needs is cleared away with the results, if we are
            # killed, and asks for no home that can be written to.
            file = f"{place}/kernel.json"
            environment = {"IPYTHONDIR": f"{place}/ipython", **environment}
        self._client = NotebookClient(
            nbformat.v4.new_notebook(), timeout=None, record_timing=False
        )
        # What the process prints beside its cells belongs in no progress bar.
        self._log = tempfile.TemporaryFile("w+", errors="replace")
        try:
            with self._last_words():
                _start(
                    self._client,
                    file,
                    cwd=str(folder),
                    env={**os.environ, **environment},
                    stderr=self._log,
                )
        except BaseException:
            self.end()
            raise

    def run(
        self, notebook: nbformat.NotebookNode, watch: Watch, first: int = 0
    ) -> None:
        """Run the cells from number `first` on, in place, up to an error."""
        self._client.nb = notebook
        self._client.reset_execution_trackers()
        with self._last_words():
            _run_cells(self._client, watch, first)

    def end(self) -> None:
        """Close the channels and kill the process."""
        _end(self._client)
        self._log.close()

    @contextlib.contextmanager
    def _last_words(self) -> Iterator[None]:
        try:
            yield
        # A DeadKernelError, or its like before the first cell.
        except RuntimeError as error:
            said = _end_of(self._log)
            raise KernelDiedError(said or str(error)) from error


class KernelDiedError(Exception):
    """The process that runs the cells ended, or never began."""


def _start(client: NotebookClient, file: str, **process) -> None:
    """Start a kernel; try again if it dies before it answers.

    Jupyter chooses free ports before the kernel takes them: in between,
    another kernel that starts at this moment can be quicker.
    """
    for attempt in range(ATTEMPTS):
        client.km = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=_ThisPython(),
            connection_file=file,
        )
        try:
            client.start_new_kernel(**process)
            client.start_new_kernel_client()
            return
        except RuntimeError:
            if attempt + 1 == ATTEMPTS:
                raise


def _run_cells(client: NotebookClient, watch: Watch, first: int) -> None:
    for place, cell in enumerate(client.nb.cells[first:], start=first):
        watch(place, cell)
        try:
            client.execute_cell(cell, place)
        finally:
            if cell.cell_type == "code":
                clean(cell)


def _end_of(log) -> str:
    log.seek(0)
    lines = without_notices(log.read()).strip().split("\n")
    return "\n".join(lines[-10:])


class _ThisPython(KernelSpecManager):
    """Another Python may have registered itself as `python3`; pass it by."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(
            argv=[
                sys.executable,
                "-m",
                "ipykernel_launcher",
                "-f",
                "{connection_file}",
                # No advice on encryption: it listens to this machine alone.
                "--log-level=ERROR",
            ],
            display_name="Python 3",
            language="python",
        )


def _end(client: NotebookClient) -> None:
    """Close the channels and kill the process; nothing of it is needed."""
    _cancel_pending()
    if client.kc is not None:
        client.kc.stop_channels()
    if client.km is not None and client.km.has_kernel:
        run_sync(client.km.shutdown_kernel)(now=True)


def _cancel_pending() -> None:
    """After Ctrl-C, the cell that ran is still being waited for."""
    loop = ensure_event_loop()
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
