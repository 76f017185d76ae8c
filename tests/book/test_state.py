import pytest

from medkeras.book.site import state
from medkeras.book.site.state import book_state, hash_of


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A package of one module, no data sets, one claim."""
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "claims.yaml").write_text("claims: []")
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "a.py").write_text("x = 1")
    monkeypatch.setattr(state, "PACKAGE", tmp_path / "package")
    monkeypatch.setattr(state.card_files, "catalog", list)
    return tmp_path


def test_it_changes_with_what_pages_are_made_of(book, monkeypatch):
    found = [book_state(book), book_state(book)]
    assert found[0] == found[1]
    (book / "package" / "a.py").write_text("x = 2")
    found.append(book_state(book))
    (book / "chapters" / "claims.yaml").write_text("claims: [1]")
    found.append(book_state(book))
    monkeypatch.setenv("MEDKERAS_MODE", "lesson")
    found.append(book_state(book))
    monkeypatch.setattr(state.machine, "versions", lambda: {"keras": "9"})
    found.append(book_state(book))
    assert len(set(found)) == 5


def test_the_borders_of_texts_count():
    assert hash_of(["ab", "c"]) != hash_of(["a", "bc"])
    assert hash_of(["a", b"b"]) == hash_of(["a", "b"])
