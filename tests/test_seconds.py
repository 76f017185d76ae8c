"""The report of the tests' time adds up; the longest files begin."""

from collections import Counter
from types import SimpleNamespace


def reports(plugin, *pairs):
    for name, seconds in pairs:
        plugin.pytest_runtest_logreport(
            SimpleNamespace(nodeid=name, duration=seconds)
        )


def test_a_file_is_charged_for_setup_call_and_teardown(seconds):
    plugin = seconds.Seconds()
    reports(plugin, ("a.py::x", 1), ("a.py::x", 2), ("b.py::A::y", 5))
    assert plugin.files == {"a.py": 3, "b.py": 5}


def test_the_dearest_ten_are_named_and_the_rest_is_summed(seconds):
    files = Counter({f"{n}.py": n for n in range(1, 13)})
    said = list(seconds.lines(files, wall=60, chapters=4))
    assert [line.split() for line in said[:2]] == [
        ["12.0", "12.py"],
        ["11.0", "11.py"],
    ]
    assert said[10].split() == ["3.0", "the", "other", "2", "files"]
    assert said[11] == "60 s of wall time, 15.0 s a chapter (4 chapters)"


def test_the_longest_files_begin_then_chapters_then_many_tests(seconds):
    nodeids = [
        "tests/few.py::test_a",
        "tests/many.py::test_a",
        "chapters/1.ipynb::Cell 0",
        "tests/many.py::test_b",
        f"{seconds.LONGEST[1]}::test_a",
        "chapters/1.ipynb::Cell 1",
        f"{seconds.LONGEST[0]}::test_a",
    ]
    order = seconds.longest_first(nodeids)
    assert order == [6, 4, 2, 5, 1, 3, 0]


def test_the_longest_files_are_there(seconds, root):
    assert all((root / name).is_file() for name in seconds.LONGEST)
