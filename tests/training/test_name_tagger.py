import numpy as np
import pytest

from medkeras.metrics.entities import entity_f1, span_counts
from medkeras.text.abstracts_simulator import simulate_abstracts, toy_ontology
from medkeras.training.name_tagger import NameTagger
from medkeras.utils.errors import UsageError

CONCEPTS = toy_ontology(12, seed=0)


def texts_and_mentions(count, seed):
    made = simulate_abstracts(count, seed, CONCEPTS)
    return [a.text for a in made], [a.mentions for a in made]


def test_names_are_found_in_other_texts():
    tagger = NameTagger(epochs=6, units=16, learning_rate=0.02)
    tagger.fit(*texts_and_mentions(40, seed=1))
    texts, truth = texts_and_mentions(20, seed=2)
    found = tagger.find(texts)
    counts = np.array(
        [span_counts(*pair) for pair in zip(truth, found, strict=True)]
    )
    assert entity_f1(counts[:, 0], counts[:, 1:]) > 0.9
    together = [tagger.find([text])[0] for text in texts[:3]]
    assert together == found[:3]
    assert tagger.find(["", "."]) == [[], []]
    assert tagger.find([]) == []


def test_what_is_read_of_a_word():
    tagger = NameTagger(epochs=1, units=2, max_letters=5)
    tagger._learn_words([["Abc", "abc", "X12", "x34", "once"]])
    read = tagger._inputs([["ABC", "x99", "once", "?"]])
    words = tagger._words
    expected = [words["abc"], words["x00"], 1, 1]
    assert read["words"][0, :4].tolist() == expected
    letters = tagger._letters
    # the first three and the last two of a long word, an unknown sign
    tagger._letters = letters | {"z": 90, "y": 91}
    own = tagger._spelt("oncazy")
    assert own == [letters["o"], letters["n"], letters["c"], 90, 91]
    assert tagger._spelt("?") == [1, 0, 0, 0, 0]


def test_what_is_wrong_is_one_line():
    with pytest.raises(UsageError, match="must mark a name"):
        NameTagger().fit(["a"], [[]])
    with pytest.raises(UsageError, match="must mark a word"):
        NameTagger().fit(["a"], [[(5, 6, "Disease")]])
    with pytest.raises(UsageError, match="as many"):
        NameTagger().fit(["a"], [])
    with pytest.raises(UsageError, match="call `fit`"):
        NameTagger().find(["a"])
    for bad in ({"epochs": 0}, {"max_letters": 2}, {"learning_rate": 0}):
        with pytest.raises(UsageError):
            NameTagger(**bad)
