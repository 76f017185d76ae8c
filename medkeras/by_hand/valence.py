"""Is a SMILES a molecule? Grammar, valences and aromatic rings by hand.

For carbon, nitrogen, oxygen and fluorine without brackets: `C N O F c n o`,
the bonds `- = #`, branches and rings. RDKit judges all of chemistry; this is
how such a judge works.
"""

import re

from medkeras.utils.errors import UsageError, one_line

LONGEST = 400  # tokens
VALENCE = {"C": 4, "N": 3, "O": 2, "F": 1, "c": 4, "n": 3, "o": 2}
ORDER = {"-": 1, "=": 2, "#": 3}
TOKEN = re.compile(r"[CNOFcno\-=#()0-9]|%[1-9][0-9]")


class MoleculeError(Exception):
    """Why a text is no molecule."""


def smiles_problem(smiles: str) -> str:
    """Say why a SMILES of C, N, O and F is no molecule.

    First the text is read as a graph; then each atom's bonds are counted;
    then each aromatic atom that lacks one bond must find a partner for a
    double bond among its neighbours in the ring, and no two the same. RDKit
    agrees but for groups that it repairs (N=N#N) and triple bonds written
    into aromatic rings.

    Args:
        smiles: a text of `C N O F c n o - = # ( )` and numbers of rings.

    Returns:
        The reason; "" if it is a molecule.

    Raises:
        UsageError: no text, or one with other signs.

    Example:
        >>> from medkeras.by_hand.valence import smiles_problem
        >>> smiles_problem("c1ccccc1C(=O)O")
        ''
        >>> smiles_problem("CO(C)C")
        'O has 3 bonds, at most 2 are possible'

    Reference: Weininger 1988, doi:10.1021/ci00057a005.
    Chapter: 3.4.3
    """
    tokens = _tokens(smiles)
    try:
        symbols, bonds = _graph(tokens)
        _check_valences(symbols, bonds)
        _check_aromatic(symbols, bonds)
    except MoleculeError as error:
        return str(error)
    return ""


def _graph(tokens):
    """The atoms' symbols, and for each atom {neighbour: order of the bond}.

    The order is 0 for a bond without a sign between two small letters, which
    may be aromatic.
    """
    symbols, bonds = [], []
    branches, rings = [], {}  # where to go back to; ends that wait
    last, sign, before = None, None, ""
    for token in tokens:
        if token in ORDER:
            _need(last is not None and sign is None, token)
            sign = token
        elif token == "(":
            _need(last is not None and sign is None and before != "(", "(")
            branches.append(last)
        elif token == ")":
            _need(branches and sign is None and before != "(", ")")
            last = branches.pop()
        elif token in VALENCE:
            symbols.append(token)
            bonds.append({})
            if last is not None:
                _bind(symbols, bonds, last, len(symbols) - 1, sign)
            last, sign = len(symbols) - 1, None
        else:
            _need(last is not None and before != "(", token)
            other, its_sign = rings.pop(token, (None, None))
            if other is None:
                rings[token] = (last, sign)
            else:
                _bind(symbols, bonds, other, last, its_sign or sign)
            sign = None
        before = token
    _need(symbols, "there is no atom")
    _need(sign is None, "a bond leads nowhere")
    _need(not branches, "a branch is not closed")
    _need(not rings, "a ring is not closed")
    return symbols, bonds


def _tokens(smiles):
    if not isinstance(smiles, str):
        raise UsageError(
            f"`smiles` must be a text. Received: {one_line(smiles)}"
        )
    tokens = TOKEN.findall(smiles)
    if "".join(tokens) != smiles:
        raise UsageError(
            "`smiles` must consist of C N O F c n o - = # ( ), 0 to 9 and "
            f"%10 to %99. Received: {one_line(smiles)}"
        )
    if len(tokens) > LONGEST:
        raise UsageError(
            f"`smiles` must have at most {LONGEST} tokens. Received: "
            f"{len(tokens)}"
        )
    return tokens


def _need(condition, why):
    if not condition:
        raise MoleculeError(why if " " in why else f"{why!r} stands wrongly")


def _bind(symbols, bonds, first, second, sign):
    _need(first != second, "a ring of one atom")
    _need(second not in bonds[first], "two bonds between the same atoms")
    both_small = symbols[first].islower() and symbols[second].islower()
    order = ORDER[sign] if sign else 0 if both_small else 1
    bonds[first][second] = bonds[second][first] = order


def _count(bonds, atom):
    """Bonds of an atom; one that may be aromatic is one so far."""
    return sum(max(order, 1) for order in bonds[atom].values())


def _check_valences(symbols, bonds):
    for atom, symbol in enumerate(symbols):
        count, most = _count(bonds, atom), VALENCE[symbol]
        _need(
            count <= most,
            f"{symbol.upper()} has {count} bonds, at most {most} are possible",
        )


def _check_aromatic(symbols, bonds):
    """Small letters stand in rings, and those that must are paired."""
    in_ring = _ring_bonds(bonds)
    partners = {}
    for atom, symbol in enumerate(symbols):
        if not symbol.islower():
            continue
        others = [other for other in bonds[atom] if (atom, other) in in_ring]
        _need(others, f"the aromatic {symbol} is in no ring")
        aromatic = [other for other in others if bonds[atom][other] == 0]
        # Carbon takes a hydrogen where three are bound already; nitrogen
        # with a hydrogen of its own would be written in brackets.
        lacks_one = _count(bonds, atom) < VALENCE[symbol] and symbol in "cn"
        if aromatic and lacks_one:
            partners[atom] = aromatic
    free = set(partners)
    for atom in partners:
        partners[atom] = [other for other in partners[atom] if other in free]
    _need(_paired(partners, free), "an aromatic ring has no double bonds")


def _paired(partners, free):
    """Whether all free atoms can be paired with neighbours."""
    if not free:
        return True

    def choices(atom):
        return [other for other in partners[atom] if other in free]

    # The atom with the fewest choices decides soonest.
    atom = min(free, key=lambda each: len(choices(each)))
    for other in choices(atom):
        if _paired(partners, free - {atom, other}):
            return True
    return False


def _ring_bonds(bonds):
    """Bonds that lie on a ring, both ways round.

    Walk through the molecule as a tree; each bond left over closes a ring
    with the tree's ways from its two atoms up to where they meet.
    """
    parent, depth, order = {0: None}, {0: 0}, [0]
    for atom in order:
        for other in bonds[atom]:
            if other not in parent:
                parent[other], depth[other] = atom, depth[atom] + 1
                order.append(other)
    found = set()
    for atom in order:
        for other in bonds[atom]:
            if parent[atom] == other or parent[other] == atom:
                continue
            found.add((atom, other))
            first, second = atom, other
            while first != second:
                if depth[first] < depth[second]:
                    first, second = second, first
                found |= {(first, parent[first]), (parent[first], first)}
                first = parent[first]
    return found
