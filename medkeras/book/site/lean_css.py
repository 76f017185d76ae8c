"""Style sheets without the rules that no page of the site could need."""

import re
from collections.abc import Set
from pathlib import Path

import tinycss2

from medkeras.book.site.memory import Memory
from medkeras.book.site.state import hash_of

CLASS = re.compile(r"\.((?:\\.|[\w-])+)")
NEGATED = re.compile(r":not\([^)]*\)")
WORD = re.compile(r"[\w-]+")
SHEETS = ("pydata-sphinx-theme.css", "sphinx-book-theme.css", "basic.css")
NESTED = ("media", "supports", "layer")


def make_sheets_lean(html: Path, memory: Memory | None = None) -> None:
    """Leave in the theme's sheets what some page or script could need."""
    memory = memory or Memory()
    sheets = {
        path: path.read_text("utf-8")
        for path in sorted((html / "_static").rglob("*.css"))
        if path.name in SHEETS
    }
    names = CLASS.findall("\n".join(sheets.values()))
    classes = {name.replace("\\", "") for name in names}
    used = classes_of(html, classes, memory)
    for path, sheet in sheets.items():
        made_of = [sheet, *sorted(used)]
        text = memory.recall("sheet", made_of, lambda s=sheet: lean(s, used))
        path.write_text(text, "utf-8")


def classes_of(folder: Path, wanted: Set[str], memory: Memory) -> set[str]:
    """Those classes that are words of some page or script."""
    found, known = set(), hash_of(sorted(wanted))
    for pattern in ("**/*.html", "**/*.js"):
        for path in folder.glob(pattern):
            text = path.read_text("utf-8")
            found.update(
                memory.recall(
                    "classes",
                    [known, text],
                    lambda text=text: sorted(wanted & set(WORD.findall(text))),
                )
            )
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
