"""Which cells of a notebook an answer needs, found without running any."""

import ast
import builtins
import re
import symtable
import warnings
from dataclasses import dataclass, field

BUILTINS = {*dir(builtins), "get_ipython", "display", "In", "Out", "_"}
DEFINITION = re.compile(r"^(?:async\s+)?(?:def|class)\s+(\w+)", re.MULTILINE)
ASSIGNMENT = re.compile(r"^(\w+)\s*=[^=]", re.MULTILINE)


@dataclass
class Names:
    """Names that a cell binds, and those it takes from other cells."""

    bound: set[str] = field(default_factory=set)
    at_once: set[str] = field(default_factory=set)  # while the cell runs
    later: set[str] = field(default_factory=set)  # when a function is called
    imports_all: bool = False


def needed(sources: list[str], wanted: set[str]) -> list[int]:
    """Places of the cells to run, in order, for `wanted` to be there."""
    cells = [names_of(source) for source in sources]
    chosen, asked = set(), set()
    waiting = [(name, len(cells)) for name in sorted(wanted)]
    while waiting:
        name, before = waiting.pop()
        if (name, before) in asked:
            continue
        asked.add((name, before))
        place = _last(cells[:before], name)
        if place is None:
            if name not in BUILTINS:
                found = enumerate(cells[:before])
                chosen |= {i for i, cell in found if cell.imports_all}
        elif place not in chosen:
            chosen.add(place)
            waiting += [(each, place) for each in cells[place].at_once]
            waiting += [(each, len(cells)) for each in cells[place].later]
    return sorted(chosen)


def _last(cells, name):
    places = [i for i, cell in enumerate(cells) if name in cell.bound]
    return places[-1] if places else None


def names_of(source: str) -> Names:
    """What a cell binds and needs; magics do not matter."""
    names = Names()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a student's odd escape sequences
        try:
            statements = ast.parse(_python(source)).body
        # A cell that cannot be read is still the one that should have
        # defined the answer: running it tells the error.
        except (SyntaxError, ValueError, RecursionError):
            found = DEFINITION.findall(source) + ASSIGNMENT.findall(source)
            return Names(bound=set(found))
        for statement in statements:
            _add(names, statement)
    names.later -= names.bound
    return names


def _python(source):
    from IPython.core.inputtransformer2 import TransformerManager

    lines = source.lstrip().split("\n")
    while lines and lines[0].startswith("%%"):
        lines.pop(0)
    return TransformerManager().transform_cell("\n".join(lines))


def _add(names, statement):
    if isinstance(statement, ast.ImportFrom):
        names.imports_all |= any(each.name == "*" for each in statement.names)
    table = symtable.symtable(ast.unparse(statement), "cell", "exec")
    symbols = table.get_symbols()
    taken = {each.get_name() for each in symbols if each.is_referenced()}
    if isinstance(statement, ast.AugAssign):
        taken |= {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}
    names.at_once |= taken - names.bound
    for inner in _inside(table):
        for each in inner.get_symbols():
            if each.is_global() and each.is_referenced():
                names.later.add(each.get_name())
            if each.is_declared_global() and each.is_assigned():
                names.bound.add(each.get_name())
    names.bound |= {
        each.get_name()
        for each in symbols
        if each.is_assigned() or each.is_imported()
    }


def _inside(table):
    for child in table.get_children():
        yield child
        yield from _inside(child)
