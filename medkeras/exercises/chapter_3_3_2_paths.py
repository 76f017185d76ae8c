"""Check for chapter 3.3.2, exercise 7: the best path of tags."""

from itertools import product

import numpy as np

from medkeras.exercises.problems import answer_to

PATHS = "find names by the best path of tags, and count them strictly"


def _sentence(rng, place):
    """Scores whose best path no shortcut finds."""
    words, tags = ((5, 3), (4, 4), (6, 2))[place]
    while True:
        emissions = rng.normal(size=(words, tags))
        transitions = rng.normal(scale=2, size=(tags, tags))
        given = emissions, transitions
        right = best_path(*given)
        wrong = (shortcut(*given) for shortcut in SHORTCUTS)
        # tags that stand in the other order are a path of their own, the
        # last tag is on the path, and no zero begins or ends it: else these
        # could be forgotten
        if right[0] == 0 or right[-1] == 0:
            continue
        if not any(np.array_equal(right, each) for each in wrong):
            return given


def _all_paths(emissions, transitions):
    """Every path, (paths, words), and its score."""
    words, tags = emissions.shape
    paths = np.array(list(product(range(tags), repeat=words)))
    scores = emissions[np.arange(words), paths].sum(axis=1)
    scores += transitions[paths[:, :-1], paths[:, 1:]].sum(axis=1)
    return paths, scores


def _best_of_all(emissions, transitions, choose=np.argmax):
    paths, scores = _all_paths(emissions, transitions)
    return paths[choose(scores)]


@answer_to(
    "3.3.2-7",
    title="The best path of tags",
    objective=PATHS,
    problems=_sentence,
    what="the tags",
    points=3,
    pure=True,
)
def best_path(emissions, transitions):
    """Of all paths the one with the highest score."""
    return _best_of_all(emissions, transitions)


@best_path.mistake(
    "each-alone",
    "each word got the tag that is best for it alone.",
    "The score of a tag after another counts, too: it can outweigh a word.",
    "Keep the best sum so far of each tag: ways = best[:, None] + transitions.",
)
def _each_alone(emissions, transitions):
    return emissions.argmax(axis=1)


@best_path.mistake(
    "left-to-right",
    "each tag was chosen for good as soon as its word was read.",
    "A later word can change which tag was best before it.",
    "Choose the last tag first, then follow back where its sum came from.",
)
def _left_to_right(emissions, transitions):
    path = [int(emissions[0].argmax())]
    for scores in emissions[1:]:
        path.append(int((transitions[path[-1]] + scores).argmax()))
    return np.array(path)


@best_path.mistake(
    "not-followed-back",
    "the tag with the best sum so far was taken at every word.",
    "The best sum up to a word may belong to a path that is left later.",
    "Keep ways.argmax(axis=0) at each word, and go back along it.",
)
def _not_followed_back(emissions, transitions):
    best, path = emissions[0], [int(emissions[0].argmax())]
    for scores in emissions[1:]:
        best = (best[:, None] + transitions).max(axis=0) + scores
        path.append(int(best.argmax()))
    return np.array(path)


@best_path.mistake(
    "turned",
    "transitions were read the wrong way round.",
    "Rows are the tag before, columns the tag after it.",
    "Add transitions[before, after], not transitions[after, before].",
)
def _turned(emissions, transitions):
    return _best_of_all(emissions, transitions.T)


@best_path.mistake(
    "backwards",
    "the tags stand in the order from the last word to the first.",
    "Going back finds the last tag first.",
    "Turn the list round at the end: path[::-1].",
)
def _backwards(emissions, transitions):
    return _best_of_all(emissions, transitions)[::-1]


@best_path.mistake(
    "first-word-lost",
    "the score of the first word was left out.",
    "Begin with emissions[0], not with zeros.",
    "best = emissions[0], then go on with emissions[1:].",
)
def _first_word_lost(emissions, transitions):
    begun = emissions.copy()
    begun[0] = 0
    return _best_of_all(begun, transitions)


@best_path.mistake(
    "last-word-lost",
    "the score of the last word was left out.",
    "Its score counts, too: emissions[1:] ends with it.",
    "Add emissions[-1] to the sums before you take the largest.",
)
def _last_word_lost(emissions, transitions):
    cut = emissions.copy()
    cut[-1] = 0
    return _best_of_all(cut, transitions)


@best_path.mistake(
    "last-tag-lost",
    "the last tag is never chosen.",
    "There are emissions.shape[1] tags, and each may be on the best path.",
    "range(emissions.shape[1]), without - 1.",
)
def _last_tag_lost(emissions, transitions):
    return _best_of_all(emissions[:, :-1], transitions[:-1, :-1])


@best_path.mistake(
    "likeliest-tags",
    "each word got the tag that is likeliest over all paths together.",
    "Such tags need not follow one another on any good path.",
    "Keep the largest sum of each tag, not the sum of exp over all paths.",
)
def _likeliest_tags(emissions, transitions):
    paths, scores = _all_paths(emissions, transitions)
    chances = np.zeros(emissions.shape)
    for path, score in zip(paths, scores, strict=True):
        chances[np.arange(len(path)), path] += np.exp(score)
    return chances.argmax(axis=1)


@best_path.mistake(
    "worst",
    "this is the path with the lowest score.",
    "The best path has the largest sum.",
    "max and argmax, not min and argmin.",
)
def _worst(emissions, transitions):
    return _best_of_all(emissions, transitions, choose=np.argmin)


SHORTCUTS = (
    _each_alone, _left_to_right, _not_followed_back, _turned, _backwards,
    _first_word_lost, _last_word_lost, _last_tag_lost, _worst,
    _likeliest_tags,
)  # fmt: skip
