from medkeras.data import card
from medkeras.data.tally import Tally, expected_examples

XRAY = card("pneumonia_xray")


def films(*pairs):
    return [{"patient": patient, "label": label} for patient, label in pairs]


def test_patients_are_counted_not_rows():
    tally = Tally(XRAY)
    examples = films((1, 0), (1, 1), (2, 0))
    assert list(tally.watch(examples)) == examples
    assert tally.facts() == {"n": 2, "positives": 1}
    assert tally.examples == 3


def test_a_patient_of_two_blocks_is_counted_once():
    whole, first, second = Tally(XRAY), Tally(XRAY), Tally(XRAY)
    list(first.watch(films((1, 0), (2, 1))))
    list(second.watch(films((2, 1), (3, 1))))
    for part in (first, second):
        whole.add(part.stored())
    assert whole.facts() == {"n": 3, "positives": 2}
    assert whole.examples == 4


def test_without_a_finding_none_is_counted():
    facts = {"label": None, "group": "patient", "counts": {"train": 2}}
    tally = Tally(type(XRAY)("made up", facts, "", XRAY.folder))
    list(tally.watch(films((1, 1))))
    assert tally.facts() == {"n": 1, "positives": None}


def test_the_card_says_how_many_are_expected():
    assert expected_examples(XRAY, "sample") == 2300
    assert expected_examples(XRAY, "full") == 5856
