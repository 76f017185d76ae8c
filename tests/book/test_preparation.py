import pytest

from medkeras.book.chapters import find
from medkeras.book.site import preparation
from medkeras.book.site.preparation import prepared
from medkeras.utils.errors import UsageError


@pytest.fixture
def asked(mini, monkeypatch):
    """Prepare the tiny chapter; `asked.runs` lists what had to be made."""

    def prepare(state="s"):
        return prepared(find("9.1", mini), mini / "cache", state, None)

    prepare.runs = []

    def executed(chapter, cache, console):
        prepare.runs.append(chapter.name)
        return preparation.worked_notebook(chapter)

    from medkeras.book.build import worked_notebook

    monkeypatch.setattr(
        preparation, "worked_notebook", worked_notebook, raising=False
    )
    monkeypatch.setattr(preparation, "executed", executed)
    return prepare


def test_an_unchanged_chapter_is_read_from_the_cache(asked):
    first, second = asked(), asked()
    assert asked.runs == ["9_1_tiny"]
    assert first == second
    assert first.document == "chapters/9_1_tiny"
    assert first.minutes == 1


def test_a_new_master_or_state_makes_it_anew(asked, master, mini):
    asked()
    asked("another")
    master.write_text(master.read_text().replace("The root", "A root"))
    assert "A root" in asked("another").page
    assert len(asked.runs) == 3
    assert len(list((mini / "cache" / "chapters").iterdir())) == 1


def test_a_cache_that_is_cut_off_is_not_believed(asked, mini):
    first = asked()
    (kept,) = (mini / "cache" / "chapters").iterdir()
    kept.write_text(kept.read_text()[:100])
    assert asked() == first
    assert len(asked.runs) == 2


def test_a_students_book_has_nothing_to_build_from(mini, master):
    chapter = find("9.1", mini)
    master.unlink()
    with pytest.raises(UsageError, match="built from the masters"):
        prepared(chapter, mini / "cache", "s", None)


def test_no_text_of_it_holds_an_answer(asked):
    book = asked()
    for text in (book.shown, book.page, book.student):
        assert "secret_of_the_solution" not in text
