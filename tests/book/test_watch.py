"""The waiting: what is a save, and how it ends. What runs: test_live.py."""

import io
import os

import pytest
from rich.console import Console

from medkeras.book import watch as watching
from medkeras.book.chapters import find
from medkeras.utils.errors import UsageError
from medkeras.utils.files import write_atomically


class Fake:
    """A chapter that counts instead of running."""

    made: list = []  # noqa: RUF012

    def __init__(self, chapter, out, console, data=None):
        self.texts, self.ended = [], False
        self.master, self.notebook = chapter.master, out / "x.ipynb"
        out.mkdir(parents=True, exist_ok=True)
        self.made.append(self)

    def update(self):
        self.texts.append(self.master.read_text("utf-8")[-6:])
        self.notebook.touch()

    def end(self):
        self.ended = True


class Author:
    """Stands for the time between two looks: each does the next thing."""

    def __init__(self, *deeds):
        self.deeds = list(deeds)

    def __call__(self, seconds):
        if seconds == watching.POLL:
            if not self.deeds:
                raise KeyboardInterrupt
            self.deeds.pop(0)()


@pytest.fixture
def watched(mini, master, monkeypatch):
    monkeypatch.setattr(watching, "LiveChapter", Fake)
    start = master.read_text("utf-8")

    def call(*deeds, wait=None, **options):
        console = Console(file=io.StringIO(), width=200)
        wait = wait or Author(*deeds)
        watching.watch(find("tiny"), console=console, wait=wait, **options)
        return Fake.made[-1], console.file.getvalue()

    call.save = lambda text: write_atomically(master, start + text)
    return call


def test_it_runs_at_once_and_at_each_save(watched, mini):
    live, told = watched(
        lambda: None,
        lambda: watched.save("\n# one"),
        lambda: None,
        lambda: watched.save("\n# two"),
    )
    assert [text[-3:] for text in live.texts[1:]] == ["one", "two"]
    assert len(live.texts) == 3
    assert told.count("Waiting for ") == 3
    assert told.endswith("last run: runs/9_1_tiny-watch/x.ipynb\n")
    assert live.ended


def test_a_save_without_a_change_counts(watched, master):
    live, _ = watched(lambda: os.utime(master, ns=(1, 1)))
    assert len(live.texts) == 2


def test_a_file_that_is_being_replaced_is_waited_for(watched, master):
    live, _ = watched(master.unlink, lambda: watched.save("\n# one"))
    assert len(live.texts) == 2


def test_a_file_that_is_half_written_is_not_read(watched, master):
    author = Author(lambda: watched.save("\n# ha"))
    rest = iter([lambda: None, lambda: watched.save("\n# half")])

    def wait(seconds):
        if seconds == watching.SETTLE:
            next(rest, lambda: None)()
        author(seconds)

    author.deeds += [lambda: None]
    live, _ = watched(wait=wait)
    assert [text[-4:] for text in live.texts[1:]] == ["half"]


def test_ctrl_c_in_a_cell_ends_it_as_well(watched, monkeypatch):
    def interrupted(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(Fake, "update", interrupted)
    live, told = watched()
    assert live.ended
    assert told == ""  # nothing ran, so no notebook is promised


def test_the_kernel_ends_whatever_happens(watched, monkeypatch):
    def full(self):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Fake, "update", full)
    with pytest.raises(OSError):
        watched()
    assert Fake.made[-1].ended


def test_what_cannot_be_watched_is_refused(watched, master):
    with pytest.raises(UsageError, match="leave out --record"):
        watched(record=True)
    with pytest.raises(UsageError, match="smoke mode always"):
        watched(data="full")
    chapter = find("tiny")
    master.unlink()
    with pytest.raises(UsageError, match="no masters to watch"):
        watching.watch(chapter)
