"""Trees of diseases: classes that cover them, probabilities that add up."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from medkeras.metrics.intervals import bootstrap_by_patient
from medkeras.training.taxonomy import Taxonomy, infer, partition
from medkeras.utils.errors import UsageError


def random_tree(rng, size=40):
    """Each node hangs on an earlier one."""
    parents = {}
    for node in range(1, size):
        parents[f"n{node}"] = f"n{rng.integers(node)}"
    return Taxonomy(parents)


def random_counts(rng, tree):
    counts = {leaf: int(rng.integers(0, 50)) for leaf in tree.leaves()}
    counts[tree.leaves()[0]] = 7  # never all zero
    return counts


@pytest.fixture(params=range(5))
def example(request):
    rng = np.random.default_rng(request.param)
    tree = random_tree(rng)
    return tree, random_counts(rng, tree), rng


@pytest.mark.parametrize("bound", [0, 1, 30, 100, 300, float("inf")])
def test_the_classes_are_a_partition_of_the_leaves_with_examples(
    example, bound
):
    tree, counts, _ = example
    classes = partition(tree, counts, bound)
    covered = [leaf for leaves in classes.leaves for leaf in leaves]
    assert len(covered) == len(set(covered))
    assert set(covered) == {leaf for leaf in counts if counts[leaf]}
    for node, leaves in zip(classes.nodes, classes.leaves, strict=True):
        size = sum(counts[leaf] for leaf in leaves)
        assert size < bound or leaves == (node,)
        assert set(leaves) <= set(tree.leaves(node))


def test_no_class_could_be_larger(example):
    """The node above a class has too many examples, or is above the root."""
    tree, counts, _ = example
    classes = partition(tree, counts, 60)
    for node in classes.nodes:
        if node != tree.root:
            above = tree.leaves(tree.parents[node])
            assert sum(counts[leaf] for leaf in above) >= 60


def test_bound_0_gives_the_leaves_and_infinity_the_root(example):
    tree, counts, _ = example
    with_examples = tuple(n for n in tree.leaves() if counts[n])
    assert partition(tree, counts, 0).nodes == with_examples
    whole = partition(tree, counts, float("inf"))
    assert whole.nodes == (tree.root,)
    assert whole.leaves == (with_examples,)


def test_a_parent_is_exactly_the_sum_of_its_children(example):
    tree, counts, rng = example
    classes = partition(tree, counts, 60)
    p = rng.dirichlet(np.ones(len(classes.nodes)), size=9)
    above = {tree.root}
    for node in classes.nodes:
        while node in tree.parents:
            node = tree.parents[node]
            above.add(node)
    for node in above - set(classes.nodes):
        total = np.zeros(9)
        for child in tree.children(node):
            total += infer(p, child, classes)
        assert infer(p, node, classes).tobytes() == total.tobytes()
    np.testing.assert_allclose(infer(p, tree.root, classes), 1, atol=1e-12)


def test_every_cut_adds_up_to_one(example):
    tree, counts, rng = example
    classes = partition(tree, counts, 0)
    p = rng.dirichlet(np.ones(len(classes.nodes)), size=5)
    for bound in (20, 80, 200):
        # a cut of the whole tree: leaves without examples count as well
        every = {leaf: counts[leaf] + 1 for leaf in tree.leaves()}
        cut = partition(tree, every, bound).nodes
        assert tree.is_cut(cut)
        total = sum(infer(p, node, classes) for node in cut)
        np.testing.assert_allclose(total, 1, atol=1e-12)
    assert not tree.is_cut([tree.root, tree.leaves()[0]])


def test_the_numbers_say_which_leaf_is_in_which_class():
    tree = Taxonomy({"b": "a", "c": "a", "d": "c", "e": "c", "f": "c"})
    classes = partition(tree, {"b": 50, "d": 3, "e": 4}, 10)
    assert classes.nodes == ("b", "c")
    assert classes.numbers() == {"b": 0, "d": 1, "e": 1}
    assert infer([[0.2, 0.8]], "c", classes).tolist() == [0.8]
    assert tree.contains("c", "f") and not tree.contains("d", "c")


def test_fine_classes_help_where_a_coarse_one_is_in_two_places():
    """Malignant lies on both sides of benign: one line cannot part them.

    A linear model of the three clusters can, and sums up the tree.
    """
    rng = np.random.default_rng(0)
    tree = Taxonomy({
        "benign": "lesion", "malignant": "lesion", "left": "malignant",
        "right": "malignant",
    })  # fmt: skip
    counts = {"benign": 60, "left": 30, "right": 30}
    classes = partition(tree, counts, 0)
    centre = {"benign": 0.0, "left": -3.0, "right": 3.0}
    leaves = np.repeat(classes.nodes, [counts[n] for n in classes.nodes])
    middle = np.array([centre[leaf] for leaf in leaves])
    train, test = rng.normal(middle, 1, (2, 120))[..., None]
    malignant = (leaves != "benign").astype(int)
    fine = LogisticRegression().fit(
        train, [classes.numbers()[n] for n in leaves]
    )
    direct = LogisticRegression().fit(train, malignant)
    summed = infer(fine.predict_proba(test), "malignant", classes)
    gain = bootstrap_by_patient(
        lambda right, other: np.mean(right) - np.mean(other),
        ((summed >= 0.5) == malignant).astype(float),
        (direct.predict(test) == malignant).astype(float),
        replicates=200,
    )
    assert gain.ci_low > 0.1


@pytest.mark.parametrize(
    ("parents", "message"),
    [
        ({}, "above each node"),
        ([("a", "b")], "above each node"),
        ({"b": "a", "d": "c"}, "one root"),
        ({"b": "a", "a": "b"}, "a circle"),
        ({"b": "a", "d": "c", "c": "d"}, "a circle around"),
    ],
)
def test_what_is_no_tree_is_refused(parents, message):
    with pytest.raises(UsageError, match=message):
        Taxonomy(parents)


@pytest.mark.parametrize(
    ("counts", "bound", "message"),
    [
        ({"a": 3}, 5, "leaves of the tree"),
        ({"b": 1.5}, 5, "whole numbers"),
        ({"b": -1}, 5, "whole numbers"),
        ({"b": 0}, 5, "above 0"),
        ([1], 5, "examples of each leaf"),
        ({"b": 1}, -1, "max_class_size"),
        ({"b": 1}, float("nan"), "max_class_size"),
        ({"b": 1}, "5", "max_class_size"),
    ],
)
def test_counts_and_bounds_that_cannot_be_are_refused(counts, bound, message):
    with pytest.raises(UsageError, match=message):
        partition(Taxonomy({"b": "a", "c": "a"}), counts, bound)


def test_what_nothing_is_known_of_is_refused():
    tree = Taxonomy({"b": "a", "c": "a", "d": "c", "e": "c"})
    classes = partition(tree, {"b": 9, "d": 1, "e": 1}, 5)
    with pytest.raises(UsageError, match="part of 'c'"):
        infer([[0.5, 0.5]], "d", classes)
    with pytest.raises(UsageError, match="node of the tree"):
        infer([[0.5, 0.5]], "z", classes)
    with pytest.raises(UsageError, match="each of 2 classes"):
        infer([[0.5, 0.2, 0.3]], "c", classes)
