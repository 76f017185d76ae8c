import pytest
import yaml

from medkeras.book.claims import claim, claims, judge, verdict
from medkeras.metrics.estimate import Estimate
from medkeras.utils.errors import UsageError


def edit(mini, old, new):
    path = mini / "chapters" / "claims.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        # The margin is 0.02 around 0.97; five margins are the widest.
        (0.96, 0.98, "reproduced"),
        (0.95, 0.99, "reproduced"),
        (0.949, 0.98, "compatible"),
        (0.9, 0.97, "compatible"),
        (0.97, 0.991, "compatible"),
        (0.9, 1.0, "compatible"),
        (0.88, 0.99, "cannot tell"),
        (0.22, 0.98, "cannot tell"),
        (0.7, 0.8, "not reproduced: lower here"),
        (0.2, 0.96, "not reproduced: lower here"),
        (0.975, 0.98, "reproduced"),
        (0.991, 0.995, "exceeded"),
        (0.955, 0.965, "reproduced"),
    ],
)
def test_the_verdict_is_arithmetic(mini, low, high, expected):
    ours = Estimate((low + high) / 2, low, high, 768)
    assert verdict(claim("tiny-claim"), ours) == expected


def test_a_claim_sets_its_own_margin(mini):
    edit(mini, "value: 0.97", "value: 0.97\n    margin: 0.005")
    ours = Estimate(0.97, 0.96, 0.98, 768)
    assert verdict(claim("tiny-claim"), ours) == "compatible"
    edit(mini, "margin: 0.005", "margin: 0.001")
    assert verdict(claim("tiny-claim"), ours) == "cannot tell"


@pytest.mark.parametrize("end", [float("nan"), float("inf")])
def test_an_interval_without_ends_decides_nothing(mini, end):
    for ours in (Estimate(0.9, end, 0.98, 9), Estimate(0.9, 0.8, end, 9)):
        with pytest.raises(UsageError, match="finite interval"):
            verdict(claim("tiny-claim"), ours)


DATA = {"name": "pima_diabetes", "complete": True}
ROW = {
    "name": "Accuracy",
    "protocol": "DS1 to DS2, strict count",
    "test_set": "DS2",
    "value": 0.97,
    "ci_low": 0.96,
    "ci_high": 0.98,
    "n": 22,
}


@pytest.fixture
def told(mini):
    """A claim that says whose results it states, and how it got them."""
    edit(
        mini,
        "unit: woman",
        "unit: woman\n    test_set: DS2\n    protocol: ds1 to DS2",
    )
    return claim("tiny-claim")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "reproduced"),
        ({"test_set": "ds2 "}, "reproduced"),
        ({"protocol": "strict count; DS1 to DS2"}, "reproduced"),
        ({"unit": "woman"}, "reproduced"),
        (
            {"test_set": "DS1"},
            "not comparable: other patients: DS1, not DS2",
        ),
        (
            {"test_set": "4 of DS2"},
            "not comparable: other patients: 4 of DS2, not DS2",
        ),
        (
            {"protocol": "DS1 in 4 groups"},
            "not comparable: other protocol: DS1 in 4 groups, not ds1 to DS2",
        ),
        (
            {"name": "brier_score"},
            "not comparable: other metric: brier_score, not accuracy",
        ),
        ({"unit": "visit"}, "not comparable: other unit: visit, not woman"),
        ({"dataset": "veins"}, "not comparable: other data: veins, not Pima"),
    ],
)
def test_like_is_compared_with_like(told, changes, expected):
    assert judge(told, DATA, ROW | changes) == expected


def test_each_difference_is_named(told):
    row = ROW | {"protocol": "other", "unit": "visit"}
    del row["test_set"]
    assert judge(told, DATA, row) == (
        "not comparable: other unit: visit, not woman; other patients: not "
        "named, not DS2; other protocol: other, not ds1 to DS2"
    )


