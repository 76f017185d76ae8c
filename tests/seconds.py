"""Where the tests' time goes: the dearest files, and the seconds a chapter.

A pytest plugin that `conftest.py` registers. A file's seconds are those of
its tests and fixtures, whichever process ran them; what a process needs to
start and to import TensorFlow is in the whole, not in a file.
"""

import time
from collections import Counter
from pathlib import Path

DEAREST = 10
ROOT = Path(__file__).parents[1]
# What one process does for minutes. Begun last, it would leave all other
# processes waiting for it; xdist alone begins with the files of many tests.
LONGEST = [
    "tests/test_replicas.py",
    "tests/test_workers.py",
    "tests/tasks/test_registry.py",
    "tests/book/test_building_in_a_browser.py",
    "tests/datasets/test_mimic3_demo.py",
    "tests/test_docstrings.py",
    "tests/test_installed.py",
    "tests/test_saved_models.py",
]


class Seconds:
    """Adds up what the reports of tests say."""

    def __init__(self):
        self.start = time.perf_counter()
        self.files = Counter()

    def pytest_runtest_logreport(self, report):
        """Called for the setup, the call and the teardown of each test."""
        self.files[report.nodeid.split("::")[0]] += report.duration

    def pytest_terminal_summary(self, terminalreporter):
        if not self.files:
            return
        terminalreporter.section("seconds")
        chapters = len(list((ROOT / "solutions").glob("*/*.py")))
        for line in lines(self.files, self.wall(), chapters):
            terminalreporter.write_line(line)

    def wall(self):
        """Seconds since the tests began."""
        return time.perf_counter() - self.start


def longest_first(nodeids):
    """Their order: the longest files, chapters, those of many tests, few."""
    files = [nodeid.split("::")[0] for nodeid in nodeids]
    tests = Counter(files)

    def place(file):
        if file in LONGEST:
            return 0, LONGEST.index(file), file
        return 1 + (not file.endswith(".ipynb")), -tests[file], file

    return sorted(range(len(files)), key=lambda index: place(files[index]))


def lines(files, wall, chapters):
    """The ten dearest files, their share, and the seconds a chapter."""
    whole = sum(files.values())
    dearest = files.most_common(DEAREST)
    for name, seconds in dearest:
        yield f"{seconds:7.1f}  {name}"
    rest = whole - sum(seconds for _, seconds in dearest)
    yield f"{rest:7.1f}  the other {max(len(files) - DEAREST, 0)} files"
    yield (
        f"{wall:.0f} s of wall time, {wall / max(chapters, 1):.1f} s a chapter "
        f"({chapters} chapters)"
    )
