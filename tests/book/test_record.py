import json
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest

from medkeras.book import Record
from medkeras.book.claims import claims
from medkeras.metrics.estimate import Estimate
from medkeras.utils.errors import UsageError

HERE = Path(__file__).parent
SCHEMA = json.loads((HERE / "record_schema.json").read_text("utf-8"))
RESULTS = HERE.parents[1] / "chapters" / "results"


def dataset(name="pima_diabetes", provenance="real", positives=268, **more):
    return SimpleNamespace(
        name=name,
        variant="sample",
        provenance=provenance,
        n=768,
        positives=positives,
        **more,
    )


def add(record, value=0.77, low=0.74, high=0.8, **changes):
    row = {
        "name": "accuracy",
        "model": "coin",
        "protocol": "10 folds",
        "estimate": Estimate(value, low, high, 768),
    }
    record.metric(**(row | changes))


@pytest.fixture
def record(mini, monkeypatch):
    monkeypatch.setenv("MEDKERAS_MODE", "lesson")
    return Record("9_1_tiny", dataset=dataset())


def test_a_saved_record_keeps_to_the_schema(record, mini, monkeypatch):
    monkeypatch.setenv("MEDKERAS_OUT", str(mini / "out"))
    add(record)
    add(record, name="AUROC", dataset=dataset("veins", "synthetic", None))
    record.claim("tiny-claim", model="coin", metric="accuracy")
    path = record.save()
    assert path == mini / "out" / "record.json"
    facts = json.loads(path.read_text("utf-8"))
    jsonschema.validate(facts, SCHEMA)
    assert facts["chapter"] == "9_1_tiny"
    assert facts["mode"] == "lesson"
    assert facts["metrics"][0] == {
        "name": "accuracy",
        "model": "coin",
        "protocol": "10 folds",
        "value": 0.77,
        "ci_low": 0.74,
        "ci_high": 0.8,
        "n": 768,
    }
    assert facts["metrics"][1]["dataset"] == "veins"
    assert facts["metrics"][1]["provenance"] == "synthetic"
    assert facts["claims"] == [
        {
            "id": "tiny-claim",
            "published": 0.97,
            "ours": 0.77,
            "ci_low": 0.74,
            "ci_high": 0.8,
            "verdict": "not reproduced: lower here",
            "model": "coin",
            "metric": "accuracy",
            "protocol": "10 folds",
        }
    ]
    assert facts["dataset"]["complete"] is True


def test_without_a_folder_the_record_goes_to_runs(record, mini):
    add(record)
    assert record.save() == mini / "runs" / "9_1_tiny-lesson" / "record.json"


def test_figures_keep_six_digits_and_numpy_is_welcome(record):
    import numpy as np

    interval = np.array([2 / 3, 1 / 3, 1.0])
    add(record, estimate=Estimate(*interval, np.int64(3)), dataset=None)
    row = record.facts()["metrics"][0]
    assert (row["value"], row["ci_low"], row["n"]) == (0.666667, 0.333333, 3)
    json.dumps(row)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_figure_that_is_not_finite_is_refused(record, bad):
    for place in ("value", "low", "high"):
        with pytest.raises(UsageError, match="finite"):
            add(record, **{place: bad})


@pytest.mark.parametrize(("low", "high"), [(0.78, 0.8), (0.7, 0.76)])
def test_an_interval_holds_its_value(record, low, high):
    with pytest.raises(UsageError, match="ci_low <= value <= ci_high"):
        add(record, low=low, high=high)


def test_a_row_is_there_once_for_each_data_set_and_protocol(record):
    add(record)
    add(record, dataset=dataset("veins", "synthetic"))
    add(record, protocol="another")
    add(record, test_set="DS2")
    with pytest.raises(UsageError, match="coin, accuracy, 10 folds already"):
        add(record, value=0.78)
    with pytest.raises(UsageError, match="already"):
        add(record, dataset=dataset())


def test_both_ways_of_counting_stand_beside_one_claim(record):
    for protocol in ("EC57's count", "strict count"):
        add(record, protocol=protocol)
    with pytest.raises(UsageError, match="which 2 rows fit"):
        record.claim("tiny-claim", model="coin", metric="accuracy")
    for protocol in ("EC57's count", "strict count"):
        record.claim(
            "tiny-claim",
            model="coin",
            metric="accuracy",
            protocol=protocol,
            note="EC57's count was taken up when the strict one was known",
        )
    found = record.facts()["claims"]
    jsonschema.validate(record.facts(), SCHEMA)
    assert [each["protocol"] for each in found] == [
        "EC57's count",
        "strict count",
    ]
    assert found[0]["note"].startswith("EC57's count was taken up")
    assert list(record.table().published) == ["0.97", "0.97"]


