"""Finished pages, looked over: dead links, silent pictures, far files."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from urllib.parse import unquote, urlsplit

from medkeras.book.site.memory import Memory

TAG = re.compile(r"<(a|img|link|script|source|iframe)\b([^>]*)>")
ATTRIBUTE = re.compile(r"""\b(href|src|alt|rel)=("[^"]*"|'[^']*')""")
PLACE = re.compile(r"""\b(?:id|name)=["']([^"']+)["']""")


def problems(html: Path, memory: Memory | None = None) -> list[str]:
    """A line for each fault of the pages in a folder.

    A page that is known is not read again; where its links lead is looked up
    each time, as the other pages may have changed.
    """
    memory = memory or Memory()
    files = {
        path.relative_to(html).as_posix()
        for path in html.rglob("*")
        if path.is_file()
    }
    pages = {}
    for name in sorted(each for each in files if each.endswith(".html")):
        text = (html / name).read_text("utf-8")
        pages[name] = memory.recall(
            "page", [name, text], lambda name=name, text=text: _page(name, text)
        )
    places = {name: set(page["places"]) for name, page in pages.items()}
    found = []
    for name, page in pages.items():
        lines = [*page["faults"], *_dead(page["links"], files, places)]
        found += [f"{name}: {line}" for line in dict.fromkeys(lines)]
    return found


def _page(name: str, text: str) -> dict:
    """What a page says by itself: its places, its links, faults of its own."""
    links, faults = [], []
    for tag, facts in _tags(text):
        target = facts.get("href") or facts.get("src") or ""
        parts = urlsplit(target.replace("&amp;", "&"))
        if tag == "img" and "alt" not in facts:
            faults.append(f"a picture without alt text, {target[:60]}")
        elif parts.scheme or parts.netloc:
            if tag != "a" and parts.scheme != "data":
                faults.append(f"fetches {target}")
        else:
            file = posixpath.join(posixpath.dirname(name), unquote(parts.path))
            file = posixpath.normpath(file) if parts.path else name
            links.append((target, file, unquote(parts.fragment)))
    return {
        "places": sorted(set(PLACE.findall(text))),
        "links": list(dict.fromkeys(links)),
        "faults": faults,
    }


def _tags(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag, rest in TAG.findall(text):
        facts = {key: value[1:-1] for key, value in ATTRIBUTE.findall(rest)}
        yield tag, facts


def _dead(links, files: Set[str], places: Mapping) -> Iterator[str]:
    """A line for each link that leads to no file, or to no place of a page."""
    for target, file, place in links:
        if file not in files:
            file = posixpath.normpath(f"{file}/index.html")
        if file not in files:
            yield f"a link to {target}, which is not there"
        elif place and file in places and place not in places[file]:
            yield f"a link to {target}, a place that the page does not have"
