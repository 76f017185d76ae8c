"""A tree of diseases: training classes cut from it, probabilities summed up it.

A network can be trained on finer classes than those that are asked for. The
tree says which fine classes there are, and whose probabilities add up.
"""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import is_number

ROUNDED = 1 + 1e-6  # what single precision makes of a probability of 1


class Taxonomy:
    """A tree of diseases, general ones above special ones.

    Args:
        parents: the node above each node; the one above all others is
            nobody's child.

    Raises:
        UsageError: no tree: empty, several roots, or a circle.

    Example:
        >>> from medkeras.training.taxonomy import Taxonomy
        >>> tree = Taxonomy({"benign": "lesion", "malignant": "lesion",
        ...                  "melanoma": "malignant", "carcinoma": "malignant"})
        >>> tree.root, tree.leaves("malignant")
        ('lesion', ('melanoma', 'carcinoma'))

    Reference: Esteva et al. 2017, doi:10.1038/nature21056.
    Chapter: 3.1.4
    """

    def __init__(self, parents: Mapping[str, str]):
        if not isinstance(parents, Mapping) or not parents:
            raise UsageError(
                "`parents` must name the node above each node. Received: "
                f"{one_line(repr(parents))}"
            )
        self.parents = dict(parents)
        roots = {node for node in parents.values() if node not in parents}
        if len(roots) != 1:
            raise UsageError(
                "`parents` must lead to one root, the node above all others. "
                f"Received: {', '.join(map(str, sorted(roots))) or 'a circle'}"
            )
        (self.root,) = roots
        self._children = {}
        for node, above in self.parents.items():
            self._children.setdefault(above, []).append(node)
        below = self._below(self.root)
        lost = [node for node in self.parents if node not in below]
        if lost:
            raise UsageError(
                "`parents` must be a tree. Received: a circle around "
                f"{lost[0]!r}"
            )

    def children(self, node: str) -> tuple[str, ...]:
        """Nodes right below a node, in the order they were named."""
        self._check(node)
        return tuple(self._children.get(node, ()))

    def leaves(self, node: str | None = None) -> tuple[str, ...]:
        """Leaves at or below a node; of the whole tree if none is named."""
        node = self.root if node is None else node
        self._check(node)
        return tuple(n for n in self._below(node) if n not in self._children)

    def contains(self, above: str, node: str) -> bool:
        """Whether a node is the other one or lies below it."""
        self._check(above)
        self._check(node)
        while node != above and node in self.parents:
            node = self.parents[node]
        return node == above

    def is_cut(self, nodes: Sequence[str]) -> bool:
        """Whether every leaf lies at or below exactly one of the nodes."""
        covered = [leaf for node in nodes for leaf in self.leaves(node)]
        return sorted(covered) == sorted(self.leaves())

    def _below(self, node):
        """The node and all below it, each before what is below it."""
        found, stack = {}, [node]
        while stack:
            one = stack.pop()
            found[one] = None
            stack += reversed(self._children.get(one, ()))
        return found

    def _check(self, node):
        if node != self.root and node not in self.parents:
            raise UsageError(
                "`node` must be a node of the tree. Received: "
                f"{one_line(repr(node))}"
            )


@dataclasses.dataclass(frozen=True)
class TrainingClasses:
    """Classes to train on: nodes of a tree, none above another.

    Attributes:
        taxonomy: the tree.
        nodes: node of each class, in the tree's order.
        leaves: of each class, the leaves below it that have examples.

    Example:
        >>> from medkeras.training.taxonomy import Taxonomy, partition
        >>> tree = Taxonomy({"a": "root", "b": "root"})
        >>> partition(tree, {"a": 3, "b": 9}, max_class_size=5).numbers()
        {'a': 0, 'b': 1}

    Chapter: 3.1.4
    """

    taxonomy: Taxonomy
    nodes: tuple[str, ...]
    leaves: tuple[tuple[str, ...], ...]

    def numbers(self) -> dict[str, int]:
        """Number of the class of each leaf that has examples."""
        found = {}
        for number, leaves in enumerate(self.leaves):
            found |= dict.fromkeys(leaves, number)
        return found


