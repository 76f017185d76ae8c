import re

import numpy as np
import pytest

from medkeras.text.claims_simulator import (
    AILMENTS,
    CLAIMS,
    EVIDENCE,
    LABELS,
    articles,
    claim_evidence_pairs,
    knowledge,
)
from medkeras.utils.errors import UsageError


def said_in(sentence, drug, patterns):
    """Effect and ailment that a sentence states of a drug."""
    (found,) = {
        (effect, ailment)
        for effect, shapes in patterns.items()
        for shape in shapes
        for ailment in AILMENTS
        if re.fullmatch(shape.format(d=drug, a=ailment, n=r"\d+"), sentence)
    }
    return found


def test_labels_follow_from_the_table():
    known = knowledge(60, 3)
    pairs = claim_evidence_pairs(200, seed=3)
    for claim, evidence, label, drug in zip(*pairs, strict=True):
        told, about = said_in(claim, drug, CLAIMS)
        seen, where = said_in(evidence, drug, EVIDENCE)
        assert known[drug, where] == seen
        if label == "NOT ENOUGH":
            assert about != where
        else:
            assert about == where
            assert (told == seen) == (label == "SUPPORTS")


def test_each_label_has_a_third():
    _, counts = np.unique(claim_evidence_pairs(3000, 0).label,
                          return_counts=True)  # fmt: skip
    np.testing.assert_allclose(counts / 3000, 1 / 3, atol=0.03)
    assert len(counts) == len(LABELS)


def test_sources_are_as_loyal_as_was_asked():
    drawn = articles(4000, seed=0, loyalty=0.9)
    odd = np.array([int(name[-2:]) % 2 for name in drawn["source"]])
    assert abs((odd == drawn["label"]).mean() - 0.9) < 0.02
    drawn = articles(4000, seed=0, loyalty=0.5)
    odd = np.array([int(name[-2:]) % 2 for name in drawn["source"]])
    assert abs((odd == drawn["label"]).mean() - 0.5) < 0.03


def test_alarm_is_as_frequent_as_was_asked():
    for alarm in (0.0, 0.6):
        drawn = articles(4000, seed=1, alarm=alarm)
        loud = np.char.startswith(drawn["title"], ("shocking"))
        loud |= np.char.startswith(drawn["title"], ("miracle"))
        loud |= np.char.startswith(drawn["title"], ("they do not"))
        false = drawn["label"] == 1
        gap = loud[false].mean() - loud[~false].mean()
        assert abs(gap - alarm) < 0.04


def test_a_seed_gives_the_same_and_another_one_something_else():
    first, again = articles(5, 0), articles(5, 0)
    assert all((first[name] == again[name]).all() for name in first)
    assert (articles(5, 1)["title"] != first["title"]).any()
    assert knowledge(3, 0) != knowledge(3, 1)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: knowledge(0, 0), "`num_drugs`"),
        (lambda: knowledge(3, -1), "seed"),
        (lambda: claim_evidence_pairs(0, 0), "`num_pairs`"),
        (lambda: articles(5, 0, num_sources=1), "`num_sources`"),
        (lambda: articles(5, 0, loyalty=0.2), "`loyalty`"),
        (lambda: articles(5, 0, alarm=2), "`alarm`"),
    ],
)
def test_bad_input_is_one_clear_line(act, message):
    with pytest.raises(UsageError, match=message):
        act()
