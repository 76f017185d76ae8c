"""What students get, and what they must not get."""

import os
import re
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest

from medkeras.book import handout as making
from medkeras.book.handout import answers_in, for_students, handout
from medkeras.utils.errors import UsageError

BOOK = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("semester") / "students"
    handout(folder, BOOK)
    return folder


def texts(folder):
    """Lines of every file, without indents; a notebook's are its cells'."""
    for path in folder.rglob("*"):
        if path.suffix == ".ipynb":
            cells = nbformat.read(path, as_version=4).cells
            text = "\n".join(cell.source for cell in cells)
        elif path.is_file() and path.suffix != ".pyc":
            text = path.read_text("utf-8", errors="ignore")
        else:
            continue
        yield path.relative_to(folder), [x.strip() for x in text.splitlines()]


MARKED = re.compile(
    r"### BEGIN (?:SOLUTION|ANSWER).*?\n(.*?)### END", re.DOTALL
)


def cells():
    """Texts of all cells of the masters, read without the build."""
    for master in (BOOK / "solutions").glob("*/*.py"):
        yield from (cell.source for cell in jupytext.read(master).cells)


def answers():
    """Lines of each answer in the masters."""
    for cell in cells():
        for body in MARKED.findall(cell):
            yield [line.strip() for line in body.strip().splitlines()]


def test_no_answer_is_anywhere_in_it(folder):
    found = list(answers())
    assert len(found) > 20
    for path, lines in texts(folder):
        text = "\n".join(line for line in lines if line)
        for answer in found:
            body = "\n".join(line for line in answer if line)
            assert body not in text, (path, body)


def test_no_line_of_an_answer_is_in_it_but_what_the_package_teaches(folder):
    """A line such as `return values` may stand where there is no answer."""
    own = "\n".join(
        "\n".join(lines)
        for part in ("medkeras", "datasets")
        for path, lines in texts(BOOK / part)
        if not path.match("exercises/chapter_*")
    )
    own += "\n".join(MARKED.sub("", cell) for cell in cells())
    lines = {line for answer in answers() for line in answer if len(line) > 12}
    secret = {line for line in lines if line not in own}
    assert len(secret) > 0.9 * len(lines)
    for path, lines in texts(folder):
        text = "\n".join(lines)
        assert not [line for line in secret if line in text], path


def test_it_has_what_a_student_needs_and_nothing_else(folder):
    assert {path.name for path in folder.iterdir()} == {
        "LICENSE", "README.md", "chapters", "datasets", "medkeras",
        "pyproject.toml", "requirements.txt",
    }  # fmt: skip
    here = BOOK / "chapters"
    for path in (*here.glob("*/*.ipynb"), *here.glob("results/*.json")):
        assert (folder / path.relative_to(BOOK)).is_file()
    parts = {part for path in folder.rglob("*") for part in path.parts}
    assert not parts & {"solutions", "tests", "__pycache__", "TEACHING.md"}
    assert (folder / "chapters" / "claims.yaml").is_file()


def test_its_pages_speak_of_nothing_that_is_not_there(folder):
    for page in (folder / "README.md", folder / "chapters" / "README.md"):
        text = page.read_text("utf-8")
        assert not re.search(r"solutions/|tests/|nbgrader|pytest", text)
        assert "\n\n\n" not in text
        assert not re.search(r":\n\n(?!    |\||>)", text), "announces nothing"
        for link in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (page.parent / link).exists(), link


def test_the_command_works_in_it_and_knows_what_is_missing(folder):
    def medkeras(*words):
        code = "from medkeras.book.command_line import main; main()"
        return subprocess.run(
            [sys.executable, "-c", code, *words],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
        )

    assert "3_2_1_diabetes_convlstm" in medkeras("run", "--list").stdout
    for words in (["build"], ["run", "3.2.1", "--solutions"]):
        refused = medkeras(*words)
        assert refused.returncode == 2, words
        assert "students' book" in refused.stderr
        assert len(refused.stderr.splitlines()) == 1


def test_the_checks_in_it_work(folder):
    code = (
        "from medkeras.exercises import check, checking\n"
        "import medkeras\nprint(medkeras.__file__)\n"
        "for number in checking.all_exercises(): check(number, None)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = ran.stdout.splitlines()
    assert Path(lines[0]).is_relative_to(folder)
    assert len(lines) > 20
    assert all(line.endswith("not attempted.") for line in lines[1:])


def test_an_answer_in_the_package_is_found(tmp_path):
    (tmp_path / "a.py").write_text("def f():\n  x = 1\n\n  return x + 1\n")
    other = "y = 2 + 3 + 4 + 5 + 6"
    found = answers_in(tmp_path, ["x = 1\n    return x + 1", other])
    assert found == ["a.py has 'x = 1'"]
    assert not answers_in(tmp_path, ["x = 1", "return x + 1 + 2 + 3"])


def test_a_handout_with_an_answer_is_not_made(tmp_path, monkeypatch):
    monkeypatch.setattr(making, "_packed", lambda source: source.decode())
    with pytest.raises(UsageError, match="exercises/chapter_"):
        handout(tmp_path / "new", BOOK)
    assert not list(tmp_path.iterdir())


def test_it_overwrites_nothing(folder, tmp_path):
    (tmp_path / "mine.txt").write_text("a")
    for place in (folder, tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(UsageError, match="nothing is overwritten"):
            handout(place, BOOK)
    with pytest.raises(UsageError, match="outside of the book"):
        handout(BOOK / "handout", BOOK)


PAGE = """\
# Title

Text for all, with `medkeras run`.

## Begin

The second line runs the tests:

    python -m pytest

In Windows PowerShell:

    py -m pytest

Go on:

    jupyter lab

| command | what |
|---|---|
| `run` | `--mode`, `--solutions`, `--out` |
| `medkeras build` | makes |

## For instructors

Secret words.

### Deeper

More.

## Only tests

See tests/here.

## Licence

Free.
"""


def test_a_page_for_students():
    assert for_students(PAGE) == (
        "# Title\n\nText for all, with `medkeras run`.\n\n## Begin\n\nGo on:"
        "\n\n    jupyter lab\n\n| command | what |\n|---|---|\n"
        "| `run` | `--mode`, `--out` |\n\n## Licence\n\nFree.\n"
    )
