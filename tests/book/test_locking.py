"""Two builds at once: the second says that it waits, and then goes on."""

import io
import subprocess
import sys
import threading

import pytest
from rich.console import Console

from medkeras.book.site.locking import alone
from medkeras.utils.errors import UsageError

HOLDER = """
import sys, time
from pathlib import Path
from rich.console import Console
from medkeras.book.site.locking import alone
with alone(Path(sys.argv[1]), Console()):
    print("held", flush=True)
    time.sleep(600)
"""


class Heard(io.StringIO):
    """What a console prints; `event` is set at its first words."""

    def __init__(self):
        super().__init__()
        self.event = threading.Event()

    def write(self, text):
        super().write(text)
        self.event.set()


def console():
    return Console(file=Heard(), width=200)


def test_the_second_waits_with_one_line_until_the_first_has_ended(tmp_path):
    order, second = [], console()

    def build():
        with alone(tmp_path / "cache", second):
            order.append("second")

    with alone(tmp_path / "cache", console()) as _:
        thread = threading.Thread(target=build)
        thread.start()
        assert second.file.event.wait(20)
        order.append("first")
    thread.join(20)
    assert order == ["first", "second"]
    (line,) = second.file.getvalue().splitlines()
    assert "another `medkeras site` of this book is at work" in line


def test_one_that_was_killed_holds_nothing(tmp_path):
    words = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        holder.kill()
    alone_again = console()
    with alone(tmp_path, alone_again):
        assert alone_again.file.getvalue() == ""


def test_an_error_inside_frees_it(tmp_path):
    with pytest.raises(ZeroDivisionError):
        with alone(tmp_path, console()):
            1 / 0  # noqa: B018
    again = console()
    with alone(tmp_path, again):
        assert again.file.getvalue() == ""


def test_a_place_that_can_hold_nothing_is_named_in_one_line(tmp_path):
    (tmp_path / "cache").touch()
    with pytest.raises(UsageError, match="a folder that can be written to"):
        with alone(tmp_path / "cache", console()):
            pass
