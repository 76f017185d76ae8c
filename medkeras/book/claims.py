"""The published figures, and what our own figures say about them."""

import dataclasses
import numbers
from pathlib import Path

import yaml

from medkeras.metrics.estimate import Estimate
from medkeras.utils.errors import UsageError, nearest
from medkeras.utils.files import project_root

UNVERIFIED = ", published figure unverified"
SOURCES = ("review", "paper", "a public implementation")


@dataclasses.dataclass(frozen=True)
class Claim:
    """One entry of chapters/claims.yaml; its header explains the keys.

    Example:
        >>> from medkeras.book.claims import claim
        >>> claim("lv-dice").metric
        'Dice'
    """

    id: str
    ref: int
    chapter: str
    metric: str
    value: float | list[float] | None
    data: str
    unit: str
    n: int | str | list[int]
    stated_in: str
    checked: bool
    arithmetic: str = ""
    better: str = "higher"

    @property
    def figure(self) -> float:
        """The published figure, where there is exactly one.

        Raises:
            UsageError: the source states none, or several at once.
        """
        if _is_number(self.value):
            return self.value
        raise UsageError(
            f"claim {self.id}: expected one published number to compare with. "
            f"Received: {self.value!r} in chapters/claims.yaml"
        )


def claims(root: Path | None = None) -> dict[str, Claim]:
    """All published figures of the book.

    Args:
        root: folder of the book; found from the working folder if None.

    Returns:
        Claims by id, in the order of the file.

    Raises:
        UsageError: chapters/claims.yaml is missing, or an entry lacks a
            key, has an unknown one, a wrong type or an id that exists.

    Example:
        >>> from medkeras.book.claims import claims
        >>> claims()["diabetes-convlstm"].figure
        0.9726
    """
    path = (root or project_root()) / "chapters" / "claims.yaml"
    found = {}
    for facts in _entries(path):
        claim = _claim(facts)
        if claim.id in found:
            raise UsageError(f"claims.yaml: {claim.id!r} is there twice")
        found[claim.id] = claim
    return found


def claim(name: str, root: Path | None = None) -> Claim:
    """One published figure.

    Args:
        name: id of the claim.
        root: folder of the book; found from the working folder if None.

    Returns:
        The claim.

    Raises:
        UsageError: no such claim; the message offers the nearest ids.

    Example:
        >>> from medkeras.book.claims import claim
        >>> claim("diabetes-convlstm").ref
        20
    """
    known = claims(root)
    if name not in known:
        raise UsageError(
            "claim must be an id of chapters/claims.yaml. Received: "
            f"{name!r}{nearest(name, known)}"
        )
    return known[name]


def verdict(published: Claim, ours: Estimate) -> str:
    """What our interval says about a published figure, by arithmetic alone.

    Args:
        published: the claim.
        ours: our estimate of the same metric.

    Returns:
        "reproduced" if the figure lies in our interval; "exceeded" if ours
        is better; "not reproduced: lower here" (or "higher here", where
        less is better) if it is worse; with a note if nobody has read the
        figure in its source.

    Raises:
        UsageError: the claim has no single figure.

    Example:
        >>> from medkeras.book.claims import claim, verdict
        >>> from medkeras.metrics.estimate import Estimate
        >>> verdict(claim("diabetes-convlstm"), Estimate(0.77, 0.74, 0.8, 768))
        'not reproduced: lower here'
    """
    figure = published.figure
    if ours.ci_low <= figure <= ours.ci_high:
        answer = "reproduced"
    else:
        place = "lower" if figure > ours.ci_high else "higher"
        better = place == published.better
        answer = "exceeded" if better else f"not reproduced: {place} here"
    return answer if published.checked else answer + UNVERIFIED


def _entries(path: Path) -> list[dict]:
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise UsageError(f"{path}: expected the book's claims") from error
    except yaml.YAMLError as error:
        line = " ".join(str(error).split())
        raise UsageError(f"{path}: not valid YAML: {line}") from error
    entries = content.get("claims") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise UsageError(f"{path}: expected a list under `claims`")
    return entries


def _claim(facts: dict) -> Claim:
    name = f"claims.yaml, {facts.get('id', 'an entry without id')}"
    fields = {each.name: each for each in dataclasses.fields(Claim)}
    required = {
        key
        for key, each in fields.items()
        if each.default is dataclasses.MISSING
    }
    missing, unknown = required - facts.keys(), facts.keys() - fields.keys()
    if missing or unknown:
        raise UsageError(
            f"{name}: lacks {', '.join(sorted(missing)) or 'nothing'}; "
            f"unknown: {', '.join(sorted(unknown)) or 'nothing'}"
        )
    for key, (is_right, expected) in TYPES.items():
        if key in facts and not is_right(facts[key]):
            raise UsageError(
                f"{name}: `{key}` must be {expected}. Received: {facts[key]!r}"
            )
    return Claim(**facts)


def _is_number(value: object) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _all(is_right):
    return lambda v: isinstance(v, list) and bool(v) and all(map(is_right, v))


TYPES = {
    "id": (_is_text, "text"),
    "ref": (_is_count, "the number of a reference"),
    # Without quotes, YAML reads 3_2_1 as the number 321.
    "chapter": (_is_text, 'text in quotes, as "3_2_1"'),
    "metric": (_is_text, "text"),
    "value": (
        lambda v: v is None or _is_number(v) or _all(_is_number)(v),
        "a number, a list of numbers, or null",
    ),
    "data": (_is_text, "text"),
    "unit": (_is_text, "text"),
    "n": (
        lambda v: _is_count(v) or _is_text(v) or _all(_is_count)(v),
        "a count, a list of counts, or text",
    ),
    "stated_in": (SOURCES.__contains__, f"one of {', '.join(SOURCES)}"),
    "checked": (lambda v: isinstance(v, bool), "true or false"),
    "arithmetic": (_is_text, "text"),
    "better": (("lower", "higher").__contains__, "lower or higher"),
}
