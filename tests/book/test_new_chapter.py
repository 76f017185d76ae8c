"""What it says and refuses; that it works: test_new_command.py."""

import jupytext
import pytest

from medkeras.book.build import worked_notebook
from medkeras.book.chapters import find
from medkeras.book.new.additions import add
from medkeras.book.new.new_chapter import new_chapter
from medkeras.book.new.new_exercise import new_exercise
from medkeras.utils.errors import UsageError


def test_the_master_stands_in_its_part(clone):
    addition = new_chapter("2.0.1", "learning_twice", clone)
    (path,) = addition.new
    assert path == clone / "solutions/2_techniques/2_0_1_learning_twice.py"
    assert addition.following == "medkeras run 2.0.1 --watch"
    notebook = jupytext.reads(addition.new[path], fmt="py:percent")
    assert notebook.metadata["medkeras"]["review_section"] == "2.0"
    assert notebook.cells[0].source.startswith("# 2.0.1 Learning twice\n")


def test_the_book_knows_it_and_builds_it(clone):
    add(new_chapter("3.1.4", "skin_cancer", clone))
    chapter = find("skin_cancer")
    assert len(worked_notebook(chapter).cells) >= 40


def test_a_part_may_have_one_chapter_of_its_own_name(clone):
    add(new_chapter("5", "conclusion", clone))
    chapter = find("5")
    assert chapter.master == clone / "solutions/5_conclusion/5_conclusion.py"
    assert chapter == find("conclusion") == find("5_conclusion")
    assert len(worked_notebook(chapter).cells) >= 40
    paths = [path.name for path in new_exercise("5-1", "one", clone).new]
    assert paths == ["chapter_5_one.py", "chapter_5.py"]


@pytest.mark.parametrize(
    ("number", "name", "refusal"),
    [
        ("3.1", "skin_cancer", "no such section"),
        ("3.1.4", "Skin", "a chapter needs a name"),
        ("3.1.4", "tiny", "Received: 3.1.4 tiny, beside 9_1_tiny"),
        ("3.2.1", "veins", "beside 3_2_1_diabetes"),
    ],
)
def test_what_exists_or_cannot_be_is_refused(clone, number, name, refusal):
    add(new_chapter("3.2.1", "diabetes", clone))
    with pytest.raises(UsageError, match=refusal):
        new_chapter(number, name, clone)
