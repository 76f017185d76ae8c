"""Codes and their categories, as the systems have them."""

import pytest

from medkeras.ehr.codes import (
    categories,
    category,
    foreign_codes,
    icd9_chapter,
    is_code,
)
from medkeras.ehr.ragged import Ragged
from medkeras.utils.errors import UsageError


@pytest.mark.parametrize(
    ("code", "system", "short"),
    [
        ("250.83", "ICD-9", "250"),
        ("25083", "ICD-9", "250"),
        ("8", "ICD-9", "008"),  # a spreadsheet took the zeros
        ("38.9", "ICD-9", "038"),
        ("0389", "ICD-9", "038"),
        ("V57", "ICD-9", "V57"),
        ("v45.81", "ICD-9", "V45"),
        ("E8859", "ICD-9", "E885"),
        ("E885.9", "ICD-9", "E885"),
        ("E030", "ICD-9", "E030"),
        (" 428 ", "ICD-9", "428"),
        ("3605", "ICD-9 procedures", "36"),
        ("36.05", "ICD-9 procedures", "36"),
        ("E11.9", "ICD-10", "E11"),
        ("C4A.0", "ICD-10", "C4A"),
        ("A10BA02", "ATC", "A10BA"),
    ],
)
def test_category_of(code, system, short):
    assert category(code, system) == short


def test_as_many_characters_as_wanted():
    assert category("250.83", "ICD-9", 5) == "25083"
    assert category("E11.9", "ICD-10", 2) == "E1"


@pytest.mark.parametrize(
    ("code", "system"),
    [
        ("?", "ICD-9"), ("", "ICD-9"), ("nan", "ICD-9"), ("250.833", "ICD-9"),
        ("E119", "ICD-9"), ("E11.9", "ICD-9"), ("E031", "ICD-9"),
        ("250", "ICD-10"), ("E11", "ICD-9 procedures"), ("10A", "ATC"),
    ],
)  # fmt: skip
def test_what_is_no_code(code, system):
    assert not is_code(code, system)
    with pytest.raises(UsageError, match="must be a code of"):
        category(code, system)


def test_a_category_stands_once_in_a_visit():
    codes = Ragged.from_lists(
        [["250.83", "401.9", "250.01"], ["?"], ["250.01"]]
    )
    cut = categories(codes, "ICD-9")
    assert [row.tolist() for row in cut] == [["250", "401"], [], ["250"]]


def test_no_codes_at_all():
    cut = categories(Ragged.from_lists([[], []]), "ICD-9")
    assert cut.lengths.tolist() == [0, 0]


def test_another_system_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match=r"one of ICD-9.*Did you mean: ICD-10"):
        category("E11", "ICD10")


@pytest.mark.parametrize("wrong", [0, -1, 2.5, "2"])
def test_a_number_of_characters_that_is_none_is_refused(wrong):
    with pytest.raises(UsageError, match="`characters` must be a whole"):
        category("E11", "ICD-10", wrong)


@pytest.mark.parametrize(
    ("code", "chapter"),
    [
        ("008", "infections"), ("8", "infections"), ("139", "infections"),
        ("140", "neoplasms"), ("250.83", "metabolism"), ("280", "blood"),
        ("428", "circulation"), ("459", "circulation"), ("486", "breathing"),
        ("580", "kidneys and genitals"), ("799", "symptoms"),
        ("999", "injuries"), ("V58", "other contact"),
        ("E885", "external cause"),
    ],
)  # fmt: skip
def test_the_chapter_of_a_code(code, chapter):
    assert icd9_chapter(code) == chapter


@pytest.mark.parametrize("code", ["?", "E11", "000"])
def test_what_belongs_to_no_chapter(code):
    with pytest.raises(UsageError, match="must be a code of ICD-9"):
        icd9_chapter(code)


def test_what_is_no_code_is_counted_as_often_as_it_stands_there():
    codes = Ragged.from_lists([["250.83", "banana"], [], ["banana", "E11.9"]])
    assert foreign_codes(codes, "ICD-9") == 3
    assert foreign_codes(codes, "ICD-10") == 3
    assert foreign_codes(Ragged.from_lists([[], []]), "ICD-9") == 0
    with pytest.raises(UsageError, match="one of ICD-9"):
        foreign_codes(codes, "ICD-8")
