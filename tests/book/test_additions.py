import pytest

from medkeras.book.new import additions
from medkeras.book.new.additions import Addition, add, book_of_an_author
from medkeras.utils.errors import UsageError


def contents(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder): path.read_text() for path in files}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "list.txt").write_text("a\n")
    return tmp_path


@pytest.fixture
def addition(folder):
    new = {folder / "b" / "c" / "one.py": "1\n", folder / "two.py": "2\n"}
    return Addition(new, "go on", {folder / "list.txt": "a\nb\n"})


def test_all_is_written(folder, addition):
    assert add(addition) == [*addition.new, *addition.changed]
    assert (folder / "b" / "c" / "one.py").read_text() == "1\n"
    assert (folder / "list.txt").read_text() == "a\nb\n"


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_nothing_is_overwritten(folder, addition, kind):
    place = folder / "two.py"
    if kind == "file":
        place.write_text("mine")
    else:
        place.mkdir() if kind == "folder" else place.symlink_to("nowhere")
    before = contents(folder)
    with pytest.raises(UsageError, match=r"nothing is overwritten.*two\.py"):
        add(addition)
    assert contents(folder) == before
    assert not (folder / "b").exists()


@pytest.mark.parametrize("written", [0, 1, 2, 3])
def test_an_interruption_leaves_all_as_it_was(
    folder, addition, monkeypatch, written
):
    write, left = additions.write_atomically, [written]

    def interrupted(path, text):
        if isinstance(text, bytes):  # what was there before
            return write(path, text)
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        write(path, text)
        if not left[0]:
            raise KeyboardInterrupt

    monkeypatch.setattr(additions, "write_atomically", interrupted)
    with pytest.raises(KeyboardInterrupt):
        add(addition)
    assert contents(folder) == {
        (folder / "list.txt").relative_to(folder): "a\n"
    }
    assert not (folder / "b").exists()


def test_a_whole_clone_is_needed(clone):
    assert book_of_an_author() == clone
    (clone / "tests").rmdir()
    with pytest.raises(UsageError, match=r"Received: no tests$"):
        book_of_an_author()


def test_an_author_stands_in_the_book(clone, monkeypatch, tmp_path_factory):
    monkeypatch.chdir(clone / "tests")
    assert book_of_an_author() == clone
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)  # the package lies in a clone
    with pytest.raises(UsageError, match=f"Received: {elsewhere}$"):
        book_of_an_author()


def test_outside_of_the_book_there_is_nowhere_to_write(monkeypatch, tmp_path):
    """As in an installed wheel: beside the package lies no book."""
    from medkeras.utils import files

    monkeypatch.setattr(files, "__file__", str(tmp_path / "a" / "b" / "c.py"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="no clone of the book here"):
        book_of_an_author()
