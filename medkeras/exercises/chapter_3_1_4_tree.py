"""Checks for chapter 3.1.4, exercises 2 and 3: a tree of diseases."""

import numpy as np

from medkeras.exercises.problems import answer_to


def _tree(rng, size):
    """Children of each node that has some; node names are shuffled."""
    names = rng.permutation(np.arange(10, 10 + size)).tolist()
    children = {}
    for node in range(1, size):
        above = names[int(rng.integers(max(0, node - 4), node))]
        children.setdefault(above, []).append(names[node])
    leaves = [name for name in names if name not in children]
    return children, leaves, names[0]


def _tree_and_counts(rng, place):
    children, leaves, root = _tree(rng, (14, 18, 11, 16, 20, 12, 13, 9)[place])
    counts = {leaf: int(rng.integers(1, 40)) for leaf in leaves}
    counts[leaves[-1]] = 0  # a disease that nobody has photographed
    inner = [node for node in children if node != root]
    sizes = sorted(_size(children, counts, node) for node in inner)
    middle = sizes[len(sizes) // 2]
    total = _size(children, counts, root)
    largest = max(leaves, key=counts.get)
    below = max(inner, key=lambda node: _size(children, counts, node))
    node, bound = (
        (root, middle),  # a class of exactly this size is too large
        (root, middle + 1),  # and one of one less is not
        (root, middle),
        (root, sizes[-1] + 1),
        (below, middle),  # from within the tree
        (root, total + 1),  # all of it is one class
        (largest, 1),  # a leaf, however large
        (leaves[-1], 5),  # and one without a picture
    )[place]
    return children, counts, node, int(bound)


def _size(children, counts, node):
    if node not in children:
        return counts[node]
    return sum(_size(children, counts, child) for child in children[node])


@answer_to(
    "3.1.4-2",
    title="Cut a tree into training classes",
    objective="cut a taxonomy into classes and sum probabilities up it",
    problems=_tree_and_counts,
    num_problems=8,
    what="the classes",
    points=2,
    pure=True,
    in_any_order=True,
)
def training_classes(children, counts, node, bound):
    """A class where the images are few or the node a leaf, else descend."""
    size = _size(children, counts, node)
    if size == 0:
        return []
    if size < bound or node not in children:
        return [node]
    found = []
    for child in children[node]:
        found += training_classes(children, counts, child, bound)
    return found


def _cut(children, counts, node, bound, small, empty=False):
    size = _size(children, counts, node)
    if size == 0 and not empty:
        return []
    if small(size, bound) or node not in children:
        return [node]
    found = []
    for child in children[node]:
        found += _cut(children, counts, child, bound, small, empty)
    return found


@training_classes.mistake(
    "leaves",
    "every leaf has become a class.",
    "A node whose leaves together have few images is a class of its own.",
    "Ask `size < bound` before you look at the children.",
)
def _leaves(children, counts, node, bound):
    return _cut(children, counts, node, bound, lambda size, bound: False)


@training_classes.mistake(
    "at-most",
    "a node with exactly `bound` images has become a class.",
    "The rule says fewer than.",
    "size < bound, not size <= bound.",
)
def _at_most(children, counts, node, bound):
    return _cut(children, counts, node, bound, lambda size, most: size <= most)


@training_classes.mistake(
    "one-less",
    "a node with one image less than `bound` was taken apart.",
    "The rule says fewer than `bound`: is 9 fewer than 10?",
    "size < bound, without taking anything from `bound`.",
)
def _one_less(children, counts, node, bound):
    return training_classes(children, counts, node, bound - 1)


@training_classes.mistake(
    "from-the-top",
    "the whole tree was cut, whatever `node` is.",
    "The question is about the classes at or below `node`.",
    "Begin the recursion at `node`, do not look for the root.",
)
def _from_the_top(children, counts, node, bound):
    below = {child for found in children.values() for child in found}
    (root,) = set(children) - below
    return training_classes(children, counts, root, bound)


@training_classes.mistake(
    "never-whole",
    "a node with few images was taken apart, since it was asked for.",
    "All the images together are fewer than `bound`: how many classes?",
    "Ask `size < bound` of `node` itself, before its children.",
)
def _never_whole(children, counts, node, bound):
    found = []
    for child in children.get(node, []):
        found += training_classes(children, counts, child, bound)
    if node in children:
        return found
    return training_classes(children, counts, node, bound)


@training_classes.mistake(
    "empty",
    "a node without a single image has become a class.",
    "What could a network learn of it?",
    "Return [] where the size is 0.",
)
def _empty(children, counts, node, bound):
    return _cut(
        children, counts, node, bound, lambda size, most: size < most, True
    )


@training_classes.mistake(
    "children-only",
    "only the children of the first node were asked.",
    "A child that is too large must be taken apart in turn.",
    "found += training_classes(children, counts, child, bound)",
)
def _children_only(children, counts, node, bound):
    found = children.get(node, [node])
    return [child for child in found if _size(children, counts, child)]


@training_classes.mistake(
    "large-leaf-lost",
    "a leaf with many images is missing.",
    "It cannot be taken apart: what is it then?",
    "A node that has no children is a class, however large it is.",
)
def _large_leaf_lost(children, counts, node, bound):
    found = training_classes(children, counts, node, bound)
    return [one for one in found if _size(children, counts, one) < bound]


def _tree_and_probabilities(rng, place):
    children, leaves, root = _tree(rng, (12, 17, 10, 15)[place])
    classes, asked = list(leaves), root
    inner = [node for node in children if node != root]
    # One class is an inner node: what lies below it is not told apart.
    merged = inner[int(rng.integers(len(inner)))]
    below = _below(children, merged)
    classes = [leaf for leaf in leaves if leaf not in below] + [merged]
    above = [n for n in inner if n not in below and n != merged]
    if place and above:
        asked = max(above, key=lambda n: len(_below(children, n)))
    if place == 3:
        asked = merged
    rows = (5, 3, 6, 4)[place]
    p = rng.dirichlet(np.ones(len(classes)), size=rows)
    columns = {node: p[:, number] for number, node in enumerate(classes)}
    return children, columns, asked


def _below(children, node):
    found = []
    for child in children.get(node, []):
        found += [child, *_below(children, child)]
    return found


@answer_to(
    "3.1.4-3",
    title="The probability of a node",
    objective="cut a taxonomy into classes and sum probabilities up it",
    problems=_tree_and_probabilities,
    num_problems=4,
    what="the probabilities",
    points=2,
    pure=True,
)
def node_probability(children, p, node):
    """A class's own column, else the sum over the children."""
    if node in p:
        return p[node]
    found = [node_probability(children, p, child) for child in children[node]]
    return np.sum(found, axis=0)


def _combined(children, p, node, combine):
    if node in p:
        return p[node]
    parts = [
        _combined(children, p, child, combine)
        for child in children.get(node, [])
    ]
    return combine(np.array(parts), axis=0)


@node_probability.mistake(
    "mean",
    "the children were averaged.",
    "A lesion has one of the diseases below the node: what adds up?",
    "Sum over the children.",
)
def _mean(children, p, node):
    return _combined(children, p, node, np.mean)


@node_probability.mistake(
    "largest",
    "only the likeliest child counts.",
    "Two children of 0.3 make a parent of 0.6.",
    "Sum over the children.",
)
def _largest(children, p, node):
    return _combined(children, p, node, np.max)


@node_probability.mistake(
    "all",
    "all classes were added, below the node or not.",
    "That is 1 for every node. Which classes lie below this one?",
    "Go through children[node], not through p.",
)
def _all(children, p, node):
    return np.sum(list(p.values()), axis=0)


@node_probability.mistake(
    "product",
    "the children's probabilities were multiplied.",
    "A lesion has one disease *or* the other, not both.",
    "Sum over the children.",
)
def _product(children, p, node):
    return _combined(children, p, node, np.prod)
