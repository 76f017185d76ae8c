"""The page that a reader sees first: what the book is, and its chapters."""

import html
from collections.abc import Sequence

from medkeras.book import review
from medkeras.book.index import exercises, title
from medkeras.book.site.preparation import Prepared
from medkeras.book.site.settings import TITLE

PARTS = {
    "1_introduction": "Where to begin",
    "2_techniques": "Techniques, built by hand",
    "3_applications": "Applications, tested on patients",
    "4_discussion": "Discussion",
    "5_conclusion": "Conclusion",
}
HEAD = """\
<p class="mk-lead">Each chapter builds an architecture twice, in NumPy and in
Keras, applies it to a problem of healthcare on real patients' data wherever a
licence allows, measures it on patients the model has never seen, and sets the
result beside the published figure.</p>
<p class="mk-start"><a class="mk-button" href="{link}">Begin with chapter
{number}: {name}</a></p>
<ul class="mk-numbers">
<li><b>{chapters}</b> chapters</li>
<li><b>{exercises}</b> exercises</li>
<li><b>{sets}</b> data sets</li>
<li><b>{hours}</b> hours to read</li>
</ul>
"""
FOLLOWS = (
    "The chapters follow the sections of a review, and [20] is number 20 of "
    "its references:"
)
CARD = """\
<li><a class="mk-card" href="{link}">
<span class="mk-number">{number}</span>
<span class="mk-name">{name}</span>
<span class="mk-rest">{rest}</span>
<span class="mk-small">{minutes} minutes · {num} exercises</span>
</a></li>
"""


def front_page(books: Sequence[Prepared], reference: Sequence[str]) -> str:
    """Markdown of the front page, with the site's table of contents."""
    text = f"# {TITLE}\n\n{_raw(_head(books))}"
    for part in dict.fromkeys(book.chapter.part for book in books):
        inside = [book for book in books if book.chapter.part == part]
        words = part.partition("_")[2].replace("_", " ").capitalize()
        cards = "".join(map(_card, inside))
        heading = PARTS.get(part, words)
        text += f"\n## {heading}\n\n"
        text += _raw(f'<ul class="mk-cards">\n{cards}</ul>\n')
        documents = [book.document for book in inside]
        text += _contents(f"Part {part[0]}: {words}", documents)
    if reference:
        text += "\n## Reference\n\n"
        text += "\n".join(f"- {{doc}}`/{name}`" for name in reference) + "\n"
        text += _contents("Reference", reference)
    return f"{text}\n{FOLLOWS} {review.CITATION}\n"


def _head(books: Sequence[Prepared]) -> str:
    first = books[0]
    minutes = sum(book.minutes for book in books)
    return HEAD.format(
        link=f"{first.document}.html",
        number=first.chapter.number,
        name=html.escape(_split(first)[0]),
        chapters=len(books),
        exercises=sum(len(exercises(book.notebook)) for book in books),
        sets=len({n for b in books for n in b.notebook.metadata.medkeras.data}),
        hours=round(minutes / 60),
    )


def _card(book: Prepared) -> str:
    name, rest = map(html.escape, _split(book))
    return CARD.format(
        link=f"{book.document}.html",
        number=book.chapter.number,
        name=name,
        rest=rest,
        minutes=book.minutes,
        num=len(exercises(book.notebook)),
    )


def _split(book: Prepared) -> tuple[str, str]:
    """Title without its number: up to the colon, and what comes after it."""
    words = title(book.notebook).removeprefix(book.chapter.number).strip()
    name, _, rest = words.partition(": ")
    return name, rest


def _contents(caption: str, documents: Sequence[str]) -> str:
    lines = "\n".join(documents)
    return f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{lines}\n```\n"


def _raw(text: str) -> str:
    return f"```{{raw}} html\n{text}```\n"