def test_other_patients_are_said_to_be_others(record, mini):
    path = mini / "chapters" / "claims.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("n: 768", "n: 768\n    test_set: DS2"))
    add(record, test_set="DS1")
    record.claim("tiny-claim", model="coin", metric="accuracy", test_set="DS1")
    expected = "not comparable: other patients: DS1, not DS2"
    assert record.facts()["claims"][0]["verdict"] == expected
    assert record.facts()["claims"][0]["test_set"] == "DS1"
    assert list(record.table().test_set) == ["DS1"]
    jsonschema.validate(record.facts(), SCHEMA)


def test_a_part_of_a_data_set_gets_no_verdict(mini, monkeypatch):
    monkeypatch.setenv("MEDKERAS_MODE", "lesson")
    record = Record("9_1_tiny", dataset=dataset(complete=False))
    add(record)
    record.claim("tiny-claim", model="coin", metric="accuracy")
    facts = record.facts()
    jsonschema.validate(facts, SCHEMA)
    assert facts["dataset"]["complete"] is False
    expected = "not judged: only a part of the data was there"
    assert facts["claims"][0]["verdict"] == expected


def test_a_phantom_is_never_put_beside_a_paper(mini):
    record = Record("9_1_tiny", dataset=dataset("veins", "synthetic"))
    add(record)
    with pytest.raises(UsageError, match="phantom"):
        record.claim("tiny-claim", model="coin", metric="accuracy")


def test_nor_is_the_row_of_a_second_set(record):
    add(record, dataset=dataset("veins", "synthetic"))
    with pytest.raises(UsageError, match="own data set"):
        record.claim("tiny-claim", model="coin", metric="accuracy")


def test_a_claim_needs_its_row_and_comes_once(record):
    with pytest.raises(UsageError, match="name='accuracy', which 0 rows fit"):
        record.claim("tiny-claim", model="coin", metric="accuracy")
    add(record)
    with pytest.raises(UsageError, match="Did you mean: tiny-claim"):
        record.claim("tiny-clam", model="coin", metric="accuracy")
    record.claim("tiny-claim", model="coin", metric="accuracy")
    with pytest.raises(UsageError, match="already"):
        record.claim("tiny-claim", model="coin", metric="accuracy")


def test_provenance_is_known(mini):
    with pytest.raises(UsageError, match="Received: 'guessed'"):
        Record("9_1_tiny", dataset=dataset(provenance="guessed"))


def test_an_empty_record_is_not_written(record):
    with pytest.raises(UsageError, match="no results"):
        record.save()


def test_the_table_joins_published_figures(record):
    add(record)
    add(record, model="other")
    record.claim("tiny-claim", model="coin", metric="accuracy")
    table = record.table()
    assert list(table.model) == ["coin", "other"]
    assert list(table.published) == ["0.97", ""]
    assert list(table.verdict) == ["not reproduced: lower here", ""]


def test_a_smoke_run_judges_no_claim(record, mini, monkeypatch):
    monkeypatch.setenv("MEDKERAS_MODE", "smoke")
    add(record)
    record.claim("tiny-claim", model="coin", metric="accuracy")
    facts = json.loads(record.save().read_text("utf-8"))
    jsonschema.validate(facts, SCHEMA)
    assert facts["claims"][0]["verdict"] == "not judged in smoke mode"


def test_two_claims_may_meet_one_result(record, mini):
    path = mini / "chapters" / "claims.yaml"
    text = path.read_text("utf-8")
    second = text.removeprefix("claims:\n").replace("tiny-claim", "second")
    path.write_text(text + second.replace("0.97", "0.75"))
    add(record)
    record.claim("tiny-claim", model="coin", metric="accuracy")
    record.claim("second", model="coin", metric="accuracy")
    assert record.table().published[0] == "0.97, 0.75"
    assert record.table().verdict[0].endswith("lower here; compatible")


def test_the_records_of_the_book_keep_to_the_schema():
    known = claims()
    for path in RESULTS.glob("*.json"):
        facts = json.loads(path.read_text("utf-8"))
        jsonschema.validate(facts, SCHEMA)
        assert facts["chapter"] == path.stem
        assert facts["mode"] != "smoke"
        for row in facts["metrics"]:
            assert row["ci_low"] <= row["value"] <= row["ci_high"]
        for row in facts["claims"]:
            assert row["published"] == known[row["id"]].figure


@pytest.mark.parametrize(
    "spoil",
    [
        lambda facts: facts.pop("device"),
        lambda facts: facts.update(extra=1),
        lambda facts: facts["metrics"][0].pop("ci_low"),
        lambda facts: facts["metrics"][0].update(dataset="veins"),
        lambda facts: facts["dataset"].update(provenance="guessed"),
        lambda facts: facts["dataset"].pop("complete"),
        lambda facts: facts["claims"][0].pop("protocol"),
        lambda facts: facts["claims"][0].update(verdict="better"),
    ],
)
def test_the_schema_can_fail(record, spoil):
    add(record)
    record.claim("tiny-claim", model="coin", metric="accuracy")
    facts = json.loads(json.dumps(record.facts()))
    jsonschema.validate(facts, SCHEMA)
    spoil(facts)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(facts, SCHEMA)
