import pytest

from medkeras.text.abstracts_simulator import toy_ontology
from medkeras.text.linking import MentionLinker
from medkeras.utils.errors import UsageError


def test_known_names_have_the_identifier_they_mostly_had():
    linker = MentionLinker().fit(["Flu", "FLU", "FLU"], ["A", "B", "B"])
    assert linker.link(["flu"]) == ["B"]


def test_other_forms_of_a_name_are_near_it():
    concepts = toy_ontology(40, seed=3)
    names = [each.names[0] for each in concepts]
    ids = [each.identifier for each in concepts]
    linker = MentionLinker().fit(names, ids)
    plural = [f"the {name}s" for name in names]
    right = sum(a == b for a, b in zip(linker.link(plural), ids, strict=True))
    assert right == len(ids)


def test_a_thing_never_named_cannot_be_told():
    linker = MentionLinker().fit(["cough"], ["A"])
    assert linker.link(["qqqq", ""]) == ["A", "A"]
    assert linker.identifiers == {"A"}


def test_what_is_wrong_is_one_line():
    for names, ids in ((["a"], []), ([], []), ("a", ["A"])):
        with pytest.raises(UsageError):
            MentionLinker().fit(names, ids)
    with pytest.raises(UsageError, match="call `fit`"):
        MentionLinker().link(["a"])
    with pytest.raises(UsageError, match="`size`"):
        MentionLinker(size=0)
