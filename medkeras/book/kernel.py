"""Running a notebook cell by cell in a kernel of this very Python."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

__all__ = ["CellExecutionError", "DeadKernelError", "execute"]

Watch = Callable[[int, nbformat.NotebookNode], None]


def execute(
    notebook: nbformat.NotebookNode,
    folder: Path,
    environment: Mapping[str, str],
    watch: Watch,
) -> None:
    """Run all cells of a notebook, in place; stop at the first error.

    The kernel is always gone at the end, whatever ends the run.

    Args:
        notebook: the notebook; its outputs are replaced.
        folder: working folder of the kernel.
        environment: variables added to those of this process.
        watch: called with place and cell before each cell.

    Raises:
        CellExecutionError: a cell failed.
        DeadKernelError: the kernel's process ended.

    Example:
        >>> from pathlib import Path
        >>> import nbformat.v4 as v4
        >>> from medkeras.book.kernel import execute
        >>> notebook = v4.new_notebook(cells=[v4.new_code_cell("print(6 * 7)")])
        >>> execute(notebook, Path.cwd(), {}, lambda place, cell: None)
        >>> notebook.cells[0].outputs[0].text
        '42\\n'
    """
    manager = AsyncKernelManager(
        kernel_name="python3", kernel_spec_manager=_ThisPython()
    )
    client = NotebookClient(
        notebook, km=manager, timeout=None, record_timing=False
    )
    try:
        with client.setup_kernel(
            cwd=str(folder), env={**os.environ, **environment}
        ):
            for place, cell in enumerate(notebook.cells):
                watch(place, cell)
                client.execute_cell(cell, place)
    finally:
        _end(client, manager)


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


def _end(client: NotebookClient, manager: AsyncKernelManager) -> None:
    """Close the channels and kill the process; nothing of it is needed."""
    if client.kc is not None:
        client.kc.stop_channels()
    if manager.has_kernel:
        run_sync(manager.shutdown_kernel)(now=True)
