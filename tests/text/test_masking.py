"""Names of publishers and boilerplate are taken out, and nothing else."""

import pytest

from medkeras.text.masking import (
    mask_publishers,
    publisher_names,
    without_boilerplate,
)
from medkeras.utils.errors import UsageError

HABIT = "read more on our pages every day"


def test_names_come_from_addresses_without_their_endings():
    sources = ["www.WebMD.com", "cdc.gov", "t.co", "webmd.com", ""]
    assert publisher_names(sources) == ["cdc", "webmd"]


def test_a_name_is_masked_whole_and_with_its_ending():
    texts = ["WebMD.com says", "webmd's page", "the webmdx", "Mayo, mayonnaise"]
    masked = mask_publishers(texts, ["webmd", "mayo"])
    assert masked == [
        "publisher says", "publisher's page", "the webmdx",
        "publisher, mayonnaise",
    ]  # fmt: skip


def test_a_name_that_is_a_word_is_masked_in_capitals_only():
    assert mask_publishers(["WHO, who?"], ["who"]) == ["publisher, who?"]


def test_signs_of_a_name_are_letters_not_a_pattern():
    assert mask_publishers(["a b.c d"], ["b.c."]) == ["a b.c d"]
    assert mask_publishers(["nothing"], []) == ["nothing"]


def test_what_one_source_repeats_is_taken_out():
    texts = [f"zinc helps {HABIT}", f"masks filter {HABIT}", f"so {HABIT}"]
    found = without_boilerplate(texts, ["a", "a", "a"])
    assert found == ["zinc helps", "masks filter", "so"]


def test_what_two_sources_say_stays():
    texts = [f"zinc helps {HABIT}"] * 3
    assert without_boilerplate(texts, ["a", "a", "b"]) == texts


def test_what_is_repeated_too_rarely_stays():
    texts = [f"zinc helps {HABIT}", f"masks filter {HABIT}"]
    assert without_boilerplate(texts, ["a", "a"]) == texts
    cut = without_boilerplate(texts, ["a", "a"], least=2)
    assert cut == ["zinc helps", "masks filter"]


def test_a_run_within_one_text_counts_once():
    texts = [f"{HABIT} {HABIT} {HABIT}", "other"]
    assert without_boilerplate(texts, ["a", "a"]) == texts


def test_short_and_empty_texts_stay():
    assert without_boilerplate(["", "zinc"], ["a", "a"]) == ["", "zinc"]


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: publisher_names("who.int"), "`sources` must be a list"),
        (lambda: publisher_names(["a"], 0), "shortest"),
        (lambda: mask_publishers([1], ["who"]), "`texts` must hold texts"),
        (lambda: mask_publishers(["a"], "who"), "`names` must be a list"),
        (lambda: without_boilerplate(["a"], []), "one length|same"),
        (lambda: without_boilerplate(["a"], ["b"], size=0), "size"),
        (lambda: without_boilerplate(["a"], ["b"], least=1), "least"),
    ],
)
def test_bad_input_is_one_clear_line(act, message):
    with pytest.raises(UsageError, match=message) as caught:
        act()
    assert "\n" not in str(caught.value)
