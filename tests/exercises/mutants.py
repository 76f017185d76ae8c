"""Mechanical mutations of an answer: each must fail its check.

Of the source: an axis changed or left out, a sum for a mean, a median for a
mean, an operator, a whole number or a comparison changed. Of the call: an
argument made constant. Of the result: negated, transposed, reversed, the same
for every problem, the parts exchanged.
"""

import ast
import copy
import functools

import numpy as np
import pandas as pd

FUNCTIONS = {
    "sum": "mean", "mean": "sum", "nansum": "nanmean", "nanmean": "nansum",
    "median": "mean", "nanmedian": "nanmean", "max": "min", "min": "max",
    "argmax": "argmin", "argmin": "argmax", "maximum": "minimum",
    "minimum": "maximum", "exp": "expm1", "log": "log1p", "sqrt": "square",
    "var": "std", "std": "var", "sort": "array", "argsort": "arange_like",
    "cumsum": "cumprod", "tanh": "sin", "concatenate": None,
}  # fmt: skip
OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div,
    ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
COMPARISONS = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}  # fmt: skip


def of_source(source: str, name: str):
    """(description, function) for each mutation of the text of an answer."""
    tree = ast.parse(source)
    for place, node in enumerate(ast.walk(tree)):
        for described, change in _changes(node):
            mutant = copy.deepcopy(tree)
            change(_node(mutant, place))
            yield f"line {node.lineno}: {described}", _compiled(mutant, name)


def _node(tree, place):
    return list(ast.walk(tree))[place]


def _compiled(tree, name):
    namespace = {"np": np, "pd": pd}
    exec(compile(ast.fix_missing_locations(tree), "mutant", "exec"), namespace)
    return namespace[name]


def _changes(node):
    """(description, function that changes the node in place)."""
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        other = OPERATORS[type(node.op)]
        yield f"{_name(node.op)} to {other.__name__}", _set("op", other())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "minus left out", _set("op", ast.UAdd())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
        yield "not left out", _set("op", ast.UAdd())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        other = COMPARISONS[type(node.ops[0])]
        yield (
            f"{_name(node.ops[0])} to {other.__name__}",
            _set("ops", [other()]),
        )
    if isinstance(node, ast.Attribute) and FUNCTIONS.get(node.attr):
        other = FUNCTIONS[node.attr]
        if hasattr(np, other):
            yield f"{node.attr} to {other}", _set("attr", other)
    if isinstance(node, ast.keyword) and node.arg == "axis":
        yield "another axis", _set("value", _other_axis(node.value))
    if isinstance(node, ast.keyword) and node.arg == "ddof":
        yield "ddof 0", _set("value", ast.Constant(0))
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield f"{node.value} to {node.value + 1}", _set("value", node.value + 1)


def _other_axis(value):
    try:
        axis = ast.literal_eval(value)
    except ValueError:
        axis = None
    return ast.Constant(1 if axis == 0 else 0)


def _name(node):
    return type(node).__name__


def _set(attribute, value):
    return lambda node: setattr(node, attribute, value)


def of_arguments(answer, calls):
    """Each argument replaced by the one it has in the first or last call."""
    for call in (calls[0], calls[-1]):
        for place, constant in enumerate(call):
            if isinstance(constant, np.random.Generator):
                constant = np.random.default_rng(0)

            def mutant(*arguments, place=place, constant=constant):
                fixed = list(arguments)
                fixed[place] = copy.deepcopy(constant)
                return answer(*fixed)

            yield f"argument {place} constant", functools.wraps(answer)(mutant)


def of_result(answer, calls):
    """The result negated, transposed, reversed, exchanged, or always one."""
    first = answer(*copy.deepcopy(calls[0]))
    yield "always the first result", lambda *_: copy.deepcopy(first)
    for described, change in CHANGES.items():
        if any(
            _differs(change, answer(*copy.deepcopy(each))) for each in calls
        ):
            yield described, _then(answer, change)


def _then(answer, change):
    return lambda *arguments: change(answer(*arguments))


def _differs(change, result):
    try:
        return not _equal(change(result), result)
    except (TypeError, ValueError, AttributeError, IndexError):
        return False


def _equal(a, b):
    if isinstance(a, tuple | list):
        return len(a) == len(b) and all(map(_equal, a, b))
    a, b = np.asarray(a), np.asarray(b)
    return a.shape == b.shape and bool(np.all((a == b) | ((a != a) & (b != b))))


def _each(change):
    def changed(result):
        if isinstance(result, tuple | list):
            return type(result)(changed(part) for part in result)
        return change(np.asarray(result))

    return changed


CHANGES = {
    "negated": _each(np.negative),
    "transposed": _each(np.transpose),
    "reversed": _each(lambda x: x[::-1]),
    "parts exchanged": lambda result: (
        type(result)(reversed(list(result)))
        if isinstance(result, tuple | list)
        else result
    ),
    "one more": _each(lambda x: x + 1),
    "doubled": _each(lambda x: 2 * x),
    "zeros": _each(np.zeros_like),
}
