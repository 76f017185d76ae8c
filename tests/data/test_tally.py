from medkeras.data import card
from medkeras.data.tally import Tally

XRAY = card("pneumonia_xray")


def films(*pairs):
    return [
        (key, {"patient": patient, "label": label})
        for key, (patient, label) in enumerate(pairs)
    ]


def test_patients_are_counted_not_rows():
    calls = []
    tally = Tally(XRAY, "sample", lambda *call: calls.append(call))
    examples = films((1, 0), (1, 1), (2, 0))
    assert list(tally.watch(examples)) == examples
    assert tally.facts() == {"n": 2, "positives": 1}
    total = sum(XRAY.facts["sample_counts"].values())
    assert calls == [(1, total), (2, total), (3, total)]


def test_without_a_finding_none_is_counted():
    facts = {"label": None, "group": "patient", "counts": {"train": 2}}
    tally = Tally(type(XRAY)("made up", facts, "", XRAY.folder), "full", None)
    list(tally.watch(films((1, 1))))
    assert tally.facts() == {"n": 1, "positives": None}
