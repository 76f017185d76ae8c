import pytest

from medkeras.book.record_rows import COLUMNS, key, row_of, rows

FIGURES = {"value": 0.5, "ci_low": 0.4, "ci_high": 0.6, "n": 9}
ROW = {"name": "accuracy", "model": "net", "protocol": "once", **FIGURES}
CLAIM = {
    "metric": "accuracy",
    "model": "net",
    "protocol": "once",
    "published": 0.97,
    "verdict": "compatible",
}
OTHERS = [
    {"protocol": "twice"},
    {"test_set": "DS2"},
    {"dataset": "veins"},
    {"model": "forest"},
    {"name": "auroc"},
]


def test_a_record_without_results_has_no_rows():
    assert rows({"dataset": {"name": "x"}, "metrics": [], "claims": []}) == []


@pytest.mark.parametrize("change", OTHERS)
def test_a_claim_stands_on_its_own_row_only(change):
    facts = {
        "dataset": {"name": "pima"},
        "metrics": [ROW | change, ROW],
        "claims": [CLAIM, CLAIM | {"published": 0.6, "verdict": "exceeded"}],
    }
    other, own = rows(facts)
    assert tuple(own) == COLUMNS
    assert (other["published"], other["verdict"]) == ("", "")
    assert (own["published"], own["verdict"]) == (
        "0.97, 0.6",
        "compatible; exceeded",
    )
    assert row_of(CLAIM, facts["metrics"]) is facts["metrics"][1]
    assert row_of(CLAIM, [ROW | change]) is None
    assert key(ROW | change) != key(ROW)
