"""Finished pages, looked over: dead links, silent pictures, far files."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

TAG = re.compile(r"<(a|img|link|script|source|iframe)\b([^>]*)>")
ATTRIBUTE = re.compile(r"""\b(href|src|alt|rel)=("[^"]*"|'[^']*')""")
PLACE = re.compile(r"""\b(?:id|name)=["']([^"']+)["']""")


def problems(html: Path) -> list[str]:
    """A line for each fault of the pages in a folder."""
    pages = {
        path: path.read_text("utf-8") for path in sorted(html.rglob("*.html"))
    }
    places = {path: set(PLACE.findall(text)) for path, text in pages.items()}
    found = []
    for path, text in pages.items():
        name = path.relative_to(html).as_posix()
        for tag, facts in _tags(text):
            line = _problem(path, tag, facts, html, places)
            if line:
                found.append(f"{name}: {line}")
    return list(dict.fromkeys(found))


def _tags(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag, rest in TAG.findall(text):
        facts = {key: value[1:-1] for key, value in ATTRIBUTE.findall(rest)}
        yield tag, facts


def _problem(path, tag, facts, html, places) -> str:
    if tag == "img" and "alt" not in facts:
        return f"a picture without alt text, {facts.get('src', '')[:60]}"
    target = facts.get("href") or facts.get("src") or ""
    parts = urlsplit(target.replace("&amp;", "&"))
    if parts.scheme or parts.netloc:
        loaded = tag != "a" and parts.scheme != "data"
        return f"fetches {target}" if loaded else ""
    file = path
    if parts.path:
        file = (path.parent / unquote(parts.path)).resolve()
        if file.is_dir():
            file = file / "index.html"
        if not file.is_file() or not file.is_relative_to(html.resolve()):
            return f"a link to {target}, which is not there"
    place = unquote(parts.fragment)
    if place and file in places and place not in places[file]:
        return f"a link to {target}, a place that the page does not have"
    return ""
