"""Style sheets without the rules that no page of the site could need."""

import re
from collections.abc import Set
from pathlib import Path

import tinycss2

CLASS = re.compile(r"\.((?:\\.|[\w-])+)")
NEGATED = re.compile(r":not\([^)]*\)")
WORD = re.compile(r"[\w-]+")
NESTED = ("media", "supports", "layer")


def words_of(folder: Path) -> set[str]:
    """All words of pages and scripts, among them every class they use."""
    found = set()
    for pattern in ("**/*.html", "**/*.js"):
        for path in folder.glob(pattern):
            found.update(WORD.findall(path.read_text("utf-8")))
    return found


def lean(css: str, words: Set[str]) -> str:
    """The sheet, but for selectors with a class that is not among the words.

    No icon font is needed either: `medkeras.css` draws the icons.
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=False)
    return "".join(_rule(rule, words) for rule in rules)


def _rule(rule, words) -> str:
    if rule.type == "qualified-rule":
        return _style(rule, words)
    if rule.type != "at-rule":
        # The licence stands in a comment, which stays.
        return rule.serialize()
    name = rule.lower_at_keyword
    if name == "font-face":
        return ""
    if name not in NESTED or rule.content is None:
        return rule.serialize()
    inside = tinycss2.parse_blocks_contents(rule.content)
    text = "".join(_rule(each, words) for each in inside)
    condition = tinycss2.serialize(rule.prelude).strip()
    return f"@{name} {condition}{{{text}}}" if text.strip() else ""


def _style(rule, words) -> str:
    selectors = _split(tinycss2.serialize(rule.prelude))
    kept = [each for each in selectors if _is_needed(each, words)]
    if not kept:
        return ""
    body = tinycss2.serialize(rule.content)
    return f"{','.join(kept)}{{{body}}}"


def _split(text: str) -> list[str]:
    """Selectors between the commas that stand in no brackets."""
    parts, depth = [""], 0
    for letter in text.strip():
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _is_needed(selector: str, words: Set[str]) -> bool:
    # What :is() and :where() offer is a choice: each of it may be missing.
    plain = re.sub(r":(?:is|where|has)\([^)]*\)", "", selector)
    plain = NEGATED.sub("", plain)
    return all(name.replace("\\", "") in words for name in CLASS.findall(plain))
