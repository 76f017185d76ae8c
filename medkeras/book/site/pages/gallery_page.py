"""All figures of the executed chapters, small; each leads to its cell."""

import base64
import binascii
import html
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from medkeras.book.site.pages.books import Book, books, figures, label
from medkeras.book.site.pages.markdown import escape, fenced, paragraphs
from medkeras.utils.errors import DataError
from medkeras.utils.files import write_atomically

HEAD = """\
# Figures

Every figure of the book as it came out when the site was built. Each leads to
the cell that draws it.
"""
FOLDER = "_static/gallery"
STYLE = """\
.gallery { display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr)); }
.gallery p { margin: 0; }
.gallery img { width: 100%; height: auto; background: white; display: block; }
@media print { .gallery { grid-template-columns: repeat(3, 1fr); } }
"""
WIDTH = 360
NO_TEXT = "a figure without a description"


def write(source: Path, root: Path, executed: Mapping[str, Path]) -> list[str]:
    """Write `gallery.md` and its previews."""
    write_atomically(source / FOLDER / "gallery.css", STYLE)
    sections = [
        _section(source, book)
        for book in books(root, executed)
        if book.has_page
    ]
    text = paragraphs(
        HEAD,
        f'```{{raw}} html\n<link rel="stylesheet" '
        f'href="{FOLDER}/gallery.css">\n```',
        *(sections if any(sections) else ["No chapter has a figure yet."]),
    )
    write_atomically(source / "gallery.md", text)
    return ["gallery"]


def preview(png: str, place: str) -> tuple[bytes, tuple[int, int]]:
    """A figure as a small WebP, and its width and height."""
    try:
        picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA")
    except (binascii.Error, UnidentifiedImageError, OSError) as error:
        raise DataError(
            f"{place}: expected a PNG in an output. Received: what is none"
        ) from error
    picture.thumbnail((WIDTH, 2 * WIDTH))
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture)
    buffer = io.BytesIO()
    white.save(buffer, format="WEBP", quality=75, method=6)
    return buffer.getvalue(), white.size


def _section(source: Path, book: Book) -> str:
    shown = list(_shown(source, book))
    if not shown:
        return ""
    grid = fenced("{container} gallery", paragraphs(*shown))
    return paragraphs(f"## {escape(book.title)}", grid)


def _shown(source: Path, book: Book) -> Iterator[str]:
    """A link around each preview, whose alt text is the link's name."""
    for cell in book.notebook.cells:
        for number, (png, alt) in enumerate(figures(cell)):
            place = label(book.name, cell)
            name = f"{place}-{number}.webp"
            picture, (width, height) = preview(png, f"{book.name}, {cell.id}")
            write_atomically(source / FOLDER / name, picture)
            text = html.escape(" ".join(alt.split()) or NO_TEXT)
            yield (
                f'[<img src="{FOLDER}/{name}" alt="{text}" width="{width}" '
                f'height="{height}" loading="lazy">](#{place})'
            )
