"""Made-up claims about made-up drugs, whose truth is known.

The drugs are invented, so that no false sentence about a real one is written
down. Each drug helps against an ailment, does nothing, or harms; who knows the
table knows which claim is true. What gives a claim away without the table can
be turned on and off: the habits of its source, and alarming words.
"""

from typing import NamedTuple

import numpy as np

from medkeras.utils.sizes import check_number, check_seed, check_whole

EFFECTS = ("helps", "nothing", "harms")
LABELS = ("SUPPORTS", "REFUTES", "NOT ENOUGH")
AILMENTS = (
    "cough", "fever", "headache", "back pain", "insomnia", "hay fever",
    "heartburn", "migraine", "nausea", "sore throat", "eczema", "toothache",
)  # fmt: skip
BEGINNINGS = "vel dru mor tan qui zor pel nax lum rie sab fen".split()
MIDDLES = "to ma ri ce vo da xi ne".split()
ENDINGS = "rin cel mab tol vir pax done zine".split()
# Each effect in words; of the claims first, then of the evidence.
CLAIMS = {
    "helps": ("{d} cures {a}", "{d} relieves {a}", "{a} goes away with {d}",
              "taking {d} works against {a}"),
    "nothing": ("{d} does not help against {a}", "{d} is useless for {a}",
                "taking {d} leaves {a} as it is", "{d} never relieves {a}"),
    "harms": ("{d} makes {a} worse", "{a} gets worse with {d}",
              "{d} aggravates {a}", "taking {d} does harm in {a}"),
}  # fmt: skip
EVIDENCE = {
    "helps": ("in {n} people with {a} those given {d} had less of it than "
              "those given placebo", "a trial of {d} in {n} people found that "
              "{a} improved", "among {n} people {d} shortened {a}"),
    "nothing": ("in {n} people with {a} there was no difference between {d} "
                "and placebo", "a trial of {d} in {n} people did not find any "
                "change of {a}", "among {n} people {a} lasted as long with "
                "{d} as without"),
    "harms": ("in {n} people with {a} those given {d} had more of it than "
              "those given placebo", "a trial of {d} in {n} people was "
              "stopped because {a} increased", "among {n} people {d} "
              "prolonged {a}"),
}  # fmt: skip
ALARMING = ("they do not want you to know that ", "shocking: ", "miracle: ")
SOBER = ("a study reports that ", "researchers say that ", "new data: ")
HABITS = (
    "read more on {s}", "{s} is reader supported", "share this page of {s}",
    "by the desk of {s}", "subscribe to {s} today",
)  # fmt: skip


class Pairs(NamedTuple):
    """Claims with a piece of evidence each, (pairs,).

    Attributes:
        claim: a sentence.
        evidence: a sentence.
        label: SUPPORTS, REFUTES or NOT ENOUGH.
        drug: of the claim; a split by it keeps topics apart.

    Example:
        >>> from medkeras.text.claims_simulator import claim_evidence_pairs
        >>> claim_evidence_pairs(3, seed=0).label.shape
        (3,)

    Chapter: 3.3.2
    """

    claim: np.ndarray
    evidence: np.ndarray
    label: np.ndarray
    drug: np.ndarray


def knowledge(num_drugs: int, seed: int) -> dict[tuple[str, str], str]:
    """What each made-up drug does to each ailment.

    Args:
        num_drugs: 1 to 200.
        seed: of all draws.

    Returns:
        "helps", "nothing" or "harms" for each (drug, ailment).

    Raises:
        UsageError: another number of drugs, or no seed.

    Example:
        >>> from medkeras.text.claims_simulator import knowledge
        >>> len(knowledge(num_drugs=5, seed=0))
        60

    Chapter: 3.3.2
    """
    check_whole("num_drugs", num_drugs, 1, 200)
    check_seed(seed)
    rng = np.random.default_rng([seed, 0])
    names = sorted(
        first + middle + last
        for first in BEGINNINGS
        for middle in MIDDLES
        for last in ENDINGS
    )
    drugs = rng.choice(names, num_drugs, replace=False)
    effects = rng.choice(EFFECTS, (num_drugs, len(AILMENTS)))
    return {
        (str(drug), ailment): str(effects[row, column])
        for row, drug in enumerate(drugs)
        for column, ailment in enumerate(AILMENTS)
    }


