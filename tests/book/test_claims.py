import pytest

from medkeras.book.claims import claim, claims, verdict
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
        (0.96, 0.98, "reproduced"),
        (0.97, 0.98, "reproduced"),
        (0.9, 0.97, "reproduced"),
        (0.7, 0.8, "not reproduced: lower here"),
        (0.975, 0.98, "exceeded"),
    ],
)
def test_the_verdict_is_arithmetic(mini, low, high, expected):
    ours = Estimate((low + high) / 2, low, high, 768)
    assert verdict(claim("tiny-claim"), ours) == expected


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


def test_an_unknown_claim_offers_the_nearest(mini):
    with pytest.raises(UsageError, match="Did you mean: tiny-claim"):
        claim("tiny-claims")


def test_the_books_claims_are_sound():
    known = claims()
    assert known["diabetes-convlstm"].figure == 0.9726
    assert known["diabetes-convlstm"].chapter == "3_2_1"
    assert known["deepcare-mortality"].value is None
    assert len(known) == 29
