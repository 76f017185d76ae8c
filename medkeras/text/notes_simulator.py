"""Made-up clinical notes in which every identifier and every copy is known."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_seed, check_whole

FIRST = (
    "Anna", "Boris", "Clara", "David", "Emma", "Felix", "Grace", "Hugo",
    "Irene", "Jonas", "Rose", "Will", "May", "Mark", "Faith", "Grant",
)  # fmt: skip
# Some are words of a note, too: that is what makes names hard.
LAST = (
    "Albrecht", "Brown", "Castillo", "Dimitrov", "Eriksen", "Ferrari", "Long",
    "Young", "Hill", "Ivanova", "Moreno", "Novak", "Sharp", "Walker", "Zimmer",
)  # fmt: skip
# Names that no list and no training note has.
OTHER_FIRST = (
    "Aylin", "Bela", "Ciro", "Dagny", "Eoin", "Frieda", "Joy", "Pat", "Hope",
)  # fmt: skip
OTHER_LAST = (
    "Adeyemi", "Bianchi", "Czerny", "Duarte", "Okafor", "Short", "White",
    "Field", "Vu",
)  # fmt: skip
HOSPITALS = (
    "Lindenhof Hospital", "Saint Agnes Clinic", "Northgate Medical Center",
    "Hillside Hospital",
)  # fmt: skip
STREETS = "Maple Street", "Church Lane", "Station Road", "Park Avenue"
COMPLAINTS = (
    "short of breath on stairs", "a dry cough for two weeks",
    "dizzy when standing up", "pain in the left knee", "poor sleep",
    "swollen ankles in the evening", "less hungry than before",
)  # fmt: skip
FINDINGS = (
    "Lungs are clear on both sides.", "Blood pressure 138/84, pulse 72.",
    "Weight went from 81 to 79 kg.", "A soft murmur over the apex.",
    "Oxygen saturation 96 % at rest.", "Potassium 4.1, creatinine 88.",
    "Walks 400 m without a rest.",
)  # fmt: skip
PLANS = (
    "Continue the tablets as before.", "Repeat the blood test in 3 months.",
    "Halve the dose of the diuretic.", "Refer for an echocardiogram.",
    "No change of treatment.", "Call back if the cough lasts.",
)  # fmt: skip


class Identifier(NamedTuple):
    """A piece of a text that can tell who somebody is.

    Attributes:
        start: place of its first letter.
        end: place behind its last letter.
        kind: such as "name", "date" or "phone".

    Example:
        >>> from medkeras.text.notes_simulator import Identifier
        >>> "seen by Dr. Brown"[slice(*Identifier(12, 17, "name")[:2])]
        'Brown'

    Chapter: 3.3.2
    """

    start: int
    end: int
    kind: str


class Note(NamedTuple):
    """A made-up note.

    Attributes:
        patient: number of the patient.
        day: since the patient's first note.
        text: of the note.
        identifiers: all that its text holds, in their order.
        copied: share of its findings that were copied from the note before.

    Example:
        >>> from medkeras.text.notes_simulator import simulate_notes
        >>> simulate_notes(1, seed=0)[0].identifiers[0].kind
        'name'

    Chapter: 3.3.2
    """

    patient: int
    day: int
    text: str
    identifiers: tuple[Identifier, ...]
    copied: float


def simulate_notes(
    num_patients: int,
    seed: int,
    copy_forward: float = 0.5,
    visits: int = 4,
    first_names: Sequence[str] = FIRST,
    last_names: Sequence[str] = LAST,
) -> list[Note]:
    """Draw the notes of made-up patients.

    At each visit after the first, a note takes over all findings of the note
    before with the chance `copy_forward`; otherwise they are written anew.

    Args:
        num_patients: at least 1.
        seed: of all draws.
        copy_forward: 0 to 1.
        visits: notes of a patient.
        first_names: that patients may have, such as `OTHER_FIRST`.
        last_names: that patients and doctors may have.

    Returns:
        Notes, sorted by patient and day.

    Raises:
        UsageError: numbers out of range, no seed, or no names.

    Example:
        >>> from medkeras.text.notes_simulator import simulate_notes
        >>> len(simulate_notes(3, seed=0, visits=2))
        6

    Chapter: 3.3.2
    """
    check_whole("num_patients", num_patients)
    check_whole("visits", visits)
    check_number("copy_forward", copy_forward, 0, 1)
    check_seed(seed)
    if not len(first_names) or not len(last_names):
        raise UsageError("a patient needs names. Received: none to draw from")
    names = first_names, last_names
    rng = np.random.default_rng(seed)
    notes = []
    for patient in range(num_patients):
        person = _person(rng, *names)
        day, findings = 0, _some(rng, FINDINGS, 3)
        for visit in range(visits):
            copied = visit > 0 and rng.random() < copy_forward
            if visit and not copied:
                findings = _some(rng, FINDINGS, 3)
            parts = _parts(rng, person, day, findings, last_names)
            text, identifiers = _joined(parts)
            notes.append(Note(patient, day, text, identifiers, float(copied)))
            day += int(rng.integers(20, 200))
    return notes


def _person(rng, first_names, last_names):
    first, last = str(rng.choice(first_names)), str(rng.choice(last_names))
    number = f"{rng.integers(1, 90)} {rng.choice(STREETS)}"
    return {
        "title": str(rng.choice(["Mr.", "Mrs.", "Ms."])),
        "first": first,
        "last": last,
        "record": str(rng.integers(10**6, 10**7)),
        "age": int(rng.integers(40, 97)),
        "phone": f"0{rng.integers(20, 99)}-555-{rng.integers(1000, 9999)}",
        "email": f"{first}.{last}@mail.example".lower(),
        "address": number,
        "start": date(2019, 1, 1) + timedelta(int(rng.integers(0, 900))),
    }


def _parts(rng, person, day, findings, last_names):
    """Pieces of a note; identifiers with their kind, the rest with None."""
    seen = person["start"] + timedelta(day)
    doctor = str(rng.choice(last_names))
    written = rng.choice(["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d"])
    parts = [
        (f"{person['title']} ", None), (person["first"], "name"), (" ", None),
        (person["last"], "name"), (", record ", None),
        (person["record"], "record"), (", was seen on ", None),
        (seen.strftime(str(written)), "date"), (" at ", None),
        (str(rng.choice(HOSPITALS)), "hospital"), (" by Dr. ", None),
        (doctor, "name"), (". ", None),
    ]  # fmt: skip
    if person["age"] > 89:  # from 90 on, an age tells who somebody is
        parts += [("Aged ", None), (str(person["age"]), "age"), (". ", None)]
    parts += [(f"Feels {rng.choice(COMPLAINTS)}. ", None)]
    parts += [(" ".join(findings) + " ", None)]
    if rng.random() < 0.5:
        parts += [("Lives at ", None), (person["address"], "address"),
                  (". ", None)]  # fmt: skip
    parts += [(str(rng.choice(PLANS)) + " ", None)]
    if rng.random() < 0.6:
        kind = str(rng.choice(["phone", "email"]))
        parts += [("Reached under ", None), (person[kind], kind), (". ", None)]
    if rng.random() < 0.4:  # no title in front
        parts += [(person["first"], "name"), (" agrees with the plan.", None)]
    return parts


def _joined(parts):
    text, found = "", []
    for piece, kind in parts:
        if kind:
            found.append(Identifier(len(text), len(text) + len(piece), kind))
        text += piece
    return text.rstrip(), tuple(found)


def _some(rng, sentences, count):
    return [str(each) for each in rng.choice(sentences, count, replace=False)]
