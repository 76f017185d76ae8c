import pytest

from medkeras.book.site.memory import Memory


@pytest.fixture
def ask(tmp_path):
    """Ask a new memory of the same file; None is returned if it knows."""

    def ask_once(text, kind="kind", state="s", save=True):
        made = []
        memory = Memory(tmp_path / "memory.json", state)
        memory.recall(kind, [text], lambda: made.append(text) or [text])
        if save:
            memory.save()
        return made[0] if made else None

    return ask_once


def test_what_is_equal_is_made_once(ask):
    assert ask("a") == "a"
    assert ask("a") is None


@pytest.mark.parametrize(
    "other", [{"text": "b"}, {"kind": "other"}, {"state": "t"}]
)
def test_anything_else_is_made_anew(ask, other):
    ask("a")
    assert ask(**{"text": "a"} | other) is not None


def test_what_nobody_asked_for_is_forgotten(ask):
    ask("a")
    ask("b")
    assert ask("a") == "a"


def test_a_build_that_did_not_end_leaves_what_was_known(ask):
    ask("a")
    ask("b", save=False)
    assert ask("a") is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", "null", '{"state": "s"}']
)
def test_a_file_that_is_not_whole_is_none(ask, tmp_path, text):
    (tmp_path / "memory.json").write_text(text)
    assert ask("a") == "a"
    assert ask("a") is None


def test_without_a_file_nothing_is_kept(tmp_path):
    memory = Memory()
    assert memory.recall("kind", ["a"], lambda: 1) == 1
    memory.save()
    assert list(tmp_path.iterdir()) == []
