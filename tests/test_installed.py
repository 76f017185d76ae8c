"""The wheel in an environment of its own, without a clone of the book.

The environment borrows what the book needs from the one that runs the tests,
so that nothing is fetched; `medkeras` itself comes from an index on this
machine that stands in for the real one.
"""

import functools
import http.server
import json
import os
import re
import shutil
import site
import subprocess
import sys
import sysconfig
import threading
import venv
from pathlib import Path

import nbformat
import pytest
from nbformat import v4

from medkeras import __version__
from medkeras.book import kernel
from medkeras.book.opening import is_setup
from medkeras.data import catalog

ROOT = Path(__file__).parents[1]
IN_THE_WHEEL = (
    "medkeras", "datasets", "chapters", "pyproject.toml", "README.md",
    "LICENSE",
)  # fmt: skip
# What `pip install "medkeras[book]"` would add.
EXTRA = ("jupytext", "latex2mathml", "nbgrader")
ASKED = []


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("installed")


@pytest.fixture(scope="module")
def wheel(place):
    """Built from a copy: a build leaves files in the folder it works in."""
    copy = place / "source"
    for name in IN_THE_WHEEL:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(ROOT / name, copy / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, copy)
    options = ("--no-deps", "--no-build-isolation", "--quiet", "--wheel-dir")
    words = ("-m", "pip", "wheel", *options, place / "simple" / "medkeras")
    subprocess.run([sys.executable, *words, copy], check=True)
    (path,) = (place / "simple" / "medkeras").iterdir()
    return path


class Index(http.server.SimpleHTTPRequestHandler):
    """A folder's list of files is all that pip asks of an index."""

    def log_message(self, form, *words):
        ASKED.append(self.path)


@pytest.fixture(scope="module")
def index(wheel):
    handler = functools.partial(Index, directory=wheel.parents[2])
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/simple/"
        server.shutdown()


@pytest.fixture(scope="module")
def environment(place):
    """Python, Jupyter and what the book needs, but no trace of the book."""
    folder = place / "environment"
    venv.create(folder, symlinks=os.name != "nt")
    borrowed = place / "borrowed"
    borrowed.mkdir()
    for source in map(Path, (*site.getsitepackages(), *sys.path)):
        if source.name in ("site-packages", "dist-packages"):
            _borrow(source, borrowed)
    own = sysconfig.get_path("purelib", vars={"base": str(folder)})
    (Path(own) / "borrowed.pth").write_text(f"{borrowed}\n")
    return folder


def _borrow(source, borrowed):
    ours = re.compile("medkeras|__editable__|" + "|".join(EXTRA), re.I)
    for path in source.iterdir():
        there = borrowed / path.name
        if not ours.search(path.name) and not there.exists():
            there.symlink_to(path)


@pytest.fixture(scope="module")
def variables(place, environment, index):
    """Those of the tests, network shut; pip knows of no other index."""
    scripts = Path(sysconfig.get_path("scripts", vars={"base": environment}))
    inherited = {k: v for k, v in os.environ.items() if k != "MEDKERAS_OUT"}
    return {
        **inherited,
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        # Borrowed, too: what nbconvert makes pages with.
        "JUPYTER_PATH": str(Path(sys.prefix, "share", "jupyter")),
        "PIP_INDEX_URL": index,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "MEDKERAS_DATA_DIR": str(place / "data"),
        "COLUMNS": "80",
    }


