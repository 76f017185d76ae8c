import io
import json

import pytest
from rich.console import Console

from medkeras.book.chapters import find
from medkeras.book.ledger import ledger, table
from medkeras.utils.errors import DataError

FACTS = {
    "metrics": [{"name": "accuracy", "model": "coin", "n": 768}],
    "claims": [
        {
            "id": "tiny-claim",
            "published": 0.97,
            "ours": 0.5,
            "ci_low": 0.4,
            "ci_high": 0.6,
            "model": "coin",
            "metric": "accuracy",
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


def test_a_broken_file_is_named(result):
    result.write_text("{")
    with pytest.raises(DataError, match=r"9_1_tiny\.json"):
        ledger()


def test_the_table_shows_what_a_sceptic_asks(result):
    console = Console(width=200, file=io.StringIO())
    console.print(table(ledger()))
    text = console.file.getvalue()
    for part in (
        "tiny-claim",
        "[7]",
        "accuracy, Pima (n: 768)",
        "0.97",
        "0.500 [0.400, 0.600], n = 768",
        "not reproduced: lower here",
        "745/768",
    ):
        assert part in text


def test_the_books_ledger_joins_with_its_results():
    assert ledger()
