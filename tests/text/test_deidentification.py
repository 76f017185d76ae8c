from datetime import date

import pytest

from medkeras.text.deidentification import (
    deidentify,
    find_identifiers,
    identifier_recall,
    restore,
)
from medkeras.text.notes_simulator import FIRST, LAST, simulate_notes
from medkeras.utils.errors import UsageError


def pieces(text, names=()):
    return [(text[a:b], kind) for a, b, kind in find_identifiers(text, names)]


def recall(names):
    hidden = total = 0
    for note in simulate_notes(300, seed=5):
        found = find_identifiers(note.text, names)
        got, of = identifier_recall(note.identifiers, found)
        hidden, total = hidden + got, total + of
    return hidden / total


def test_recall_on_made_up_notes_is_at_least_99_percent():
    assert recall([*FIRST, *LAST]) >= 0.99


def test_without_a_list_names_without_a_title_are_missed():
    assert 0.9 < recall([]) < 0.99


def test_every_text_comes_back_letter_by_letter():
    for note in simulate_notes(60, seed=2):
        hidden = deidentify(note.text, key=note.patient, names=FIRST)
        assert restore(hidden) == note.text
        assert hidden.text != note.text
        for original in hidden.originals:
            assert original.isdigit() or original not in hidden.text


def test_days_between_dates_stay():
    text = "Seen 2020-02-27, again 1 March 2020 and 05/03/2020."
    hidden = deidentify(text, key=9)
    first, second, third = (
        hidden.text[start:end] for start, end, _ in hidden.surrogates
    )
    first = date.fromisoformat(first)
    assert (third[2], third[5]) == ("/", "/")
    day, month, year = map(int, third.split("/"))
    assert (date(year, month, day) - first).days == 7
    assert second.split()[2].isdigit()
    assert deidentify(text, key=10).text != hidden.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call 089-555-1234 now", [("089-555-1234", "phone")]),
        ("Blood pressure 138/84, pulse 72.", []),
        ("dose 400 mg in 2020", []),
        ("MRN: 00123456", [("00123456", "record")]),
        ("a 93-year-old woman, 45 years old then", [("93", "age")]),
        ("on 31.12.2019", [("31.12.2019", "date")]),
        ("wrote to a.b@clinic.example.", [("a.b@clinic.example", "email")]),
        ("Mrs. Rose Hill came", [("Rose", "name"), ("Hill", "name")]),
        ("", []),
    ],
)  # fmt: skip
def test_forms_are_told_apart(text, expected):
    assert pieces(text) == expected


def test_a_listed_name_is_a_name_only_with_its_capital():
    text = "May agrees; she may walk. Brown sputum."
    assert pieces(text, ["May"]) == [("May", "name")]
    # The price of a list: a word that begins a sentence is taken for a name.
    assert pieces(text, ["Brown"]) == [("Brown", "name")]


def test_what_is_no_date_gets_a_number():
    assert deidentify("on 45/45/2020", key=0).text == "on DATE1"


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: find_identifiers(None), "must be a text"),
        (lambda: find_identifiers("a", [3]), "`names`"),
        (lambda: find_identifiers("a", [" "]), "`names`"),
        (lambda: deidentify("a", key="secret"), "key"),
    ],
)
def test_bad_input_is_one_clear_line(act, message):
    with pytest.raises(UsageError, match=message):
        act()
