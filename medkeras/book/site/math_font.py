"""A font for equations, cut down to the signs that the pages show.

Without one, browsers draw an equation with whatever the reader's computer
has: sums stay small and brackets do not grow. STIX Two Math is under the SIL
Open Font License; the package ziamath carries it.
"""

import base64
import importlib.util
import io
import logging
import re
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from medkeras.book.site.memory import Memory

NAME = "stix-two-math.woff"
EQUATION = re.compile(r"<math.*?</math>", re.DOTALL)
TAG = re.compile(r"<[^>]*>|&[a-z]+;")
# Browsers set a single letter in italics by taking these signs for it.
ITALICS = [*range(0x1D434, 0x1D468), 0x210E, *range(0x1D6E2, 0x1D71C)]


def write_font(html: Path, memory: Memory | None = None) -> Path:
    """Write the font beside the other files of the finished pages."""
    memory, signs = memory or Memory(), set()
    for page in html.rglob("*.html"):
        text = page.read_text("utf-8")
        signs.update(memory.recall("signs", [text], lambda t=text: _signs(t)))
    signs = "".join(sorted(signs))
    font = memory.recall(
        "font",
        [signs],
        lambda: base64.b64encode(subset({*ITALICS, *map(ord, signs)})).decode(),
    )
    path = html / "_static" / NAME
    path.write_bytes(base64.b64decode(font))
    return path


def _signs(text: str) -> str:
    """All signs of a page's equations."""
    found = set()
    for equation in EQUATION.findall(text):
        found.update(TAG.sub("", equation), "()[]{}|")
    return "".join(sorted(found))


def subset(signs: set[int]) -> bytes:
    """The font with these signs and what they grow into, as WOFF."""
    # It tells each table that it cuts.
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    # Found without an import, which would read the whole font first.
    (package,) = importlib.util.find_spec("ziamath").submodule_search_locations
    with (Path(package) / "fonts" / "STIXTwoMath-Regular.ttf").open(
        "rb"
    ) as file:
        font = TTFont(file, recalcTimestamp=False)
        options = Options(name_IDs=["*"], hinting=False)
        cutter = Subsetter(options)
        cutter.populate(unicodes=signs)
        cutter.subset(font)
        font.flavor = "woff"
        buffer = io.BytesIO()
        font.save(buffer)
    return buffer.getvalue()
