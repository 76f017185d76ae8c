"""The package's documentation: a page a sub-package, from its docstrings."""

import importlib
import inspect
import itertools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from medkeras.book.site.pages.books import Book, books
from medkeras.book.site.pages.docstrings import chapters_in, prose, to_markdown
from medkeras.book.site.pages.markdown import (
    contents,
    escape,
    fenced,
    paragraphs,
    table,
)
from medkeras.book.site.pages.names import Name, names_of, rooms, used_by
from medkeras.utils.files import write_atomically

HEAD = """\
# The package

One page a sub-package of `medkeras`, made from its docstrings: what a
function takes and returns, an example that the book's tests run, the source
it follows, and the chapters that use it. What only the book's machinery calls
is left out.
"""
# What Keras calls by itself needs no text of its own.
OF_KERAS = ("build", "call", "compute_output_shape", "get_config")


def write(source: Path, root: Path, executed: Mapping[str, Path]) -> list[str]:
    """Write `api/`, and for each chapter the list of names it uses."""
    by_room = {room: names_of(room) for room in rooms()}
    by_room = {room: names for room, names in by_room.items() if names}
    known = list(itertools.chain.from_iterable(by_room.values()))
    readers: dict[str, list[Book]] = {name.full: [] for name in known}
    all_books = books(root, executed)
    for book in all_books:
        used = used_by(book, known)
        for name in used:
            readers[name.full].append(book)
        path = source / "chapters" / "_names" / f"{book.name}.md"
        write_atomically(path, _names_used(used))
    _add_own_chapters(known, readers, all_books)
    for room, names in by_room.items():
        text = page(room, names, readers)
        write_atomically(source / "api" / f"{_file(room)}.md", text)
    write_atomically(source / "api" / "index.md", _index(by_room))
    return ["api/index"]


def page(
    room: str, names: Iterable[Name], readers: Mapping[str, list[Book]]
) -> str:
    """Page of a sub-package: a heading a module, and below it one a name."""
    blocks = [f"# {escape(room)}", prose(_first(room))]
    for module, group in itertools.groupby(names, lambda name: name.module):
        inside = module.removeprefix(f"{room}.")
        blocks.append(f"## {escape(inside)}")
        if module != room:
            blocks.append(prose(inspect.getdoc(_module(module)) or ""))
        blocks += [_entry(name, readers[name.full]) for name in group]
    return paragraphs(*blocks)


def signature(value: object, is_method: bool = False) -> str:
    """Arguments and defaults, without types and addresses in memory."""
    try:
        found = inspect.signature(value)
    except (TypeError, ValueError):
        return "(...)"
    plain = [
        each.replace(annotation=each.empty)
        for each in found.parameters.values()
    ][is_method:]  # nobody hands over `self`
    empty = inspect.Signature.empty
    text = str(found.replace(parameters=plain, return_annotation=empty))
    text = re.sub(
        r"<(?:function|class) '?([\w.<>]+?)'?(?: at \w+)?>", r"\1", text
    )
    return re.sub(r"<[^<>]*>", "...", text)


def _entry(name: Name, readers: list[Book]) -> str:
    """Heading, signature, text, members, and the chapters that use it."""
    value = name.value
    kind = "class" if inspect.isclass(value) else "function"
    blocks = [to_markdown(inspect.cleandoc(value.__doc__))]
    if kind == "class":
        blocks += [_method(name, *each) for each in _methods(value)]
    if readers:
        links = ", ".join(book.link for book in readers)
        blocks.append(f"**Chapters**: {links}")
    body = paragraphs(*blocks)
    return paragraphs(
        f"### {escape(name.short)}",
        _described(kind, name.full, value, body),
    )


def _described(kind: str, full: str, value: object, body: str) -> str:
    head = f"{{py:{kind}}} {full}{signature(value, kind == 'method')}"
    options = [":no-contents-entry:", ":single-line-parameter-list:"]
    return fenced(head, body, options)


def _methods(value: type) -> Iterable[tuple[str, object]]:
    """Public methods and properties with a text of their own."""
    for name, member in vars(value).items():
        if isinstance(member, classmethod | staticmethod):
            member = member.__func__
        if name.startswith("_") or name in OF_KERAS or inspect.isclass(member):
            continue
        is_ours = inspect.isfunction(member) or isinstance(member, property)
        if is_ours and member.__doc__:
            yield name, member


def _method(owner: Name, name: str, member: object) -> str:
    body = to_markdown(inspect.cleandoc(member.__doc__))
    full = f"{owner.full}.{name}"
    if isinstance(member, property):
        return fenced(f"{{py:property}} {full}", body, [":no-contents-entry:"])
    return _described("method", full, member, body)


def _add_own_chapters(known, readers, all_books) -> None:
    """Chapters that a docstring names, where the code does not show it."""
    by_number = {book.chapter.number: book for book in all_books}
    for name in known:
        for number in chapters_in(inspect.cleandoc(name.value.__doc__)):
            book = by_number.get(number)
            if book is not None and book not in readers[name.full]:
                readers[name.full].append(book)


def _names_used(used: list[Name]) -> str:
    """The end of a chapter's page: what it takes from the package."""
    if not used:
        return "This chapter takes nothing from `medkeras`.\n"
    rows = []
    for module in dict.fromkeys(name.module for name in used):
        links = [name.link for name in used if name.module == module]
        rows.append([f"`{module}`", ", ".join(links)])
    return table(["module", "names that this chapter uses"], rows)


def _index(by_room: Mapping[str, list[Name]]) -> str:
    rows = [
        [
            f"{{doc}}`{room} <{_file(room)}>`",
            escape(" ".join(_first(room).split("\n\n")[0].split())),
            str(len(names)),
        ]
        for room, names in by_room.items()
    ]
    head = ["sub-package", "what it is", "names"]
    return paragraphs(HEAD, table(head, rows), contents(map(_file, by_room)))


def _first(room: str) -> str:
    """What a sub-package says of itself, without the number of its level."""
    text = inspect.getdoc(_module(room)) or ""
    return re.sub(r"^Level \d+: (\w)", lambda m: m[1].upper(), text)


def _module(name: str):
    return importlib.import_module(name)


def _file(room: str) -> str:
    return room.rpartition(".")[2]
