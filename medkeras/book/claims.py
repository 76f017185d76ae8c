"""The published figures, and what our own figures say about them."""

import dataclasses
import functools
import math
import numbers
import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from medkeras.metrics.estimate import Estimate
from medkeras.utils.errors import UsageError, nearest
from medkeras.utils.files import chapters_folder

UNVERIFIED = ", published figure unverified"
SOURCES = ("review", "paper", "a public implementation")
# The margin of a share between 0 and 1, where a claim states none.
MARGIN = 0.02
# An interval wider than so many margins holds too much to tell.
WIDEST = 5


@dataclasses.dataclass(frozen=True)
class Claim:
    """One entry of chapters/claims.yaml; its header explains the keys."""

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
    dataset: str = ""
    test_set: str = ""
    protocol: str = ""
    margin: float = MARGIN

    @property
    def figure(self) -> float:
        """The published figure, where there is exactly one."""
        if _is_number(self.value):
            return self.value
        raise UsageError(
            f"claim {self.id}: expected one published number to compare with. "
            f"Received: {self.value!r} in chapters/claims.yaml"
        )


def claims(root: Path | None = None) -> dict[str, Claim]:
    """All published figures of the book by id, in the order of the file."""
    folder = root / "chapters" if root else chapters_folder()
    path = folder / "claims.yaml"
    found = {}
    for facts in _entries(path):
        claim = _claim(facts)
        if claim.id in found:
            raise UsageError(f"claims.yaml: {claim.id!r} is there twice")
        found[claim.id] = claim
    return found


def claim(name: str, root: Path | None = None) -> Claim:
    """One published figure of chapters/claims.yaml.

    Args:
        name: id of the claim.
        root: folder of the book; found from the working folder if None.

    Returns:
        The claim: `value`, `data`, `unit`, `n`, `test_set`, `protocol` and
        what else the header of the file explains.

    Raises:
        UsageError: no such claim; the message offers the nearest ids.

    Example:
        >>> from medkeras.book.claims import claim
        >>> claim("diabetes-convlstm").ref
        20

    Chapter: 2.2.3
    """
    known = claims(root)
    if name not in known:
        raise UsageError(
            "claim must be an id of chapters/claims.yaml. Received: "
            f"{name!r}{nearest(name, known)}"
        )
    return known[name]


def judge(published: Claim, dataset: Mapping, row: Mapping) -> str:
    """What a row of a record says about a claim, like compared with like.

    `dataset` and `row` are those of a record: its `dataset`, and one of its
    `metrics`.
    """
    if not dataset["complete"]:
        return "not judged: only a part of the data was there"
    other = differences(published, dataset, row)
    if other:
        return f"not comparable: {'; '.join(other)}"
    figures = (row[key] for key in ("value", "ci_low", "ci_high", "n"))
    return verdict(published, Estimate(*figures))


def differences(published: Claim, dataset: Mapping, row: Mapping) -> list[str]:
    """In what a result is unlike a claim, a phrase each."""
    found = []
    if _plain(published.metric) != _plain(row["name"]):
        found.append(f"other metric: {row['name']}, not {published.metric}")
    name = row.get("dataset", dataset["name"])
    if published.dataset != name:
        found.append(f"other data: {name}, not {published.data}")
    unit = row.get("unit")
    if unit and _plain(unit) != _plain(published.unit):
        found.append(f"other unit: {unit}, not {published.unit}")
    ours = row.get("test_set", "not named")
    if published.test_set and _plain(published.test_set) != _plain(ours):
        found.append(f"other patients: {ours}, not {published.test_set}")
    protocol = row["protocol"]
    if not _clauses(published.protocol) <= _clauses(protocol):
        found.append(f"other protocol: {protocol}, not {published.protocol}")
    return found


def verdict(published: Claim, ours: Estimate) -> str:
    """What our interval says about a figure of the same kind, in a word.

    "reproduced" only if the whole interval lies within the margin around
    the figure; else, where the figure lies in the interval, "compatible",
    or "cannot tell" if the interval is wider than `WIDEST` margins; where
    it lies outside, "exceeded" or "not reproduced".
    """
    figure, margin = published.figure, published.margin
    ends = (ours.ci_low, ours.ci_high)
    if not all(map(math.isfinite, ends)):
        raise UsageError(
            f"claim {published.id}: expected a finite interval. "
            f"Received: {ours}"
        )
    # Rounded: 0.99 - 0.97 is a little more than 0.02 to a computer.
    farthest = round(max(abs(end - figure) for end in ends), 9)
    if farthest <= margin:
        answer = "reproduced"
    elif ours.ci_low <= figure <= ours.ci_high:
        width = round(ours.ci_high - ours.ci_low, 9)
        narrow = width <= round(WIDEST * margin, 9)
        answer = "compatible" if narrow else "cannot tell"
    else:
        place = "lower" if figure > ours.ci_high else "higher"
        better = place == published.better
        answer = "exceeded" if better else f"not reproduced: {place} here"
    return answer if published.checked else answer + UNVERIFIED


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()


def _clauses(protocol: str) -> set[str]:
    """A protocol's parts between commas and semicolons."""
    return {_plain(each) for each in re.split("[,;]", protocol)} - {""}


def _entries(path: Path) -> list[dict]:
    try:
        content = _parsed(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise UsageError(f"{path}: expected the book's claims") from error
    except yaml.YAMLError as error:
        line = " ".join(str(error).split())
        raise UsageError(f"{path}: not valid YAML: {line}") from error
    entries = content.get("claims") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise UsageError(f"{path}: expected a list under `claims`")
    return entries


@functools.lru_cache(maxsize=1)
def _parsed(text: str):
    """A table of a dozen claims would read the whole file a dozen times."""
    return yaml.safe_load(text)


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
    claim = Claim(**facts)
    _check_margin(name, claim, "margin" in facts)
    return claim


def _check_margin(name: str, claim: Claim, is_stated: bool) -> None:
    """The default is made for shares; other figures state their own."""
    is_share = _is_number(claim.value) and 0 <= claim.value <= 1
    if _is_number(claim.value) and not is_share and not is_stated:
        raise UsageError(
            f"{name}: a figure that is no share of 1 needs its own `margin`. "
            f"Received: {claim.value} without one"
        )


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
    "dataset": (_is_text, "a name in datasets/"),
    "test_set": (_is_text, "text"),
    "protocol": (_is_text, "text"),
    "margin": (lambda v: _is_number(v) and v > 0, "a positive number"),
}