@pytest.fixture(scope="module")
def opened(place, environment, variables):
    """Chapter 1, copied alone into an empty folder, all its cells run."""
    folder = place / "desk"
    folder.mkdir()
    (source,) = ROOT.glob("chapters/1_*/1_*.ipynb")
    copy = shutil.copy(source, folder)
    notebook = nbformat.read(copy, as_version=4)
    python = shutil.which("python", path=variables["PATH"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", python)  # of the kernel
        patch.delenv("MEDKERAS_OUT")
        kernel.execute(notebook, folder, variables, lambda place, cell: None)
    return notebook, folder


@pytest.fixture
def command(variables, tmp_path):
    def run(*words, folder=tmp_path):
        return subprocess.run(
            [shutil.which(words[0], path=variables["PATH"]), *words[1:]],
            cwd=folder,
            env=variables,
            capture_output=True,
            text=True,
        )

    return run


def printed(cell):
    return "".join(o.get("text", "") for o in cell.outputs)


def test_a_notebook_opened_alone_installs_its_package_and_runs(
    opened, environment
):
    notebook, folder = opened
    first = next(c for c in notebook.cells if c.cell_type == "code")
    assert is_setup(first)
    assert printed(first).startswith(
        f"Installing medkeras {__version__} and what it needs in {environment}"
    )
    assert any(path.endswith(".whl") for path in ASKED)
    code = [c for c in notebook.cells if c.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    assert "This run is in smoke mode." in "".join(map(printed, code))
    written = [p.name for p in folder.rglob("*.json") if p.name[0] != "."]
    assert written == ["record.json"]


@pytest.fixture(scope="module")
def in_one_process(opened, variables, place):
    """What commands say outside of a clone, each (exit code, lines)."""
    code = """
import json, sys
from click.testing import CliRunner
from medkeras.book.command_line import main
told = {}
for line in sys.argv[1:]:
    result = CliRunner().invoke(main, line.split())
    told[line] = result.exit_code, result.output.splitlines()
print(json.dumps(told))
"""

    def run(*lines):
        folder = place / "nowhere"
        folder.mkdir(exist_ok=True)
        python = shutil.which("python", path=variables["PATH"])
        words = [python, "-c", code, *lines]
        out = subprocess.run(
            words, cwd=folder, env=variables, capture_output=True, text=True
        )
        assert out.returncode == 0, out.stderr
        assert list(folder.iterdir()) == []
        return json.loads(out.stdout)

    return run


def test_without_jupytext_and_its_like_a_line_says_what_to_install(
    in_one_process,
):
    told = in_one_process("--help", "run 2.0.1", "run --list")
    assert told["--help"][0] == 0
    assert told["run 2.0.1"] == [
        1,
        [
            "Error: this command needs jupytext, which is not installed: "
            'pip install "medkeras[book]"'
        ],
    ]
    assert told["run --list"][1][0].split() == ["1", "1_introduction"]


@pytest.fixture(scope="module")
def whole(opened, place):
    """The environment with all that the commands need."""
    for source in map(Path, site.getsitepackages()):
        for path in source.iterdir():
            wanted = re.match("|".join(EXTRA), path.name, re.I)
            there = place / "borrowed" / path.name
            if wanted and not there.exists():
                there.symlink_to(path)


CLONE_ONLY = (
    "build", "build --check", "handout students", "course init nbgrader",
    "new chapter 4.6.8 benchmarking", "new dataset films",
    "run 2.0.1 --watch", "run 2.0.1 --solutions",
    "run 2.0.1 --record --mode lesson",
)  # fmt: skip


def test_a_command_that_needs_the_clone_says_so_in_a_line(
    whole, in_one_process
):
    for command, (code, lines) in in_one_process(*CLONE_ONLY).items():
        assert code == 2, (command, lines)
        (line,) = lines
        assert line.startswith("Error: "), command
        assert "clone" in line, command


def test_other_commands_read_what_the_wheel_carries(whole, in_one_process):
    told = in_one_process("doctor", "data", "ledger 3.2.1")
    for command, (code, lines) in told.items():
        assert code == 0, (command, lines)
    text = {name: "\n".join(lines) for name, (_, lines) in told.items()}
    assert "no clone; the installed chapters" in text["doctor"]
    assert "missing" not in text["doctor"]
    assert text["data"].count("ready       yes") == len(catalog()) > 30
    assert "no result yet" not in text["ledger 3.2.1"]


def test_a_chapter_runs_from_a_notebook_that_the_reader_has(
    whole, command, tmp_path
):
    """Two of its cells: chapter 1 has shown that a whole one runs."""
    (source,) = ROOT.glob("chapters/2_*/2_0_1*.ipynb")
    notebook = nbformat.read(source, as_version=4)
    mine = v4.new_code_cell("import medkeras\nprint(medkeras.__file__)")
    notebook.cells[2:] = [mine]
    path = tmp_path / "Copy of 2_0_1 (2).ipynb"
    nbformat.write(notebook, path)
    done = command("medkeras", "run", "2.0", "--mode", "smoke")
    assert done.returncode == 0, done.stderr + done.stdout
    assert f"Running {path}" in done.stderr
    made = tmp_path / "runs" / "2_0_1_learning-smoke"
    assert (made / "2_0_1_learning.html").is_file()
    ran = nbformat.read(made / "2_0_1_learning.ipynb", as_version=4)
    assert "environment" in printed(ran.cells[-1])
    assert str(ROOT) not in printed(ran.cells[-1])
