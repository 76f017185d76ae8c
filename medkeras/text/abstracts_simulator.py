"""Made-up abstracts in which every name of a disease or drug is known.

The diseases and drugs are invented, as are their identifiers: a toy ontology,
in which a thing has a name, another name and a short form. A short form is
brought in once, behind the full name, as papers do.
"""

from typing import NamedTuple

import numpy as np

from medkeras.text.pubtator import Abstract, Mention
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_seed, check_whole

BEGINNINGS = "vel dru mor tan qui zor pel nax lum rie sab fen gor hil".split()
MIDDLES = "to ma ri ce vo da xi ne lu ba".split()
DRUG_ENDINGS = "rin cel mab tol vir pax done zine".split()
DISEASE_ENDINGS = "osis itis emia algia oma pathy".split()
HEADS = ("disease", "syndrome", "deficiency", "tumour", "palsy")
# {D} a disease, {C} a drug, {M} a disease before a noun, {E} two diseases
# with one head, {K} a class of diseases.
SENTENCES = (
    "Patients with {D} were given {C} for {n} weeks.",
    "{C}-induced {D} was seen in {n} of {n} people.",
    "We report {D} in a man of {n} years who took {C}.",
    "There was no sign of {D} after {C} was stopped.",
    "Treatment with {C} is known to cause {D}.",
    "The dose of {C} was {n} mg a day.",
    "In {n} families {D} went with a change of the gene.",
    "{M} patients were compared with {n} healthy people.",
    "The {M} gene has {n} exons.",
    "Rates of {E} did not differ.",
    "Most {K} begin before the age of {n} years.",
    "Blood was drawn each morning and kept at {n} degrees.",
    "The group of {n} people was followed for a year.",
    "These findings should be confirmed in a larger trial.",
)  # fmt: skip
CLASSES = ("hereditary disorders", "metabolic diseases", "rare tumours")


class Concept(NamedTuple):
    """A thing of the toy ontology.

    Attributes:
        identifier: made up, such as "TOY:0007".
        kind: "Disease" or "Chemical".
        names: full name, another name, short form.

    Example:
        >>> from medkeras.text.abstracts_simulator import toy_ontology
        >>> toy_ontology(4, seed=0)[0].kind
        'Disease'

    Chapter: 3.3.2
    """

    identifier: str
    kind: str
    names: tuple[str, ...]


def toy_ontology(num_concepts: int, seed: int) -> tuple[Concept, ...]:
    """Draw invented diseases and drugs with their names.

    Args:
        num_concepts: even numbers in the list are diseases, odd ones drugs.
        seed: of the draws.

    Returns:
        Concepts of which no two share a name.

    Raises:
        UsageError: fewer than one or more than 400 concepts, or no seed.

    Example:
        >>> from medkeras.text.abstracts_simulator import toy_ontology
        >>> len(toy_ontology(6, seed=1)[1].names)
        3

    Chapter: 3.3.2
    """
    check_whole("num_concepts", num_concepts, 1, 400)
    check_seed(seed)
    rng = np.random.default_rng(seed)
    taken, concepts = set(), []
    while len(concepts) < num_concepts:
        is_disease = len(concepts) % 2 == 0
        names = _disease_names(rng) if is_disease else _drug_names(rng)
        if taken & {name.lower() for name in names}:
            continue
        taken |= {name.lower() for name in names}
        kind = "Disease" if is_disease else "Chemical"
        identifier = f"TOY:{len(concepts):04d}"
        concepts.append(Concept(identifier, kind, names))
    return tuple(concepts)


def simulate_abstracts(
    num_abstracts: int,
    seed: int,
    concepts: tuple[Concept, ...] | None = None,
    kinds: str = "two",
    first_pmid: int = 1,
) -> list[Abstract]:
    """Draw abstracts about things of the toy ontology.

    Args:
        num_abstracts: to draw.
        seed: of the draws.
        concepts: that may be named, diseases and drugs; 60 of
            `toy_ontology` if none are given.
        kinds: "two" marks Disease and Chemical, "four" marks diseases only,
            as SpecificDisease, DiseaseClass, Modifier, CompositeMention.
        first_pmid: number of the first; the next are one more.

    Returns:
        Abstracts with their mentions; where both kinds are marked, a relation
        for each sentence that says a drug causes a disease.

    Raises:
        UsageError: numbers or words out of range, no disease or no drug.

    Example:
        >>> from medkeras.text.abstracts_simulator import simulate_abstracts
        >>> made = simulate_abstracts(2, seed=0)[0]
        >>> mention = made.mentions[0]
        >>> made.text[mention.start : mention.end] in made.text
        True

    Chapter: 3.3.2
    """
    check_whole("num_abstracts", num_abstracts)
    check_whole("first_pmid", first_pmid)
    check_seed(seed)
    if kinds not in ("two", "four"):
        raise UsageError(f'`kinds` must be "two" or "four". Received: {kinds}')
    concepts = toy_ontology(60, 0) if concepts is None else concepts
    things = {"Disease": [], "Chemical": []}
    for concept in concepts:
        things[concept.kind].append(concept)
    if len(things["Disease"]) < 2 or not things["Chemical"]:
        raise UsageError(
            "`concepts` must hold two diseases and a drug or more. Received: "
            f"{len(things['Disease'])} and {len(things['Chemical'])}"
        )
    rng = np.random.default_rng(seed)
    return [
        _abstract(rng, str(first_pmid + number), things, kinds)
        for number in range(num_abstracts)
    ]


