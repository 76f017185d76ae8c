"""Checks for chapter 3.4.3, exercise 3: valid, unique, novel."""

import numpy as np

from medkeras.exercises.problems import answer_to

JUDGE = (
    "train a language model of molecules and judge it by all measures together"
)


def _generated(rng, place):
    """Numbers of molecules; -1 for a text that is none."""
    texts, kinds, known = ((14, 6, 4), (11, 5, 3), (20, 9, 7))[place]
    generated = rng.integers(0, kinds, texts)
    generated[rng.permutation(texts)[: 3 + place]] = -1
    generated[-1] = kinds  # one at least is new, two are not
    generated[0], generated[1:3] = 0, 1
    unseen = np.arange(50, 53 + 2 * place)  # known, never generated
    training = np.concatenate([np.arange(known - 1), unseen])
    return generated, rng.permutation(training)


def _parts(generated):
    valid = generated[generated >= 0]
    return valid, np.unique(valid)


@answer_to(
    "3.4.3-3",
    title="Valid, unique, novel",
    objective=JUDGE,
    problems=_generated,
    what="the three shares",
    points=3,
    pure=True,
)
def generation_rates(generated, training):
    """Valid of all, different of valid, new of different."""
    valid, unique = _parts(generated)
    new = np.setdiff1d(unique, training)
    return [
        len(valid) / len(generated),
        len(unique) / len(valid),
        len(new) / len(unique),
    ]


@generation_rates.mistake(
    "all-of-texts",
    "all three were divided by the number of texts.",
    "Each share has its own whole: texts, valid ones, different ones.",
    "len(unique) / len(valid), len(new) / len(unique).",
)
def _of_texts(generated, training):
    valid, unique, new = generation_rates(generated, training)
    return [valid, valid * unique, valid * unique * new]


@generation_rates.mistake(
    "unique-of-texts",
    "uniqueness was divided by the texts, not by the valid ones.",
    "What is no molecule cannot be a repeat.",
    "len(unique) / len(valid).",
)
def _unique_of_texts(generated, training):
    valid, unique, new = generation_rates(generated, training)
    return [valid, valid * unique, new]


@generation_rates.mistake(
    "novelty-with-repeats",
    "repeats count in the novelty.",
    "A new molecule that is written ten times is one new molecule.",
    "Take the different ones first.",
)
def _with_repeats(generated, training):
    valid, _ = _parts(generated)
    shares = generation_rates(generated, training)
    return [*shares[:2], 1 - np.isin(valid, training).mean()]


@generation_rates.mistake(
    "known-not-new",
    "this is the share of KNOWN molecules.",
    "Novel is what training does not have.",
    "1 - the share found in training.",
)
def _known(generated, training):
    valid, unique, new = generation_rates(generated, training)
    return [valid, unique, 1 - new]


@generation_rates.mistake(
    "invalid-is-a-molecule",
    "-1 was counted as a molecule.",
    "A text that is no molecule is neither unique nor new.",
    "generated[generated >= 0] first.",
)
def _invalid(generated, training):
    valid = np.mean(generated >= 0)
    unique = np.unique(generated)
    new = np.setdiff1d(unique, training)
    return [valid, len(unique) / len(generated), len(new) / len(unique)]


@generation_rates.mistake(
    "of-the-training",
    "novelty was divided by the training's molecules.",
    "Of the GENERATED different ones, how many are new?",
    "len(new) / len(unique).",
)
def _of_training(generated, training):
    valid, unique, new = generation_rates(generated, training)
    return [valid, unique, new * len(_parts(generated)[1]) / len(training)]


@generation_rates.mistake(
    "new-of-valid",
    "new molecules were divided by all valid ones.",
    "Novelty is a share of the different ones.",
    "len(new) / len(unique).",
)
def _new_of_valid(generated, training):
    valid, unique, new = generation_rates(generated, training)
    return [valid, unique, new * unique]
