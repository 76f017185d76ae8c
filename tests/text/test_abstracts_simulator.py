import pytest

from medkeras.text.abstracts_simulator import simulate_abstracts, toy_ontology
from medkeras.utils.errors import UsageError


def test_each_mention_is_a_name_of_its_concept():
    concepts = toy_ontology(20, seed=4)
    names = {each.identifier: each.names for each in concepts}
    marked = 0
    for abstract in simulate_abstracts(30, 2, concepts):
        for mention in abstract.mentions:
            written = abstract.text[mention.start : mention.end]
            if mention.identifier in names:
                assert written in names[mention.identifier]
                marked += 1
    assert marked > 60


def test_a_short_form_stands_behind_its_name_first():
    concepts = toy_ontology(20, seed=4)
    short = {each.names[2]: each.names[0] for each in concepts}
    for abstract in simulate_abstracts(30, 5, concepts):
        for mention in abstract.mentions:
            written = abstract.text[mention.start : mention.end]
            if written in short:
                assert f"{short[written]} ({written})" in abstract.text


def test_four_kinds_mark_no_drug():
    kinds = set()
    for abstract in simulate_abstracts(40, 0, kinds="four"):
        kinds |= {mention.kind for mention in abstract.mentions}
        assert not abstract.relations
    assert kinds == {
        "SpecificDisease", "DiseaseClass", "Modifier", "CompositeMention",
    }  # fmt: skip


def test_draws_are_those_of_the_seed_and_names_are_not_shared():
    assert simulate_abstracts(3, 7) == simulate_abstracts(3, 7)
    assert simulate_abstracts(3, 7) != simulate_abstracts(3, 8)
    names = set()
    for concept in toy_ontology(100, seed=0):
        assert not names & set(concept.names)
        names |= set(concept.names)


def test_what_cannot_be_drawn_is_one_line():
    for bad in ({"kinds": "five"}, {"concepts": toy_ontology(1, 0)}):
        with pytest.raises(UsageError):
            simulate_abstracts(2, 0, **bad)
    for count in (0, 401, 2.5):
        with pytest.raises(UsageError):
            toy_ontology(count, 0)