def partition(
    taxonomy: Taxonomy, counts: Mapping[str, int], max_class_size: float
) -> TrainingClasses:
    """Cut a tree into training classes of a bounded size.

    From the root down: a node whose leaves together have fewer examples than
    the bound becomes a class, and so does a leaf of any size; else the same
    is asked of its children. A bound of 0 gives the leaves, an infinite one
    the root alone. The paper's bound of 1,000 gave 757 classes (unverified).

    Args:
        taxonomy: the tree.
        counts: examples of each leaf; leaves that are left out have none.
        max_class_size: a class of several leaves has fewer than this.

    Returns:
        The classes; every leaf with examples is in exactly one of them.

    Raises:
        UsageError: counts of what is no leaf, that are no whole numbers, or
            none above 0; or a bound that is no number from 0 to infinity.

    Example:
        >>> from medkeras.training.taxonomy import Taxonomy, partition
        >>> tree = Taxonomy({"benign": "lesion", "malignant": "lesion",
        ...                  "melanoma": "malignant", "carcinoma": "malignant"})
        >>> found = {"benign": 90, "melanoma": 20, "carcinoma": 30}
        >>> partition(tree, found, max_class_size=60).nodes
        ('benign', 'malignant')

    Reference: Esteva et al. 2017, doi:10.1038/nature21056, algorithm 1 of
        the supplement (unverified).
    Chapter: 3.1.4
    """
    counts = _checked_counts(taxonomy, counts)
    bound = max_class_size
    if not (is_number(bound) and bound >= 0) and bound != float("inf"):
        raise UsageError(
            "`max_class_size` must be a number, 0 or more. Received: "
            f"{one_line(repr(bound))}"
        )
    nodes, leaves = [], []

    def descend(node):
        found = tuple(n for n in taxonomy.leaves(node) if counts.get(n))
        if not found:
            return
        children = taxonomy.children(node)
        if sum(counts[n] for n in found) < bound or not children:
            nodes.append(node)
            leaves.append(found)
            return
        for child in children:
            descend(child)

    descend(taxonomy.root)
    return TrainingClasses(taxonomy, tuple(nodes), tuple(leaves))


def infer(
    probabilities: np.ndarray, node: str, classes: TrainingClasses
) -> np.ndarray:
    """Probability of a node: the sum of its children's, down to the classes.

    Args:
        probabilities: (examples, classes), each row a distribution.
        node: any node at or above the training classes.
        classes: what the columns are, from `partition`.

    Returns:
        (examples,); exactly the sum over the node's children, in their order.

    Raises:
        UsageError: no probabilities, other columns than the classes, no node
            of the tree, or one below a training class, of which nothing is
            known.

    Example:
        >>> from medkeras.training.taxonomy import Taxonomy, infer, partition
        >>> tree = Taxonomy({"benign": "lesion", "malignant": "lesion",
        ...                  "melanoma": "malignant", "carcinoma": "malignant"})
        >>> found = {"benign": 9, "melanoma": 2, "carcinoma": 3}
        >>> classes = partition(tree, found, max_class_size=0)
        >>> infer([[0.5, 0.25, 0.25]], "malignant", classes)
        array([0.5])

    Reference: Esteva et al. 2017, doi:10.1038/nature21056.
    Chapter: 3.1.4
    """
    probabilities = real_array(
        "probabilities", probabilities, ("examples", "classes"), 0, ROUNDED
    ).astype(float)
    if probabilities.shape[1] != len(classes.nodes):
        raise UsageError(
            f"`probabilities` must have a column for each of "
            f"{len(classes.nodes)} classes. Received: "
            f"{probabilities.shape[1]} columns"
        )
    tree = classes.taxonomy
    for each in classes.nodes:
        if each != node and tree.contains(each, node):
            raise UsageError(
                f"`node` must be at or above the training classes: "
                f"{one_line(repr(node))} is a part of {each!r}"
            )
    return _summed(probabilities, node, classes)


def _summed(probabilities, node, classes):
    if node in classes.nodes:
        return probabilities[:, classes.nodes.index(node)].copy()
    total = np.zeros(len(probabilities))
    for child in classes.taxonomy.children(node):
        total += _summed(probabilities, child, classes)
    return total


def _checked_counts(taxonomy, counts):
    if not isinstance(counts, Mapping):
        raise UsageError(
            "`counts` must give the examples of each leaf. Received: "
            f"{one_line(repr(counts))}"
        )
    leaves = set(taxonomy.leaves())
    for leaf, count in counts.items():
        if leaf not in leaves:
            raise UsageError(
                "`counts` must be of leaves of the tree. Received: "
                f"{one_line(repr(leaf))}"
            )
        if not is_number(count) or count < 0 or count != int(count):
            raise UsageError(
                f"`counts` must be whole numbers, 0 or more. Received: "
                f"{one_line(repr(count))} of {leaf!r}"
            )
    if not any(counts.values()):
        raise UsageError("`counts` must be above 0 somewhere. Received: none")
    return dict(counts)
