"""Wrong answers of chapter 3.1.4 that end in a general hint."""

import numpy as np


def tangent(side, degrees):
    return side / (1 + abs(np.tan(np.radians(degrees))))


def pair_of_sides(side, degrees):
    return side, side


def root_alone(children, counts, node, bound):
    return [node]


def all_nodes(children, counts, node, bound):
    found = [node]
    for child in children.get(node, []):
        found += all_nodes(children, counts, child, bound)
    return found


def first_child(children, p, node):
    while node not in p:
        node = children[node][0]
    return p[node]


def one_number(children, p, node):
    return float(np.mean(list(p.values())))


def percent(labels, p, specificity):
    return 100 * np.mean(p[labels == 1] >= np.quantile(p, specificity))


def strictly_above(labels, p, specificity):
    threshold = np.quantile(p[labels == 0], specificity)
    return np.mean(p[labels == 1] > threshold + 0.2)


def share_of_training(lesions, is_test):
    return np.mean(~is_test)


def which_are_leaked(lesions, is_test):
    return np.isin(lesions[is_test], lesions[~is_test])


WRONG = {
    "3.1.4-1": {"values": tangent, "shape": pair_of_sides},
    "3.1.4-2": {"shape": root_alone},
    "3.1.4-3": {"values": first_child, "shape": one_number},
    "3.1.4-4": {"values": strictly_above},
    "3.1.4-5": {"values": share_of_training, "mask": which_are_leaked},
}
EQUIVALENT = {"3.1.4-2": {"parts exchanged": "any order is right"}}
