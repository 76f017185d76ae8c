"""What students get: the book without its answers and its tests."""

import base64
import re
import shutil
import zlib
from pathlib import Path

import nbformat

from medkeras.book.build import notebooks
from medkeras.book.chapters import chapters
from medkeras.book.new_folder import new_folder
from medkeras.book.ownership import to_text
from medkeras.book.solutions import solutions_of
from medkeras.utils.errors import UsageError
from medkeras.utils.files import project_root, write_atomically

AS_THEY_ARE = ("LICENSE", "pyproject.toml", "requirements.txt")
MADE_BY_RUNS = ("__pycache__", ".ipynb_checkpoints", "*.pyc", "*.egg-info")
SHORTEST = 16  # characters of an answer that is worth hiding
SECTIONS = ("## In a container", "## For instructors", "## Benchmarks")
SECRET = re.compile(
    r"solutions/|tests/|pytest|CONTRIBUTING|nbgrader|"
    r"medkeras (build|course|handout|new)"
)
PACKED = '''\
"""Checks of a chapter, packed so that nobody reads an answer by accident."""

import base64
import zlib

_SOURCE = """
{source}
"""
_TEXT = zlib.decompress(base64.b85decode("".join(_SOURCE.split())))
exec(compile(_TEXT, f"<checks: {{__name__}}>", "exec"))
'''


def handout(folder: Path, root: Path | None = None) -> None:
    """Make the students' book in a new folder."""
    root = root or project_root()
    answers = []
    with new_folder(folder, root, "a handout") as stage:
        for chapter in chapters(root):
            worked, student = notebooks(chapter)
            answers += solutions_of(worked)
            name = f"{chapter.name}.ipynb"
            path = stage / "chapters" / chapter.part / name
            write_atomically(path, to_text(student))
        _copy(root, stage)
        found = answers_in(stage, answers)
        if found:
            raise UsageError(
                "a handout must hold no answer; expected them in solutions/ "
                f"only. Received: {'; '.join(found)}"
            )


def answers_in(folder: Path, answers: list[str]) -> list[str]:
    """Files below a folder that hold a whole answer, each with its start."""
    wanted = {_plain(each): each for each in answers}
    wanted = {k: v for k, v in wanted.items() if len(k) >= SHORTEST}
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            text = _plain(_readable(path))
            place = path.relative_to(folder).as_posix()
            found += [
                f"{place} has {answer.splitlines()[0].strip()!r}"
                for plain, answer in wanted.items()
                if plain in text
            ]
    return found


def for_students(markdown: str) -> str:
    """A page without what it says of answers, tests and grading."""
    markdown = markdown.replace("`--solutions`, ", "")
    sections = re.split(r"^(?=## )", markdown, flags=re.MULTILINE)
    kept = [each for each in sections if not each.startswith(SECTIONS)]
    return "\n\n".join(filter(None, map(_section, kept))) + "\n"


def _section(text):
    blocks = []
    for block in re.split(r"\n{2,}", text.strip()):
        if block.startswith("|"):
            rows = block.split("\n")
            block = "\n".join(row for row in rows if not SECRET.search(row))
        if not SECRET.search(block):
            blocks.append(block)
            continue
        # "In Windows PowerShell:" goes with the command it announces.
        while block.startswith("    ") and blocks[-1].endswith(":"):
            blocks.pop()
    only_title = len(blocks) == 1 and blocks[0].startswith("## ")
    return "" if only_title else "\n\n".join(blocks)


def _copy(root, stage):
    """Package, data sets, results and pages; nothing that a run has left."""
    ignore = shutil.ignore_patterns(*MADE_BY_RUNS)
    for name in ("medkeras", "datasets"):
        shutil.copytree(root / name, stage / name, ignore=ignore)
    results = root / "chapters" / "results"
    if results.is_dir():
        shutil.copytree(results, stage / "chapters" / "results", ignore=ignore)
    shutil.copy(root / "chapters" / "claims.yaml", stage / "chapters")
    for name in AS_THEY_ARE:
        shutil.copy(root / name, stage)
    for name in ("README.md", "chapters/README.md"):
        page = (root / name).read_text("utf-8")
        write_atomically(stage / name, for_students(page))
    for module in (stage / "medkeras" / "exercises").glob("chapter_*.py"):
        write_atomically(module, _packed(module.read_bytes()))


def _packed(source: bytes) -> str:
    text = base64.b85encode(zlib.compress(source, 9)).decode()
    lines = [text[i : i + 76] for i in range(0, len(text), 76)]
    return PACKED.format(source="\n".join(lines))


def _readable(path):
    """Text of a file; of a notebook, what its cells say."""
    text = path.read_text("utf-8", errors="ignore")
    if path.suffix == ".ipynb":
        cells = nbformat.reads(text, as_version=4).cells
        return "\n".join(cell.source for cell in cells)
    return text


def _plain(text):
    """Lines without their indents and without empty ones."""
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