def test_a_claim_on_data_the_book_lacks_is_compared_with_nothing(mini):
    edit(mini, "    dataset: pima_diabetes\n", "")
    found = judge(claim("tiny-claim"), DATA, ROW)
    assert found == "not comparable: other data: pima_diabetes, not Pima"


def test_a_part_of_the_data_gets_no_verdict(told):
    found = judge(told, DATA | {"complete": False}, ROW)
    assert found == "not judged: only a part of the data was there"


def test_where_less_is_better_higher_is_worse(mini):
    edit(mini, "value: 0.97", "value: 0.97\n    better: lower")
    published = claim("tiny-claim")
    assert verdict(published, Estimate(0.5, 0.4, 0.6, 9)) == "exceeded"
    ours = Estimate(1.5, 1.4, 1.6, 9)
    assert verdict(published, ours) == "not reproduced: higher here"


def test_a_figure_from_memory_is_never_shown_as_checked(mini):
    edit(mini, "checked: true", "checked: false")
    found = verdict(claim("tiny-claim"), Estimate(0.5, 0.4, 0.6, 9))
    assert found == "not reproduced: lower here, published figure unverified"


@pytest.mark.parametrize("value", ["null", "[0.9, 0.8]"])
def test_no_figure_or_several_cannot_be_compared(mini, value):
    edit(mini, "value: 0.97", f"value: {value}")
    with pytest.raises(UsageError, match=r"tiny-claim.*one published number"):
        verdict(claim("tiny-claim"), Estimate(0.5, 0.4, 0.6, 9))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"9_1"', "9_1", 'in quotes, as "3_2_1". Received: 91'),
        ("value: 0.97", "value: high", "`value` must be a number"),
        ("value: 0.97", "value: true", "`value` must be a number"),
        ("    ref: 7\n", "", "lacks ref"),
        ("ref: 7", "reference: 7", "lacks ref; unknown: reference"),
        ("checked: true", "checked: maybe", "must be true or false"),
        ("stated_in: review", "stated_in: press", "one of review, paper"),
        ("value: 0.97", "value: 97", "needs its own `margin`"),
        ("n: 768", "n: 768\n    margin: 0", "must be a positive number"),
        ("n: 768", "n: 768\n    test_set: 2", "`test_set` must be text"),
        ("claims:", "claim:", "expected a list"),
        ("claims:", "claims: [", "not valid YAML"),
    ],
)
def test_a_wrong_entry_is_one_clear_line(mini, old, new, message):
    edit(mini, old, new)
    with pytest.raises(UsageError) as error:
        claims()
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_ids_are_unique(mini):
    path = mini / "chapters" / "claims.yaml"
    entry = path.read_text("utf-8").removeprefix("claims:\n")
    path.write_text("claims:\n" + entry + entry)
    with pytest.raises(UsageError, match="'tiny-claim' is there twice"):
        claims()


def test_the_file_is_parsed_again_only_if_it_has_changed(mini, monkeypatch):
    parsed, parse = [], yaml.safe_load

    def counted(text):
        parsed.append(text)
        return parse(text)

    monkeypatch.setattr(yaml, "safe_load", counted)
    edit(mini, "value: 0.97", "value: 0.96")
    assert [claim("tiny-claim").figure for _ in range(3)] == [0.96] * 3
    assert len(parsed) == 1
    edit(mini, "value: 0.96", "value: 0.95")
    assert claim("tiny-claim").figure == 0.95


def test_an_unknown_claim_offers_the_nearest(mini):
    with pytest.raises(UsageError, match="Did you mean: tiny-claim"):
        claim("tiny-claims")


def test_the_books_claims_are_sound():
    known = claims()
    assert known["diabetes-convlstm"].figure == 0.9726
    assert known["diabetes-convlstm"].chapter == "3_2_1"
    assert known["deepcare-mortality"].value is None
    assert len(known) == 76
