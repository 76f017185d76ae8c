import json
import shutil
from pathlib import Path

import pytest

from medkeras.book import lone_notebooks
from medkeras.book.build import build
from medkeras.book.chapters import find as find_in_the_book
from medkeras.book.lone_notebooks import find
from medkeras.book.record import default_folder
from medkeras.book.run import run
from medkeras.utils.errors import UsageError


@pytest.fixture
def desk(mini, monkeypatch):
    """A folder outside of the book, with a copy of its one chapter."""
    build()
    folder = mini.with_name(f"{mini.name}-desk")
    folder.mkdir()
    shutil.copy(find_in_the_book("tiny").student, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    "name", ["9.1", "9", "9_1_tiny", "tiny", "9_1_tiny.ipynb"]
)
def test_a_copy_in_the_working_folder_is_the_chapter(desk, name):
    chapter = find(name)
    assert chapter.student == desk / "9_1_tiny.ipynb"
    assert (chapter.name, chapter.number) == ("9_1_tiny", "9.1")
    assert chapter.alone
    assert default_folder(chapter.name, chapter.alone) == (
        desk / "runs" / "9_1_tiny-smoke"
    )


@pytest.mark.parametrize(
    "name", ["Copy of 9.1 (2).ipynb", "übung ☺.ipynb", "homework.ipynb"]
)
def test_a_copy_may_be_called_as_its_reader_likes(desk, name):
    copy = (desk / "9_1_tiny.ipynb").rename(desk / name)
    for wanted in ("9.1", name, str(copy)):
        assert find(wanted).student == copy
        assert find(wanted).name == "9_1_tiny"


def test_the_chapters_own_name_goes_before_its_copies(desk):
    shutil.copy(desk / "9_1_tiny.ipynb", desk / "0.ipynb")
    assert find("9.1").student == desk / "9_1_tiny.ipynb"
    (desk / "9_1_tiny.ipynb").rename(desk / "1.ipynb")
    with pytest.raises(UsageError, match=r"0\.ipynb, 1\.ipynb$") as error:
        find("9.1")
    assert "\n" not in str(error.value)
    assert find("1.ipynb").student == desk / "1.ipynb"


def test_within_the_book_its_own_notebook_is_meant(mini, monkeypatch):
    build()
    own = find_in_the_book("tiny")
    shutil.copy(own.student, mini)
    assert find("9.1") == find(str(own.student)) == own
    # But one that is named is run.
    assert find("9_1_tiny.ipynb").alone
    monkeypatch.chdir(own.student.parent)
    assert find("9_1_tiny.ipynb") == own


@pytest.mark.parametrize("content", ["", "[]", '{"metadata": []}', "{"])
def test_what_is_no_notebook_of_a_chapter_is_one_line(desk, content):
    (desk / "notes.ipynb").write_text(content)
    with pytest.raises(UsageError, match="notebook of a chapter") as error:
        find("notes.ipynb")
    assert "\n" not in str(error.value)
    assert find("9.1").student.name == "9_1_tiny.ipynb"


@pytest.mark.parametrize("name", ["none.ipynb", ".ipynb", "../x/9.1.ipynb"])
def test_a_path_that_leads_nowhere_is_one_line(desk, name):
    with pytest.raises(UsageError, match=r"no file$"):
        find(name)


def test_a_chapter_s_name_in_the_metadata_must_be_one(desk):
    text = json.loads((desk / "9_1_tiny.ipynb").read_text("utf-8"))
    text["metadata"]["medkeras"]["chapter"] = "../../9_1_tiny"
    (desk / "a.ipynb").write_text(json.dumps(text))
    with pytest.raises(UsageError, match="notebook of a chapter"):
        find("a.ipynb")


def test_results_and_answers_are_the_clones_alone(desk, monkeypatch):
    monkeypatch.setenv("MEDKERAS_MODE", "lesson")
    chapter = find("9.1")
    for option in ("solutions", "record"):
        with pytest.raises(UsageError, match="need a clone of the book"):
            run(chapter, desk / "out", **{option: True})
    assert not (desk / "out").exists()


def test_a_folder_without_copies_asks_the_book(mini, tmp_path, monkeypatch):
    build()
    other = tmp_path.with_name(f"{tmp_path.name}-empty")
    other.mkdir()
    monkeypatch.chdir(other)
    monkeypatch.setattr(lone_notebooks, "project_root", lambda: mini)
    monkeypatch.setattr(
        lone_notebooks.chapters, "chapters_folder", lambda: mini / "chapters"
    )
    assert find("9.1").student == Path(mini, "chapters/9_tiny/9_1_tiny.ipynb")
