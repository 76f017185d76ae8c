"""Skeletons work: built, run and tested in a copy of what the book needs."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from medkeras.book.command_line import main
from medkeras.book.new.skeletons import left_to_write

BOOK = Path(__file__).parents[2]
FILES = ("pyproject.toml", "requirements.txt", "tests/*.py")
FOLDERS = (
    "medkeras",
    "datasets/pima_diabetes",
    "tests/no_network",
    "tests/exercises",
)
COMMANDS = (
    "chapter 4.6.8 benchmarking",
    "dataset skin_lesions_seen_from_above",
    "exercise 4.6.8-1 share_above",
    "exercise 4.6.8-2 share_of_all",
    "exercise 4.6.8-3 a_name_of_thirty_letters_or_so",
)
OTHERS = r'  "medkeras_datasets\.(?!pima_diabetes")\w+",\n'
# The tests of the whole book that say something of what is new.
CHOSEN = (
    "tests/test_data_set_imports.py::"
    "test_data_sets_read_of_the_package_what_is_made_for_them",
    "tests/test_architecture.py::test_every_master_has_both_notebooks",
    "tests/test_architecture.py::"
    "test_a_student_gets_a_stub_for_each_answer_and_no_answer",
    "tests/test_requirements.py::"
    "test_packages_listed_for_the_build_are_those_that_exist",
    "tests/test_chapters.py",
    "tests/test_left_to_write.py",
    "tests/exercises/test_all_exercises.py",
    "tests/exercises/test_mutations.py",
    "tests/datasets",
    "chapters",
)
SCRIPT = f"""
import sys, pytest
from medkeras.book.build import build
build()
sys.exit(pytest.main(["-q", "-n", "0", "-p", "no:cacheprovider", "-W",
    "ignore:Module already imported", "--junitxml=tests.xml", *{CHOSEN}]))
"""

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="needs symbolic links"
)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A copy with one data set and without any chapter."""
    book = tmp_path_factory.mktemp("clone")
    of_chapters = shutil.ignore_patterns("chapter_*")
    for name in FOLDERS:
        shutil.copytree(BOOK / name, book / name, ignore=of_chapters)
    for pattern in FILES:
        for path in BOOK.glob(pattern):
            shutil.copy2(path, book / path.relative_to(BOOK))
    # The one folder that every process of the tests looks into.
    path = book / "tests" / "no_network"
    (path / "medkeras").symlink_to(book / "medkeras")
    (path / "medkeras_datasets").symlink_to(book / "datasets")
    project = book / "pyproject.toml"
    listed = re.sub(OTHERS, "", project.read_text("utf-8"))
    project.write_text(listed, encoding="utf-8")
    for folder in ("solutions", "chapters"):
        (book / folder).mkdir()
    return book


@pytest.fixture(scope="module")
def said(book):
    """What the five commands say, typed one after the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(book)
        return [type_in(command) for command in COMMANDS]


def type_in(command):
    result = CliRunner().invoke(main, ["new", *command.split()])
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def outcomes(book, said):
    """(failed, message) by name of every test, after a build."""
    path = str(book / "tests" / "no_network")
    own = ("MEDKERAS_", "PYTEST_")  # of this run of the tests
    kept = {k: v for k, v in os.environ.items() if not k.startswith(own)}
    process = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=book,
        env={**kept, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    said = process.stdout + process.stderr
    assert process.returncode in (0, 1), said  # 4: a test that is not there
    found = {}
    for case in ElementTree.parse(book / "tests.xml").iter("testcase"):
        wrong = [*case.iter("failure"), *case.iter("error")]
        text = "".join(f"{e.get('message')}\n{e.text}" for e in wrong)
        found[case.get("name")] = (bool(wrong), text)
    return found


def test_it_says_what_it_wrote_and_what_to_type_next(said):
    assert said[0].splitlines() == [
        "wrote solutions/4_discussion/4_6_8_benchmarking.py",
        "Next: medkeras run 4.6.8 --watch",
    ]
    assert "changed pyproject.toml\n" in said[1]
    assert said[2].splitlines() == [
        "wrote medkeras/exercises/chapter_4_6_8_share_above.py",
        "wrote tests/exercises/wrong_answers/chapter_4_6_8.py",
        "changed solutions/4_discussion/4_6_8_benchmarking.py",
        "Next: python -m pytest tests/exercises -k 4.6.8-1",
    ]


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]])
def test_ruff_has_nothing_to_say(book, said, command):
    words = [sys.executable, "-m", "ruff", *command, "--no-cache", "."]
    out = subprocess.run(words, cwd=book, capture_output=True, text=True)
    assert out.returncode == 0, out.stdout


def test_only_what_is_left_to_write_fails(book, outcomes):
    failed = {name for name, (wrong, _) in outcomes.items() if wrong}
    chapter = "[4_6_8_benchmarking]"
    left = {path for path in files(book) if left_to_write(path.read_text())}
    assert len(left) >= 8
    expected = {
        f"test_nothing_is_left_to_write[{path.relative_to(book).as_posix()}]"
        for path in left
    }
    expected |= {
        f"test_a_chapter_reads_in_one_sitting{chapter}",
        "test_a_recorded_result_is_from_the_lesson_or_the_full_run" + chapter,
    }
    told = [outcomes[name][1] for name in failed - expected]
    assert failed == expected, "\n".join(told)
    # What was run: the chapter's cells and what they show, checks, builder.
    assert len([name for name in outcomes if "Cell" in name]) > 25
    assert "outputs" in outcomes
    assert "test_download_and_prepare_as_dataset" in outcomes
    assert "test_every_mutation_of_the_answer_fails[4.6.8-3]" in outcomes


@pytest.mark.parametrize(
    ("test", "message"),
    [
        (
            "nothing_is_left_to_write[solutions/4_discussion/4_6_8_",
            "write the question of the chapter in a paragraph",
        ),
        (
            "left_to_write[medkeras/exercises/chapter_4_6_8_share_above.py]",
            "write three or more mistakes that students make",
        ),
        (
            "left_to_write[datasets/skin_lesions_seen_from_above/README.md]",
            "line 3: write the full title",
        ),
        ("reads_in_one_sitting", "words; write 1,500 to 3,300"),
        ("a_recorded_result", "no results yet: medkeras run 4.6.8 --record"),
    ],
)
def test_a_failure_says_what_to_write(outcomes, test, message):
    (told,) = [text for name, (_, text) in outcomes.items() if test in name]
    assert message in told


def files(book):
    for place in ("solutions", "datasets", "medkeras/exercises", "tests"):
        for path in (book / place).rglob("*"):
            copied = (BOOK / path.relative_to(book)).exists()
            if path.is_file() and path.suffix != ".ipynb" and not copied:
                if path.suffix in (".py", ".md", ".bib"):
                    yield path


@pytest.mark.parametrize("command", COMMANDS)
def test_a_second_time_is_refused_in_a_line(book, said, monkeypatch, command):
    monkeypatch.chdir(book)
    before = (book / "pyproject.toml").read_bytes()
    result = CliRunner().invoke(main, ["new", *command.split()])
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: each ")
    assert result.stderr.count("\n") == 1
    assert (book / "pyproject.toml").read_bytes() == before
