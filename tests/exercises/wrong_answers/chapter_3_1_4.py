"""Wrong answers of chapter 3.1.4 that end in a general hint."""

import numpy as np
import pandas as pd


def right_to_a_full_turn_only(side, degrees):
    turn = np.radians(degrees)
    within = 0 <= degrees < 360
    return side / (abs(np.cos(turn)) + abs(np.sin(turn))) if within else side


def pair_of_sides(side, degrees):
    return side, side


def root_alone(children, counts, node, bound):
    return [node]


def all_nodes(children, counts, node, bound):
    found = [node]
    for child in children.get(node, []):
        found += all_nodes(children, counts, child, bound)
    return found


def written_into_counts(children, counts, node, bound):
    def size(one):
        if one not in counts:
            counts[one] = sum(map(size, children[one]))
        return counts[one]

    if size(node) < bound or node not in children:
        return [node] if size(node) else []
    found = []
    for child in children[node]:
        found += written_into_counts(children, counts, child, bound)
    return found


def from_a_stack(children, counts, node, bound):
    def size(one):
        return sum(map(size, children[one])) if one in children else counts[one]

    todo, found = [node], []
    while todo:
        one = todo.pop()
        if one in children and size(one) >= bound:
            todo += children[one]
        elif size(one):
            found.append(one)
    return np.array(found, "float32")


def added_in_place(children, p, node):
    if node in p:
        return p[node]
    total = added_in_place(children, p, children[node][0])
    for child in children[node][1:]:
        total += added_in_place(children, p, child)
    return total


def descended_as_a_list(children, p, node):
    todo, total = [node], 0
    while todo:
        one = todo.pop()
        if one in p:
            total = total + p[one].astype("float32")
        else:
            todo += children[one]
    return total.tolist()


def first_child(children, p, node):
    while node not in p:
        node = children[node][0]
    return p[node]


def one_number(children, p, node):
    return float(np.mean(list(p.values())))


def percent(labels, p, specificity):
    return 100 * np.mean(p[labels == 1] >= np.quantile(p, specificity))


def by_a_grid(labels, p, specificity):
    best = 0.0
    for threshold in np.linspace(0, 1, 101):
        called = p >= threshold
        if np.mean(~called[labels == 0]) >= specificity:
            best = max(best, np.mean(called[labels == 1]))
    return best


def sorted_in_place(labels, p, specificity):
    benign, ill = p[labels == 0], p[labels == 1]
    benign.sort()
    last = int(np.ceil(specificity * len(benign))) - 1
    p.sort()
    return np.mean(ill > benign[last])


def all_thresholds_at_once(labels, p, specificity):
    limits = np.append(p, np.inf)[:, None]
    left = (p[labels == 0] < limits).mean(axis=1)
    found = (p[labels == 1] >= limits).mean(axis=1)
    return np.float32(np.where(left >= specificity, found, 0).max())


def sorted_lesions(lesions, is_test):
    share = np.isin(lesions[is_test], lesions[~is_test]).mean()
    lesions.sort()
    return share


def by_pandas(lesions, is_test):
    table = pd.DataFrame({"lesion": lesions, "trained": ~is_test})
    seen = table.groupby("lesion")["trained"].transform("any")
    return seen[is_test].mean()


def share_of_training(lesions, is_test):
    return np.mean(~is_test)


def which_are_leaked(lesions, is_test):
    return np.isin(lesions[is_test], lesions[~is_test])


WRONG = {
    "3.1.4-1": {"values": right_to_a_full_turn_only, "shape": pair_of_sides},
    "3.1.4-2": {"shape": root_alone, "in-place": written_into_counts},
    "3.1.4-3": {
        "values": first_child,
        "shape": one_number,
        "in-place": added_in_place,
    },
    "3.1.4-4": {
        "values": by_a_grid,
        "in-place": sorted_in_place,
    },
    "3.1.4-5": {
        "values": share_of_training,
        "mask": which_are_leaked,
        "in-place": sorted_lesions,
    },
}
RIGHT = {
    "3.1.4-2": {"a stack, single precision": from_a_stack},
    "3.1.4-3": {"no recursion, a list": descended_as_a_list},
    "3.1.4-4": {"all thresholds at once": all_thresholds_at_once},
    "3.1.4-5": {"grouped by pandas": by_pandas},
}
EQUIVALENT = {"3.1.4-2": {"parts exchanged": "any order is right"}}
