"""Where a course lies, which files it knows, and that no grade is tracked."""

import re
import subprocess
from pathlib import Path

import pytest
from traitlets.config import Config

from medkeras.book.course.course import course, settings
from medkeras.utils.errors import UsageError

BOOK = Path(__file__).parents[2]
NAME = "9_1_tiny"


def test_names_of_files_that_students_send():
    config = Config()
    exec(settings([NAME, "other"]), {"get_config": lambda: config})
    pattern = re.compile(config.FileNameCollectorPlugin.named_regexp)
    for place in ("/a course/x/", "C:\\course\\x\\"):
        match = pattern.match(f"{place}ada_l_{NAME}.ipynb")
        assert match.groupdict() == {"student_id": "ada_l", "file_id": NAME}
    for name in (NAME, "ada_unknown", f"ada_{NAME} (1)"):
        assert not pattern.match(f"/a/{name}.ipynb")


def test_a_course_is_never_inside_the_book(tmp_path):
    for place in (BOOK / "course", BOOK / "runs" / "course"):
        with pytest.raises(UsageError, match="outside of the book"):
            course(place, BOOK)
        assert not place.exists()


def test_grades_are_no_part_of_the_book():
    names = [
        "grades.csv", "gradebook.db", "nbgrader_config.py", "release/a",
        "source/a", "downloaded/a", "inbound/a", "submitted/a",
        "autograded/a", "feedback/a", "solutions/grades.csv",
    ]  # fmt: skip
    ignored = subprocess.run(
        ["git", "check-ignore", *names],
        cwd=BOOK,
        capture_output=True,
        text=True,
    )
    if ignored.returncode == 128:
        pytest.skip("no git here: " + ignored.stderr)
    assert ignored.stdout.split() == names