def _disease_names(rng):
    stem = _stem(rng)
    head = str(rng.choice(HEADS))
    other = _stem(rng) + str(rng.choice(DISEASE_ENDINGS))
    short = (stem[0] + stem[2] + head[0]).upper() + str(rng.choice(list("ABX")))
    return f"{stem} {head}", other, short


def _drug_names(rng):
    name = _stem(rng) + str(rng.choice(DRUG_ENDINGS))
    salt = str(rng.choice(["sodium", "chloride", "acetate"]))
    return name, f"{name} {salt}", f"{name[:2].upper()}-{rng.integers(10, 99)}"


def _stem(rng):
    return str(rng.choice(BEGINNINGS)) + str(rng.choice(MIDDLES))


def _abstract(rng, pmid, things, kinds):
    disease = things["Disease"][rng.integers(len(things["Disease"]))]
    other = things["Disease"][rng.integers(len(things["Disease"]))]
    drug = things["Chemical"][rng.integers(len(things["Chemical"]))]
    order = rng.choice(len(SENTENCES), 7, replace=False)
    text, mentions, relations, seen = "", [], set(), set()
    for number in order:
        parts = _parts(rng, SENTENCES[number], (disease, other), drug, seen)
        for piece, kind, identifier in parts:
            start = len(text)
            text += piece
            if kind and (name := _shown_kind(kind, kinds)):
                mention = Mention(start, len(text), name, identifier)
                mentions.append(mention)
        if kinds == "two" and "cause" in SENTENCES[number]:
            relations.add((drug.identifier, disease.identifier))
        text += " "
    return Abstract(
        pmid, text.rstrip(), tuple(mentions), tuple(sorted(relations))
    )


def _parts(rng, sentence, diseases, drug, seen):
    """Pieces of a sentence: letters, what they name (or None), identifier."""
    first, other = diseases
    both = f"{first.identifier}|{other.identifier}"
    head = first.names[0].split()[1]
    stems = [each.names[0].split()[0] for each in diseases]
    parts = []
    for piece in sentence.replace("{", "\0{").replace("}", "}\0").split("\0"):
        if piece == "{n}":
            parts.append((str(rng.integers(12, 90)), None, ""))
        elif piece in ("{D}", "{C}"):
            thing = first if piece == "{D}" else drug
            parts += _named(rng, thing, seen)
        elif piece == "{M}":
            parts.append((first.names[0], "Modifier", first.identifier))
        elif piece == "{E}":
            name = f"{stems[0]} and {stems[1]} {head}s"
            parts.append((name, "CompositeMention", both))
        elif piece == "{K}":
            number = int(rng.integers(len(CLASSES)))
            name = f"TOY:9{number:03d}"
            parts.append((CLASSES[number], "DiseaseClass", name))
        elif piece:
            parts.append((piece, None, ""))
    return parts


def _named(rng, thing, seen):
    """A name of a thing; its short form only after it was brought in."""
    full, other, short = thing.names
    if thing.identifier in seen:
        name = str(rng.choice([full, other, short]))
        return [(name, thing.kind, thing.identifier)]
    seen.add(thing.identifier)
    return [
        (full, thing.kind, thing.identifier),
        (" (", None, ""),
        (short, thing.kind, thing.identifier),
        (")", None, ""),
    ]


def _shown_kind(kind, kinds):
    """The kind as the set names it; None for what it does not mark."""
    if kinds == "two":
        return kind if kind == "Chemical" else "Disease"
    if kind == "Chemical":
        return None
    return "SpecificDisease" if kind == "Disease" else kind
