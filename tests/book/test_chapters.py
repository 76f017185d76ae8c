import pytest

from medkeras.book.chapters import chapters, find
from medkeras.utils.errors import UsageError


@pytest.mark.parametrize("name", ["9.1", "9_1", "9_1_tiny", "tiny"])
def test_a_chapter_answers_to_each_of_its_names(mini, name):
    chapter = find(name)
    assert (chapter.name, chapter.number, chapter.part) == (
        "9_1_tiny",
        "9.1",
        "9_tiny",
    )
    assert chapter.master == mini / "solutions/9_tiny/9_1_tiny.py"
    assert chapter.worked == mini / "solutions/9_tiny/9_1_tiny.ipynb"
    assert chapter.student == mini / "chapters/9_tiny/9_1_tiny.ipynb"


@pytest.mark.parametrize("name", ["9.2", "tinny", "9_1_tini"])
def test_an_unknown_chapter_gives_one_line_with_the_nearest(mini, name):
    with pytest.raises(UsageError, match="Did you mean: 9_1_tiny") as error:
        find(name)
    assert "\n" not in str(error.value)
    assert repr(name) in str(error.value)
    assert "--list" in str(error.value)


def test_a_section_with_one_chapter_names_it(mini, master):
    assert find("9").name == "9_1_tiny"
    (master.parent / "9_2_other.py").write_text("")
    with pytest.raises(UsageError, match="no such chapter"):
        find("9")


def test_a_package_without_masters_has_its_chapters(mini, monkeypatch):
    folder = mini / "site" / "medkeras_chapters"
    (folder / "9_tiny").mkdir(parents=True)
    (folder / "9_tiny" / "9_1_tiny.ipynb").touch()
    (folder / "9_tiny" / "notes.ipynb").touch()
    monkeypatch.setattr(
        "medkeras.book.chapters.chapters_folder", lambda: folder
    )
    (chapter,) = chapters()
    assert (chapter.number, chapter.part) == ("9.1", "9_tiny")
    assert chapter.student == folder / "9_tiny" / "9_1_tiny.ipynb"
    assert chapter.alone
    assert not chapter.master.exists()


def test_nothing_near_is_no_suggestion(mini):
    with pytest.raises(UsageError, match=r"Received: 'zzzz'$"):
        find("zzzz")


def test_chapters_come_in_reading_order(mini, master):
    for name in ("10_0_ten", "9_1_1_deeper", "9_0_zero"):
        (master.parent / f"{name}.py").write_text("")
    numbers = [chapter.number for chapter in chapters()]
    assert numbers == ["9.0", "9.1", "9.1.1", "10.0"]


def test_a_master_without_a_number_is_refused(mini, master):
    (master.parent / "helpers.py").write_text("")
    with pytest.raises(UsageError, match=r"section number.*'helpers'"):
        chapters()
