import pytest

from medkeras.text.abstracts_simulator import simulate_abstracts
from medkeras.text.iob import (
    Span,
    check_marked,
    num_bad_tags,
    sentence_ranges,
    spans_of_tags,
    tag_names,
    tags_of_spans,
    token_places,
)
from medkeras.utils.errors import UsageError

TEXT = "IgA-4 and Graves disease, again."
PLACES = token_places(TEXT)


def test_words_and_signs_are_those_of_the_text():
    words = [TEXT[start:end] for start, end in PLACES]
    assert words == ["IgA", "-", "4", "and", "Graves", "disease", ",",
                     "again", "."]  # fmt: skip


def test_tags_go_back_to_the_places_they_came_from():
    for abstract in simulate_abstracts(12, seed=2):
        places = token_places(abstract.text)
        spans = [Span(*mention[:3]) for mention in abstract.mentions]
        tags = tags_of_spans(spans, places)
        assert spans_of_tags(tags, places) == spans
        assert num_bad_tags(tags) == 0


def test_neighbours_stay_apart_and_the_longer_of_two_that_overlap_stays():
    spans = [Span(0, 5, "b"), Span(6, 9, "b"), Span(10, 16, "a"),
             Span(10, 24, "a")]  # fmt: skip
    found = spans_of_tags(tags_of_spans(spans, PLACES), PLACES)
    assert found == [spans[0], spans[1], spans[3]]


def test_a_word_that_is_cut_belongs_to_its_place():
    tags = tags_of_spans([Span(12, 20, "a")], PLACES)
    assert tags == ["O"] * 4 + ["B-a", "I-a", "O", "O", "O"]


@pytest.mark.parametrize(
    ("tags", "spans", "bad"),
    [  # what conlleval reads
        ("O I-a I-a", [(6, 16, "a")], 1),
        ("I-a I-b O", [(0, 5, "a"), (6, 9, "b")], 2),
        ("B-a I-b I-b", [(0, 5, "a"), (6, 16, "b")], 1),
        ("B-a B-a I-a", [(0, 5, "a"), (6, 16, "a")], 0),
        ("O O O", [], 0),
    ],
)
def test_bad_sequences_are_read_and_counted(tags, spans, bad):
    places = [(0, 5), (6, 9), (10, 16)]
    assert spans_of_tags(tags.split(), places) == spans
    assert num_bad_tags(tags.split()) == bad


def test_sentences_end_at_stops_before_capitals_and_at_the_longest():
    text = "About 2.5 mg vs. none. 12 men had it? Yes! By p. o. doses"
    places = token_places(text)
    cut = sentence_ranges(text, places, 40)
    shown = [text[places[a][0] : places[b - 1][1]] for a, b in cut]
    assert shown == ["About 2.5 mg vs. none.", "12 men had it?", "Yes!",
                     "By p. o. doses"]  # fmt: skip
    short = sentence_ranges(text, places, 3)
    assert max(b - a for a, b in short) == 3
    assert [a for a, _ in short[1:]] == [b for _, b in short[:-1]]
    assert sentence_ranges("", [], 3) == []


def test_names_of_tags():
    assert tag_names("bab") == ["O", "B-a", "I-a", "B-b", "I-b"]
    assert tag_names([]) == ["O"]


def test_what_is_wrong_is_one_line():
    with pytest.raises(UsageError, match="as many as the words"):
        spans_of_tags(["O"], PLACES)
    for bad in (["B"], ["X-a"], [3]):
        with pytest.raises(UsageError, match="`tags`"):
            num_bad_tags(bad)
    with pytest.raises(UsageError, match="`text`"):
        token_places(None)
    with pytest.raises(UsageError, match="`longest`"):
        sentence_ranges(TEXT, PLACES, 0)


def test_mentions_that_are_none_and_kinds_of_two_words():
    tags = tag_names(["Cell line"])[1:2]
    assert spans_of_tags(tags, [(0, 1)]) == [(0, 1, "Cell line")]
    for bad in (
        None,
        [],
        [None],
        [[(0, 1)]],
        [[(0, 1, "")]],
        [[(0, "1", "a")]],
    ):
        with pytest.raises(UsageError, match="`mentions`"):
            check_marked(["a"], bad)
    with pytest.raises(UsageError, match="`kinds`"):
        tag_names([""])
