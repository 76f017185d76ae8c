from pathlib import Path

import pytest

from medkeras.book.chapters import chapters
from medkeras.book.new.sections import part_of, section_of
from medkeras.utils.errors import UsageError


def test_every_chapter_of_the_book_has_its_section_and_its_part():
    for chapter in chapters(Path(__file__).parents[2]):
        assert chapter.number.startswith(section_of(chapter.number))
        assert part_of(chapter.number) == chapter.part


@pytest.mark.parametrize(
    ("number", "section"),
    [("1", "1"), ("3.1.4", "3.1.4"), ("2.0.1", "2.0"), ("4.6.8", "4.6.8")],
)
def test_a_section_may_have_several_chapters(number, section):
    assert section_of(number) == section


@pytest.mark.parametrize(
    "number",
    ["", "3", "3.1", "3.1.7", "6", "3.1.4.", "3.1.4.01", "3_1_4", "2.0.x", "x"],
)
def test_what_is_no_section_is_refused_in_a_line(number):
    with pytest.raises(UsageError, match="no such section") as caught:
        section_of(number)
    assert "\n" not in str(caught.value)


def test_a_heading_names_what_is_below_it():
    with pytest.raises(UsageError, match=r"below it are 3\.3\.1, 3\.3\.2$"):
        section_of("3.3")