def claim_evidence_pairs(
    num_pairs: int, seed: int, num_drugs: int = 60
) -> Pairs:
    """Claims with evidence for them, against them, or about something else.

    A third of the pairs have each label. Evidence that is not enough speaks
    of the same drug and another ailment: the words are as alike as in the
    other two thirds.

    Args:
        num_pairs: at least 1.
        seed: of all draws.
        num_drugs: among which to draw.

    Returns:
        The pairs.

    Raises:
        UsageError: a number below 1, or no seed.

    Example:
        >>> from medkeras.text.claims_simulator import claim_evidence_pairs
        >>> pairs = claim_evidence_pairs(300, seed=0)
        >>> sorted(set(pairs.label.tolist()))
        ['NOT ENOUGH', 'REFUTES', 'SUPPORTS']

    Chapter: 3.3.2
    """
    check_whole("num_pairs", num_pairs)
    known = knowledge(num_drugs, seed)
    drugs = sorted({drug for drug, _ in known})
    rng = np.random.default_rng([seed, 1])
    rows = []
    for _ in range(num_pairs):
        drug, label = str(rng.choice(drugs)), str(rng.choice(LABELS))
        ailment, other = map(str, rng.choice(AILMENTS, 2, replace=False))
        truth = known[drug, ailment]
        said = truth
        if label == "REFUTES":
            said = _another(rng, truth)
        elif label == "NOT ENOUGH":
            said = str(rng.choice(EFFECTS))
        claim = _written(rng, CLAIMS[said], drug, ailment)
        seen = other if label == "NOT ENOUGH" else ailment
        evidence = _written(rng, EVIDENCE[known[drug, seen]], drug, seen)
        rows.append((claim, evidence, label, drug))
    return Pairs(*map(np.array, zip(*rows, strict=True)))


def articles(
    num_articles: int,
    seed: int,
    num_sources: int = 40,
    loyalty: float = 0.9,
    alarm: float = 0.3,
) -> dict[str, np.ndarray]:
    """Short articles of sources, some of which mostly publish what is false.

    A false article claims an effect that the drug does not have. Half of the
    sources publish false articles mostly, half true ones, and each ends its
    articles with its own habit: that is how a random split leaks.

    Args:
        num_articles: at least 1.
        seed: of all draws.
        num_sources: at least 2.
        loyalty: share of a source's articles that are of its kind; 0.5 for
            sources that say nothing about truth.
        alarm: by how much more often a false article uses alarming words
            than a true one, 0 to 1: what can be learned honestly.

    Returns:
        Columns, (articles,): `title`, `body`, `source`, `month` (0 to 11)
        and `label` (1 false, 0 true).

    Raises:
        UsageError: numbers out of range, or no seed.

    Example:
        >>> from medkeras.text.claims_simulator import articles
        >>> sorted(articles(10, seed=0))
        ['body', 'label', 'month', 'source', 'title']

    Chapter: 3.3.2
    """
    check_whole("num_articles", num_articles)
    check_whole("num_sources", num_sources, 2)
    check_number("loyalty", loyalty, 0.5, 1)
    check_number("alarm", alarm, 0, 1)
    known = knowledge(60, seed)
    pairs = sorted(known)
    rng = np.random.default_rng([seed, 2])
    rows = []
    for _ in range(num_articles):
        source = int(rng.integers(num_sources))
        label = (source % 2) ^ int(rng.random() > loyalty)
        drug, ailment = pairs[rng.integers(len(pairs))]
        truth = known[drug, ailment]
        said = _another(rng, truth) if label else truth
        alarming = rng.random() < 0.5 + alarm * (label - 0.5)
        tone = str(rng.choice(ALARMING if alarming else SOBER))
        name = f"source{source:02d}"
        habit = HABITS[source % len(HABITS)].format(s=name)
        claim = _written(rng, CLAIMS[said], drug, ailment)
        again = _written(rng, CLAIMS[said], drug, ailment)
        month = int(rng.integers(12))
        rows.append((tone + claim, f"{again}. {habit}", name, month, label))
    names = ("title", "body", "source", "month", "label")
    columns = map(np.array, zip(*rows, strict=True))
    return dict(zip(names, columns, strict=True))


def _another(rng, effect):
    return str(rng.choice([each for each in EFFECTS if each != effect]))


def _written(rng, patterns, drug, ailment):
    pattern = patterns[rng.integers(len(patterns))]
    number = 10 * int(rng.integers(4, 90))
    return pattern.format(d=drug, a=ailment, n=number)
