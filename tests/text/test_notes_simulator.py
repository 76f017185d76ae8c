import itertools

import pytest

from medkeras.text.notes_simulator import (
    FINDINGS,
    FIRST,
    LAST,
    OTHER_FIRST,
    OTHER_LAST,
    simulate_notes,
)
from medkeras.utils.errors import UsageError


def findings_of(note):
    return {each for each in FINDINGS if each in note.text}


def test_identifiers_stand_where_they_are_said_to():
    kinds = set()
    for note in simulate_notes(80, seed=0):
        last = 0
        for start, end, kind in note.identifiers:
            assert last <= start < end <= len(note.text)
            piece = note.text[start:end]
            assert piece == piece.strip() and piece
            kinds.add(kind)
            last = end
    assert kinds == {"name", "record", "date", "hospital", "age", "address",
                     "phone", "email"}  # fmt: skip


@pytest.mark.parametrize(
    ("chance", "low", "high"), [(0, 0, 0), (1, 1, 1), (0.5, 0.4, 0.6)]
)
def test_copies_are_as_frequent_as_was_asked(chance, low, high):
    notes = simulate_notes(100, seed=1, copy_forward=chance)
    later = [note for note in notes if note.day]
    share = sum(note.copied for note in later) / len(later)
    assert low <= share <= high
    assert all(note.copied == 0 for note in notes if note.day == 0)
    for before, note in itertools.pairwise(notes):
        if note.copied:
            assert note.patient == before.patient
            assert findings_of(note) == findings_of(before)


def test_a_seed_gives_the_same():
    assert simulate_notes(3, 0) == simulate_notes(3, 0)
    assert simulate_notes(3, 0) != simulate_notes(3, 1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_patients": 0, "seed": 0}, "`num_patients`"),
        ({"num_patients": 1, "seed": -1}, "seed"),
        ({"num_patients": 1, "seed": 0, "copy_forward": 2}, "`copy_forward`"),
        ({"num_patients": 1, "seed": 0, "visits": 0}, "`visits`"),
    ],
)
def test_bad_input_is_one_clear_line(options, message):
    with pytest.raises(UsageError, match=message):
        simulate_notes(**options)


def test_other_names_stand_in_the_same_places():
    assert not {*FIRST, *LAST} & {*OTHER_FIRST, *OTHER_LAST}
    notes = simulate_notes(
        9, seed=2, first_names=OTHER_FIRST, last_names=OTHER_LAST
    )
    names = set()
    for note in notes:
        for start, end, kind in note.identifiers:
            if kind == "name":
                names.add(note.text[start:end])
    assert names <= {*OTHER_FIRST, *OTHER_LAST}
    with pytest.raises(UsageError, match="names"):
        simulate_notes(1, 0, last_names=[])
