import json

import pytest

from medkeras.book.chapters import find
from medkeras.book.ledger import ledger, text
from medkeras.utils.errors import DataError

FIGURES = {"value": 0.5, "ci_low": 0.4, "ci_high": 0.6, "n": 768}
FACTS = {
    "dataset": {
        "name": "pima_diabetes",
        "variant": "full",
        "provenance": "real",
        "complete": True,
    },
    "metrics": [
        {
            "name": "accuracy",
            "model": "coin",
            "protocol": "10 folds",
            **FIGURES,
        }
    ],
    "claims": [
        {
            "id": "tiny-claim",
            "published": 0.97,
            "ours": 0.5,
            "ci_low": 0.4,
            "ci_high": 0.6,
            "model": "coin",
            "metric": "accuracy",
            "protocol": "10 folds",
        }
    ],
}


@pytest.fixture
def result(mini):
    path = mini / "chapters" / "results" / "9_1_tiny.json"
    path.parent.mkdir()
    path.write_text(json.dumps(FACTS))
    return path


def test_without_results_the_claim_stands_alone(mini):
    (entry,) = ledger()
    assert (entry.claim.id, entry.ours, entry.verdict) == (
        "tiny-claim",
        None,
        "",
    )


def test_a_result_is_joined_and_judged(result):
    (entry,) = ledger()
    assert entry.ours == (0.5, 0.4, 0.6, 768)
    assert entry.verdict == "not reproduced: lower here"


def test_one_chapters_claims(mini, master):
    (master.parent / "9_2_other.py").write_text("")
    assert len(ledger(find("9.1"))) == 1
    assert ledger(find("9.2")) == []


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: f["claims"][0].update(id="gone"), "'gone' is not in"),
        (lambda f: f["claims"][0].update(published=0.9), "must be 0.97"),
        (lambda f: f.pop("claims"), "KeyError: 'claims'"),
        (lambda f: f["metrics"].clear(), "expected a record"),
        (lambda f: f.pop("dataset"), "expected a record"),
        (lambda f: f["dataset"].pop("provenance"), "expected a record"),
        (lambda f: f["claims"].append(3), "expected a record"),
    ],
)
def test_a_result_that_contradicts_the_claims(result, spoil, message):
    facts = json.loads(json.dumps(FACTS))
    spoil(facts)
    result.write_text(json.dumps(facts))
    with pytest.raises(DataError) as error:
        ledger()
    assert message in str(error.value)
    assert "9_1_tiny.json" in str(error.value)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda f: f["dataset"].update(provenance="synthetic"),
        lambda f: f["dataset"].update(provenance="simulated"),
        # The record says "real", the card of the set does not.
        lambda f: f["dataset"].update(name="vein_reflux"),
        lambda f: f["dataset"].update(name="pneumonia_xray", variant="sample"),
        lambda f: f["metrics"][0].update(provenance="synthetic"),
        lambda f: [
            row.update(dataset="vein_reflux", provenance="synthetic")
            for row in (f["metrics"][0], f["claims"][0])
        ],
    ],
)
@pytest.mark.parametrize("is_older", [False, True])
def test_no_result_on_made_up_data_stands_beside_a_papers(
    result, spoil, is_older
):
    facts = json.loads(json.dumps(FACTS))
    spoil(facts)
    if is_older:
        del facts["dataset"]["complete"]
    result.write_text(json.dumps(facts))
    with pytest.raises(DataError) as error:
        ledger()
    line = str(error.value)
    assert line.startswith("9_1_tiny.json: claim tiny-claim must stand beside")
    assert line.endswith(("synthetic", "simulated")) and "\n" not in line


def test_a_set_without_a_card_is_judged_by_its_record(result):
    facts = json.loads(json.dumps(FACTS))
    facts["dataset"]["name"] = "somebody_elses"
    result.write_text(json.dumps(facts))
    assert ledger()[0].verdict.startswith("not comparable: other data")


def test_a_broken_file_is_named(result):
    result.write_text("{")
    with pytest.raises(DataError, match=r"9_1_tiny\.json"):
        ledger()


def test_a_record_of_the_older_form_is_no_crash(result):
    facts = json.loads(json.dumps(FACTS))
    del facts["dataset"]["complete"]
    del facts["claims"][0]["protocol"]
    result.write_text(json.dumps(facts))
    (entry,) = ledger()
    assert entry.verdict == "recorded in an older form; run again"
    assert entry.ours == (0.5, 0.4, 0.6, 768)


def test_both_ways_of_counting_are_shown(result):
    facts = json.loads(json.dumps(FACTS))
    for rows in (facts["metrics"], facts["claims"]):
        rows.append(rows[0] | {"protocol": "strict count"})
    facts["claims"][1]["note"] = "chosen when the result was known"
    result.write_text(json.dumps(facts))
    first, second = ledger()
    assert (first.setting, second.setting) == ("10 folds", "strict count")
    assert "chosen when the result was known" in text(ledger(), 80)


def test_a_part_of_the_data_is_not_judged(result):
    facts = json.loads(json.dumps(FACTS))
    facts["dataset"]["complete"] = False
    result.write_text(json.dumps(facts))
    assert ledger()[0].verdict.startswith("not judged: only a part")


def test_a_sceptic_finds_what_he_asks(result):
    shown = " ".join(text(ledger(), 200).split())
    for part in (
        "tiny-claim (reference [7], chapter 9.1)",
        "accuracy, Pima, woman (n: 768)",
        "published 0.97",
        "0.500 [0.400, 0.600], n = 768, coin; 10 folds",
        "not reproduced: lower here",
        "745/768",
    ):
        assert part in shown


@pytest.mark.parametrize("width", [60, 80])
def test_no_word_of_the_books_ledger_is_cut(width):
    narrow, wide = text(ledger(), width), text(ledger(), 10_000)
    assert narrow.split() == wide.split()
    assert max(map(len, narrow.split("\n"))) <= width


def test_the_books_ledger_joins_with_its_results():
    assert [entry for entry in ledger() if entry.ours]
