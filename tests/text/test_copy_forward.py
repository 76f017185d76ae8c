import numpy as np
import pytest

from medkeras.text.copy_forward import copied_share
from medkeras.text.notes_simulator import simulate_notes
from medkeras.utils.errors import UsageError


def test_copied_notes_stand_out():
    notes = simulate_notes(60, seed=3)
    share = copied_share([n.text for n in notes], [n.patient for n in notes])
    copied = np.array([note.copied for note in notes]) == 1
    later = np.array([note.day > 0 for note in notes])
    assert share[copied].mean() > share[later & ~copied].mean() + 0.2
    assert (share[~later] == 0).all()


def test_other_patients_do_not_count():
    notes = ["lungs are clear on both sides"] * 3
    assert copied_share(notes, ["a", "b", "a"]).tolist() == [0, 0, 1]


def test_half_of_a_note():
    first = "one two three four five"
    second = "one two three four five six seven"
    assert copied_share([first, second], [1, 1]).tolist() == [0, 0.5]
    assert copied_share(["", first, ""], [1, 1, 1]).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: copied_share("text", [1]), "list of texts"),
        (lambda: copied_share(["a"], [1, 2]), "patients"),
        (lambda: copied_share(["a"], [1], size=0), "`size`"),
    ],
)
def test_bad_input_is_one_clear_line(act, message):
    with pytest.raises(UsageError, match=message):
        act()
