"""The list of chapters that a reader meets first: chapters/README.md."""

import ast

import nbformat

from medkeras.book.chapters import Chapter

HEAD = """\
# Chapters

Made by `medkeras build` from the masters in `solutions/`; edit those.
`medkeras run 3.2.1` runs a chapter; `jupyter lab` opens one to work in.
"""


def index(books: list[tuple[Chapter, nbformat.NotebookNode]]) -> str:
    """Markdown list of the chapters.

    Args:
        books: each chapter with its notebook.

    Returns:
        Title, objectives, data, reading time and modules of each.

    Example:
        >>> from medkeras.book.index import index
        >>> index([]).splitlines()[0]
        '# Chapters'
    """
    parts, text = [], HEAD
    for chapter, notebook in books:
        if chapter.part not in parts:
            parts.append(chapter.part)
            number, _, words = chapter.part.partition("_")
            text += f"\n## Part {number}: {words.replace('_', ' ')}\n"
        text += _entry(chapter, notebook)
    return text


def title(notebook: nbformat.NotebookNode) -> str:
    """First heading of a notebook.

    Args:
        notebook: any notebook.

    Returns:
        The text after the first `#`, or "untitled".

    Example:
        >>> import nbformat.v4 as v4
        >>> from medkeras.book.index import title
        >>> title(v4.new_notebook(cells=[v4.new_markdown_cell("# 1 Hearts")]))
        '1 Hearts'
    """
    for cell in notebook.cells:
        first = cell.source.split("\n")[0]
        if cell.cell_type == "markdown" and first.startswith("# "):
            return first[2:].strip()
    return "untitled"


def modules(notebook: nbformat.NotebookNode) -> list[str]:
    """Modules of the package that a notebook imports.

    Args:
        notebook: any notebook.

    Returns:
        Dotted names, sorted.

    Example:
        >>> import nbformat.v4 as v4
        >>> from medkeras.book.index import modules
        >>> cell = v4.new_code_cell("from medkeras.utils import mode")
        >>> modules(v4.new_notebook(cells=[cell]))
        ['medkeras.utils']
    """
    found = set()
    for cell in notebook.cells:
        if cell.cell_type == "code" and "medkeras" in cell.source:
            found |= _imports(ast.parse(cell.source))
    return sorted(found)


def _imports(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "medkeras":
            names |= {f"medkeras.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name for name in names if name.startswith("medkeras.")}


def _entry(chapter: Chapter, notebook: nbformat.NotebookNode) -> str:
    facts = notebook.metadata.medkeras
    place = f"{chapter.part}/{chapter.name}.ipynb"
    lines = [f"\n### [{title(notebook)}]({place})\n"]
    lines += [f"About {facts['minutes']} minutes. You will be able to\n"]
    lines += [f"- {objective}" for objective in facts["objectives"]]
    data = ", ".join(
        f"[{name}](../datasets/{name}/README.md)" for name in facts["data"]
    )
    lines += ["", f"Data: {data or 'none'}.\n"]
    used = ", ".join(f"`{name}`" for name in modules(notebook))
    lines += [f"Modules: {used or 'none'}.\n"]
    return "\n".join(lines)
